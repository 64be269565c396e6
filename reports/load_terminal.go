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
	l = CleanLoad(l, maxTerminalText)
	p := newPage(w, o.Width, o.Color)
	if !o.Quiet {
		p.note("", "target", strings.TrimSpace(l.Target.Name+" at "+l.Target.Address))
		p.note("", "plan", l.Plan.String())
		p.blank()
		p.latencies(l)
		p.stages(l)
		p.tally("failures", l.Failures)
		p.tally("replies", repliesByStatus(l))
		if l.RecipientsRefused > 0 {
			p.note("", "recipients", fmt.Sprintf("%d refused", l.RecipientsRefused))
		}
		p.note("", "connections", fmt.Sprintf("%d opened", l.Connections.Opened))
		p.tally("lost", l.Connections.Lost)
		p.note("", "throughput", fmt.Sprintf("%s, %.2f MB/s", PerSecond(l.Throughput.MessagesPerS), l.Throughput.BytesPerS/1e6))
		p.source(l)
	}
	if l.Delivery != nil {
		p.verified(l.Delivery, o.Quiet)
	}
	if len(l.Thresholds) > 0 && !o.Quiet {
		p.blank()
	}
	for _, t := range l.Thresholds {
		switch {
		case t.Unmeasured:
			p.note(Unknown, "unknown", t.Expression+", "+t.Measured)
		case !t.Met:
			p.note(Fail, "missed", t.Expression+", measured: "+t.Measured)
		case !o.Quiet:
			p.note(Pass, "met", t.Expression+", measured: "+t.Measured)
		}
	}
	if l.Reason != "" {
		p.words("", "", l.Verdict+": "+l.Reason, 2)
	}
	if l.Answer != nil {
		p.note("", "answer", l.Answer.String())
	}
	p.raw(p.paint(loadColor(l), l.Verdict) + l.Sums())
	return p.flush()
}

// String is the plan in words.
func (n LoadPlan) String() string {
	parts := append([]string{n.Scenario, Plural(n.Connections, "connection")}, mixParts(n)...)
	if n.TLS != "none" {
		parts = append(parts, "TLS "+n.TLS)
	}
	if n.MessagesPerConnection > 0 {
		parts = append(parts, Plural(n.MessagesPerConnection, "message")+" a connection")
	}
	if n.Depth > 1 {
		parts = append(parts, fmt.Sprintf("%d under way at once on each", n.Depth))
	}
	loop := "closed loop"
	if n.Rate > 0 || len(n.Stages) > 0 {
		loop = openLoop(n)
	}
	if n.Messages > 0 {
		loop += fmt.Sprintf(", %d messages", n.Messages)
	}
	if n.DurationS > 0 && len(n.Stages) == 0 {
		loop += fmt.Sprintf(", %gs", n.DurationS)
	}
	if n.WarmupS > 0 {
		loop += fmt.Sprintf(" behind %gs of warm-up", n.WarmupS)
	}
	return strings.Join(append(parts, loop), ", ")
}

// mixParts say what the messages are like.
func mixParts(n LoadPlan) []string {
	m := n.Mix
	size := fmt.Sprintf("messages of %d octets", n.MessageSize)
	if m.Smallest != m.Largest {
		size = fmt.Sprintf("messages of %d to %d octets, %d on average", m.Smallest, m.Largest, n.MessageSize)
		if m.Size != "" {
			size += " (" + m.Size + ")"
		}
	}
	parts := []string{size}
	if m.Bodies != "" {
		parts = append(parts, Plural(m.Files, "message")+" from "+m.Bodies)
	}
	switch {
	case n.Recipients == 0 && m.Recipients != "":
		parts = append(parts, m.Recipients+" recipients")
	case n.Recipients != 1:
		parts = append(parts, Plural(n.Recipients, "recipient"))
	}
	if m.Senders > 0 {
		parts = append(parts, Plural(m.Senders, "sender"))
	}
	if m.Forms > 1 {
		parts = append(parts, fmt.Sprintf("seed %d", m.Seed))
	}
	return parts
}

// noteWidth is the column of what note writes behind its name.
const noteWidth = 13

// note writes text behind a name, in columns.
func (p *page) note(v Verdict, name, value string) {
	p.lines(p.paint(v, name)+strings.Repeat(" ", max(noteWidth-len(name), 1)), wrapWords(value, p.column(noteWidth)), noteWidth)
}

// tally writes names with their counts, the most frequent first.
func (p *page) tally(head string, m map[string]int64) {
	if len(m) == 0 {
		return
	}
	names := slices.SortedFunc(maps.Keys(m), mostFirst(m))
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s=%d", name, m[name])
	}
	p.note("", head, JoinNames(parts, 2*MaxNames))
}

// mostFirst orders names by their counts.
func mostFirst(m map[string]int64) func(a, b string) int {
	return func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) }
}

func (p *page) source(l *Load) {
	s := l.Source
	used := fmt.Sprintf("%.2f s CPU, %s a message, %.1f MiB at most", s.CPUS, Micros(s.CPUPerMessageUS), float64(s.MaxRSSBytes)/(1<<20))
	if s.WithServer {
		used += ", the bundled server included"
	}
	if l.Corrected {
		used += fmt.Sprintf("; 1%% went out %s or more behind the schedule", Micros(s.LagUS.P99))
	}
	p.note("", "source", used)
	if s.Delayed > 0 {
		p.note(Warn, "delayed", fmt.Sprintf("%s of the open loop found no free connection in time, and wait in the latency: "+
			"more --connections would tell whether the server can do more", Plural(int(s.Delayed), "message")))
	}
	if s.Saturated {
		p.note(Warn, "saturated", "the source may have been the bottleneck: "+s.Why)
	}
}

// repliesByStatus counts replies by code, and refusals by enhanced status code
// as well where that is known.
func repliesByStatus(l *Load) map[string]int64 {
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

// PerSecond shows messages a second, with a decimal where it says something.
func PerSecond(perS float64) string {
	if perS >= 1000 {
		return fmt.Sprintf("%.0f messages/s", perS)
	}
	return fmt.Sprintf("%.1f messages/s", perS)
}

func loadColor(l *Load) Verdict {
	switch l.Verdict {
	case Met:
		return Pass
	case Missed:
		return Fail
	default:
		return Unknown
	}
}
