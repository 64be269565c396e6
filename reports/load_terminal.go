package reports

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// WriteLoadTerminal writes a load result as text: the plan, the latencies of
// each phase, failures and replies, the thresholds, and the summary as the last
// line. Quiet leaves only missed thresholds and the summary.
func WriteLoadTerminal(w io.Writer, l *Load, o TerminalOptions) error {
	l = cleanedLoad(l, maxTerminalText)
	p := newPage(w, o.Width, o.Color)
	if !o.Quiet {
		p.words("", "target: ", strings.TrimSpace(l.Target.Name+" at "+l.Target.Address), 2)
		p.words("", "plan: ", planLine(l.Plan), 2)
		p.blank()
		p.latencies(l)
		p.tally("failures", l.Failures)
		p.tally("replies", l.Replies)
		p.tally("connections lost without a message", l.Connections.Lost)
		if l.RecipientsRefused > 0 {
			p.raw(fmt.Sprintf("recipients refused: %d", l.RecipientsRefused))
		}
		p.source(l)
	}
	for _, t := range l.Thresholds {
		switch {
		case !t.Held:
			p.words(Fail, "missed ", t.Expression+", measured: "+t.Measured, 2)
		case !o.Quiet:
			p.words(Pass, "held   ", t.Expression+", measured: "+t.Measured, 2)
		}
	}
	if l.Reason != "" {
		p.words("", l.Verdict+": ", l.Reason, 2)
	}
	p.raw(p.paint(loadColor(l), l.Verdict) + loadSummary(l))
	return p.flush()
}

func planLine(n LoadPlan) string {
	parts := []string{n.Scenario, plural(n.Connections, "connection"), fmt.Sprintf("messages of %d octets", n.MessageSize)}
	if n.Recipients != 1 {
		parts = append(parts, plural(n.Recipients, "recipient"))
	}
	if n.TLS != "none" {
		parts = append(parts, "TLS "+n.TLS)
	}
	if n.MessagesPerConnection > 0 {
		parts = append(parts, plural(n.MessagesPerConnection, "message")+" a connection")
	}
	if n.Depth > 1 {
		parts = append(parts, fmt.Sprintf("%d under way at once on each", n.Depth))
	}
	loop := "closed loop"
	if n.Rate > 0 {
		loop = fmt.Sprintf("open loop at %g messages/s", n.Rate)
	}
	if n.Messages > 0 {
		loop += fmt.Sprintf(", %d messages", n.Messages)
	}
	if n.DurationS > 0 {
		loop += fmt.Sprintf(", %g s", n.DurationS)
	}
	if n.WarmupS > 0 {
		loop += fmt.Sprintf(" behind %g s of warm-up", n.WarmupS)
	}
	return strings.Join(append(parts, loop), ", ")
}

func (p *page) latencies(l *Load) {
	p.raw(fmt.Sprintf("%-12s %9s %10s %10s %10s %10s %10s %10s %10s", "phase", "count", "min", "mean", "p50", "p90", "p99", "p99.9", "max"))
	for _, name := range LoadPhases() {
		d := l.LatencyUS[name]
		if d.Count == 0 {
			continue
		}
		p.raw(fmt.Sprintf("%-12s %9d %10s %10s %10s %10s %10s %10s %10s", name, d.Count,
			micros(d.Min), micros(d.Mean), micros(d.P50), micros(d.P90), micros(d.P99), micros(d.P999), micros(d.Max)))
	}
	if l.Corrected {
		p.raw("the transaction counts from the intended start")
	}
	p.blank()
}

// tally writes names with their counts, the most frequent first.
func (p *page) tally(head string, m map[string]int64) {
	if len(m) == 0 {
		return
	}
	names := slices.SortedFunc(maps.Keys(m), func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s %d", name, m[name])
	}
	p.words("", head+": ", listed(parts, 2*maxNames), 2)
}

func (p *page) source(l *Load) {
	s := l.Source
	text := fmt.Sprintf("%.2f s CPU, %.1f MiB at most", s.CPUS, float64(s.MaxRSSBytes)/(1<<20))
	if s.WithServer {
		text += ", the bundled server included"
	}
	if l.Corrected {
		text += fmt.Sprintf("; p99 of the lag %s, %d messages delayed for want of a free connection", micros(s.LagUS.P99), s.Delayed)
	}
	p.words("", "source: ", text, 2)
	if s.Saturated {
		p.words(Warn, "saturated: ", "the source may have been the bottleneck, "+s.Why, 2)
	}
}

func loadSummary(l *Load) string {
	note := ""
	if l.Interrupted {
		note = " (interrupted)"
	}
	n := l.Counts
	return fmt.Sprintf("%s: %d attempted, %d accepted, %d rejected, %d failed in %s, %.1f messages/s, %.2f MB/s", note,
		n.Attempted, n.Accepted, n.Rejected, n.Failed, duration(l.ElapsedMS), l.Throughput.MessagesPerS, l.Throughput.BytesPerS/1e6)
}

func loadColor(l *Load) Verdict {
	switch l.Verdict {
	case Held:
		return Pass
	case Missed:
		return Fail
	default:
		return Unknown
	}
}
