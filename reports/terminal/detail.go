package terminal

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Bounds of what is shown of one case; the result file has the rest.
const (
	maxFindings = 20
	maxEvents   = 200
)

// writeDetail writes everything about a case that a reader needs in order to judge
// its verdict: the rule, the step, sent, expected and got, the transcript.
func (p *page) writeDetail(r *reports.Run, c *reports.Case) {
	p.writeWrapped(c.Verdict, c.Verdict.Word()+" ", c.ID, 2)
	p.writeWrapped("", "  ", c.Title, 2)
	findings := c.WorstFirst()
	if len(findings) == 0 {
		p.writeRequirement(r, c, c.MainRequirement())
		p.writeField("scenario", text.Place(c.File, c.Line))
		p.writeField("reason", c.Why())
		p.writeField("time", text.Duration(c.ElapsedMS))
	}
	for i := range findings[:min(len(findings), maxFindings)] {
		if i > 0 {
			p.writeBlank()
		}
		p.writeFinding(r, c, &findings[i], i == 0)
	}
	if more := len(findings) - maxFindings; more > 0 {
		p.writeField("and", text.Plural(more, "more finding")+", which the result file shows")
	}
	p.writeField("policy", r.Reading(c))
	p.writeTranscript(c.Transcript)
}

// writeFinding writes one finding. The first one represents the case, and takes rule
// and place from it when it has none of its own.
func (p *page) writeFinding(r *reports.Run, c *reports.Case, f *reports.Finding, first bool) {
	if f.Verdict != c.Verdict {
		p.writeField("finding", f.Verdict.Word())
	}
	id, at := f.Requirement, text.Place(f.File, f.Line)
	if first && id == "" {
		id = c.MainRequirement()
	}
	if first && at == "" {
		at = text.Place(c.File, c.Line)
	}
	if first || id != "" {
		p.writeRequirement(r, c, id)
	}
	p.writeField("step", at)
	p.writeOctetField("sent", f.Sent)
	p.writeOctetField("expected", f.Wanted())
	p.writeOctetField("got", f.Came())
	p.writeField("message", f.Remark())
	p.writeField("time", fmt.Sprintf("at %s, the case took %s", text.Duration(f.AtMS), text.Duration(c.ElapsedMS)))
}

func (p *page) writeRequirement(r *reports.Run, c *reports.Case, id string) {
	if id == "" {
		p.writeField("level", c.Level)
		return
	}
	p.writeField("requirement", withRule(r, c, id))
	p.writeField("", r.Requirements[id].Text)
}

// withRule is a requirement that a case proves with its rule.
func withRule(r *reports.Run, c *reports.Case, id string) string {
	return strings.TrimSuffix(id+", "+r.Rule(c, id), ", ")
}

func (p *page) writeTranscript(events []reports.Event) {
	if len(events) == 0 {
		return
	}
	p.writeLine("  transcript")
	on := 0
	for _, e := range events {
		on = max(on, text.Width(text.Short(e.On)))
	}
	for i, e := range events {
		if left := len(events) - maxEvents; left > 0 && i >= maxEvents/2 && i < len(events)-maxEvents/2 {
			if i == maxEvents/2 {
				p.writeLine(fmt.Sprintf("  ... %s left out, which the result file shows", text.Plural(left, "event")))
			}
			continue
		}
		p.writeEvent(e, on)
	}
}

// writeEvent writes C: and S: before every line of what was sent and received.
func (p *page) writeEvent(e reports.Event, on int) {
	head := fmt.Sprintf("%10.1f ms  ", e.AtMS)
	if on > 0 {
		name := text.Short(e.On)
		head += name + strings.Repeat(" ", on-text.Width(name)+2)
	}
	for _, said := range e.Lines() {
		sign := said.From + ": "
		if said.From == reports.FromNobody {
			sign = "-- "
		}
		indent := text.Width(head + sign)
		for i, line := range text.WrapOctets(said.Text, 0) {
			if i > 0 {
				head = strings.Repeat(" ", indent-len(sign))
			}
			p.writeEscaped(head+sign, line, indent)
		}
	}
}

// Detail is everything about a case that a reader needs in order to judge its
// verdict, in lines. Strings have to be clean.
func Detail(r *reports.Run, c *reports.Case) string {
	var out strings.Builder
	p := newPage(&out, 0, false)
	p.writeDetail(r, c)
	_ = p.flush() // a strings.Builder takes everything
	return out.String()
}
