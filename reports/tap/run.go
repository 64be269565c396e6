package tap

import (
	"cmp"
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports"
)

// Bounds of what is shown; the result file has the rest.
const (
	maxText     = 2 << 10 // octets of one string
	maxFindings = 20
	maxEvents   = 200
)

// WriteRun writes a conformance run.
func WriteRun(w io.Writer, r *reports.Run) error {
	r = reports.CleanRun(r, maxText)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	t := newStream(w, len(r.Cases))
	t.comment("target: " + r.Target.Name + " at " + r.Target.Address + ", profile " + r.Profile)
	t.comment("tool: " + r.Tool.Name + " " + r.Tool.Version + ", catalogue " + r.Tool.Catalogue)
	for i := range r.Cases {
		c := &r.Cases[i]
		p := point{name: c.ID + ": " + c.Title}
		switch c.Verdict {
		case reports.Pass, reports.Info:
			p.ok = true
		case reports.Warn:
			p.ok = !r.Strict
		case reports.Skip, reports.Unknown:
			p.ok, p.directive, p.reason = true, "SKIP", c.Headline()
			if c.Verdict == reports.Unknown {
				p.reason = "unknown: " + p.reason
			}
		case reports.Waived:
			p.directive, p.reason = "TODO", c.Headline()
			if len(c.Waivers) == 0 {
				p.reason = "waived: " + p.reason
			}
		}
		t.point(p)
		if c.Verdict != reports.Pass && c.Verdict != reports.Skip && c.Verdict != reports.Unknown {
			t.diagnostics(r, c)
		}
	}
	t.comment(r.Summary())
	if r.Verdict != reports.Conformant && r.Verdict != reports.NonConformant {
		t.bail("no verdict: " + r.Reason)
	}
	return t.flush()
}

// diagnostics says what was found in a case, and for a violation or an error
// what was said on the wire.
func (t *stream) diagnostics(r *reports.Run, c *reports.Case) {
	f := c.Worst()
	y := t.yaml()
	y.word("severity", severity(r, c))
	y.text("message", cmp.Or(f.Message(), c.Why()))
	y.text("requirement", f.Requirement)
	y.text("rule", r.Rule(c, f.Requirement))
	y.text("text", r.Requirements[f.Requirement].Text)
	if path, _ := reports.Source(f.File); path != "" {
		y.open("at")
		y.text("file", path)
		if f.Line > 0 {
			y.number("line", float64(f.Line))
		}
		y.close()
	}
	y.text("sent", f.Sent)
	y.text("expected", f.Wanted())
	y.text("got", f.Came())
	y.text("policy", r.Reading(c))
	y.number("duration_ms", c.ElapsedMS)
	others := []string{}
	for i := range c.Findings {
		if o := &c.Findings[i]; o.Message() != "" && o.Message() != f.Message() {
			others = append(others, string(o.Verdict)+": "+o.Message())
		}
	}
	y.lines("other_findings", others, maxFindings)
	if c.Errs() || r.Violates(c) || c.Verdict == reports.Warn {
		y.lines("transcript", transcript(c.Transcript), maxEvents)
	}
	y.end()
}

func severity(r *reports.Run, c *reports.Case) string {
	switch {
	case c.Errs():
		return "error"
	case r.Violates(c):
		return "fail"
	case c.Verdict == reports.Warn:
		return "warning"
	case c.Verdict == reports.Waived:
		return "todo"
	default:
		return "comment"
	}
}

func transcript(events []reports.Event) []string {
	var out []string
	for _, e := range events {
		for _, line := range e.Shown() {
			out = append(out, fmt.Sprintf("%.1f ms %s", e.AtMS, line))
		}
	}
	return out
}
