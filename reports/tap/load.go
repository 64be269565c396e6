package tap

import (
	"io"

	"github.com/smtpspec/smtpspec/reports"
)

// WriteLoad writes a load result: a point for the whole, which has the figures,
// one for each threshold, and one for the delivery where it was verified.
func WriteLoad(w io.Writer, l *reports.Load) error {
	l = reports.CleanLoad(l, maxText)
	points, wrong := 1+len(l.Thresholds), false
	for _, c := range l.Thresholds {
		wrong = wrong || !c.Met
	}
	if d := l.Delivery; d != nil {
		points++
		wrong = wrong || d.Wrongs() != "" || d.Error != ""
	}
	t := newStream(w, points)
	t.comment("target: " + l.Target.Name + " at " + l.Target.Address)
	t.comment("tool: " + l.Tool.Name + " " + l.Tool.Version + ", catalogue " + l.Tool.Catalogue)
	// What no other point says is said by that of the whole.
	t.point(point{ok: l.Verdict == reports.Met || l.Verdict == reports.Missed && wrong, name: l.Plan.Scenario})
	t.figures(l)
	for _, c := range l.Thresholds {
		t.point(point{ok: c.Met, name: c.Expression})
		y := t.yaml()
		y.word("severity", map[bool]string{true: "comment", false: "fail"}[c.Met])
		y.text("measured", c.Measured)
		y.end()
	}
	if d := l.Delivery; d != nil {
		t.point(point{ok: d.Wrongs() == "" && d.Error == "", name: "every accepted message is delivered once"})
		if message := d.Wrongs() + d.Error; message != "" {
			y := t.yaml()
			y.text("message", message)
			y.end()
		}
	}
	t.comment(l.Summary())
	switch {
	case l.Verdict != reports.Met && l.Verdict != reports.Missed:
		t.bail("no verdict: " + l.Reason)
	case l.Interrupted:
		t.bail("the load was interrupted")
	}
	return t.flush()
}

// figures says what was measured, in microseconds and messages a second.
func (t *stream) figures(l *reports.Load) {
	y := t.yaml()
	y.text("message", l.Reason)
	y.number("attempted", float64(l.Counts.Attempted))
	y.number("accepted", float64(l.Counts.Accepted))
	y.number("rejected", float64(l.Counts.Rejected))
	y.number("failed", float64(l.Counts.Failed))
	y.number("messages_per_s", l.Throughput.MessagesPerS)
	y.open("latency_us")
	for _, phase := range reports.LoadPhases() {
		if d := l.LatencyUS[phase]; d.Count > 0 {
			y.open(phase)
			y.number("p50", d.P50)
			y.number("p99", d.P99)
			y.number("max", d.Max)
			y.close()
		}
	}
	y.close()
	if l.Source.Saturated {
		y.text("saturated", l.Source.Why)
	}
	if l.Answer != nil {
		y.text("answer", l.Answer.String())
	}
	y.end()
}
