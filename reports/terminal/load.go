package terminal

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// WriteLoad writes a load result as text: the plan, the latencies of
// each phase, failures and replies, the thresholds, and the summary as the last
// line. Quiet leaves only missed thresholds and the summary.
func WriteLoad(w io.Writer, l *reports.Load, o Options) error {
	l = reports.CleanLoad(l, text.MaxLine)
	p := newPage(w, o.Width, o.Color)
	if !o.Quiet {
		p.writeNote("", "target", strings.TrimSpace(l.Target.Name+" at "+l.Target.Address))
		p.writeNote("", "plan", l.Plan.String())
		p.writeBlank()
		p.writeLatencies(l)
		p.writeStages(l)
		p.writeTally("failures", l.Failures)
		p.writeTally("replies", repliesByStatus(l))
		if l.RecipientsRefused > 0 {
			p.writeNote("", "recipients", fmt.Sprintf("%d refused", l.RecipientsRefused))
		}
		p.writeNote("", "connections", fmt.Sprintf("%d opened", l.Connections.Opened))
		p.writeTally("lost", l.Connections.Lost)
		p.writeNote("", "throughput", fmt.Sprintf("%s, %.2f MB/s", text.PerSecond(l.Throughput.MessagesPerS), l.Throughput.BytesPerS/1e6))
		p.writeSource(l)
	}
	if l.Delivery != nil {
		p.writeDelivery(l.Delivery, o.Quiet)
	}
	if len(l.Thresholds) > 0 && !o.Quiet {
		p.writeBlank()
	}
	for _, t := range l.Thresholds {
		switch {
		case t.Unmeasured:
			p.writeNote(reports.Unknown, "unknown", t.Expression+", "+t.Measured)
		case !t.Met:
			p.writeNote(reports.Fail, "missed", t.Expression+", measured: "+t.Measured)
		case !o.Quiet:
			p.writeNote(reports.Pass, "met", t.Expression+", measured: "+t.Measured)
		}
	}
	if l.Reason != "" {
		p.writeWrapped("", "", l.Verdict+": "+l.Reason, 2)
	}
	if l.Answer != nil {
		p.writeNote("", "answer", l.Answer.String())
	}
	p.writeLine(p.paint(loadColor(l), l.Verdict) + l.Sums())
	return p.flush()
}

// noteWidth is the column of what writeNote writes after the name.
const noteWidth = 13

// writeNote writes text after a name, in columns.
func (p *page) writeNote(v reports.Verdict, name, value string) {
	p.writeLines(p.paint(v, name)+strings.Repeat(" ", max(noteWidth-len(name), 1)), text.WrapWords(value, p.column(noteWidth)), noteWidth)
}

// writeTally writes names with their counts, the most frequent first.
func (p *page) writeTally(head string, m map[string]int64) {
	if len(m) == 0 {
		return
	}
	names := slices.SortedFunc(maps.Keys(m), mostFirst(m))
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s=%d", name, m[name])
	}
	p.writeNote("", head, text.JoinNames(parts, 2*text.MaxNames))
}

// mostFirst orders names by their counts.
func mostFirst(m map[string]int64) func(a, b string) int {
	return func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) }
}

func (p *page) writeSource(l *reports.Load) {
	s := l.Source
	used := fmt.Sprintf("%.2f s CPU, %s a message, %.1f MiB at most", s.CPUS, text.Micros(s.CPUPerMessageUS), float64(s.MaxRSSBytes)/(1<<20))
	if s.WithServer {
		used += ", the bundled server included"
	}
	if l.Corrected {
		used += fmt.Sprintf("; 1%% of the messages went out %s or more after their scheduled time", text.Micros(s.LagUS.P99))
	}
	p.writeNote("", "source", used)
	if s.Delayed > 0 {
		p.writeNote(reports.Warn, "delayed", fmt.Sprintf("%s of the open loop found no free connection in time; the wait is part of their latency: "+
			"use more --connections to see whether the server can do more", text.Plural(int(s.Delayed), "message")))
	}
	if s.Saturated {
		p.writeNote(reports.Warn, "saturated", "the source may have been the bottleneck: "+s.Why)
	}
}

// repliesByStatus counts replies by code, and refusals by enhanced status code
// as well where that is known.
func repliesByStatus(l *reports.Load) map[string]int64 {
	out := maps.Clone(l.Refusals)
	if len(out) == 0 {
		return l.Replies
	}
	for code, n := range l.Replies {
		if code < "4" || code >= "6" {
			out[code] += n
		}
	}
	return out
}

func loadColor(l *reports.Load) reports.Verdict {
	switch l.Verdict {
	case reports.Met:
		return reports.Pass
	case reports.Missed:
		return reports.Fail
	default:
		return reports.Unknown
	}
}
