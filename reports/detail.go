package reports

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Bounds of what is shown of one case; the result file has the rest.
const (
	maxFindings = 20
	maxEvents   = 200
)

// detail writes everything about a case that a reader needs in order to judge
// its verdict: the rule, the step, sent, expected and got, the transcript.
func (p *page) detail(r *Run, c *Case) {
	p.words(c.Verdict, c.Verdict.Word()+" ", c.ID, 2)
	p.words("", "  ", c.Title, 2)
	findings := c.WorstFirst()
	if len(findings) == 0 {
		p.requirement(r, c, c.MainRequirement())
		p.field("scenario", place(c.File, c.Line))
		p.field("reason", c.Why())
		p.field("time", Duration(c.ElapsedMS))
	}
	for i := range findings[:min(len(findings), maxFindings)] {
		if i > 0 {
			p.blank()
		}
		p.finding(r, c, &findings[i], i == 0)
	}
	if more := len(findings) - maxFindings; more > 0 {
		p.field("and", Plural(more, "more finding")+", which the result file shows")
	}
	p.field("policy", r.Reading(c))
	p.transcript(c.Transcript)
}

// finding writes one finding. The first one stands for the case, and takes rule
// and place from it when it has none of its own.
func (p *page) finding(r *Run, c *Case, f *Finding, first bool) {
	if f.Verdict != c.Verdict {
		p.field("finding", f.Verdict.Word())
	}
	id, at := f.Requirement, place(f.File, f.Line)
	if first && id == "" {
		id = c.MainRequirement()
	}
	if first && at == "" {
		at = place(c.File, c.Line)
	}
	if first || id != "" {
		p.requirement(r, c, id)
	}
	p.field("step", at)
	p.octetField("sent", f.Sent)
	p.octetField("expected", f.Wanted())
	p.octetField("got", f.Came())
	p.field("message", f.Remark())
	p.field("time", fmt.Sprintf("at %s, the case took %s", Duration(f.AtMS), Duration(c.ElapsedMS)))
}

func (p *page) requirement(r *Run, c *Case, id string) {
	if id == "" {
		p.field("level", c.Level)
		return
	}
	p.field("requirement", withRule(r, c, id))
	p.field("", r.Requirements[id].Text)
}

// withRule is a requirement that a case proves with its rule.
func withRule(r *Run, c *Case, id string) string {
	return strings.TrimSuffix(id+", "+r.Rule(c, id), ", ")
}

func (p *page) transcript(events []Event) {
	if len(events) == 0 {
		return
	}
	p.raw("  transcript")
	on := 0
	for _, e := range events {
		on = max(on, utf8.RuneCountInString(short(e.On)))
	}
	for i, e := range events {
		if left := len(events) - maxEvents; left > 0 && i >= maxEvents/2 && i < len(events)-maxEvents/2 {
			if i == maxEvents/2 {
				p.raw(fmt.Sprintf("  ... %s left out, which the result file shows", Plural(left, "event")))
			}
			continue
		}
		p.event(e, on)
	}
}

// event writes C: and S: before every line of what was sent and received.
func (p *page) event(e Event, on int) {
	head := fmt.Sprintf("%10.1f ms  ", e.AtMS)
	if on > 0 {
		head += fmt.Sprintf("%-*s  ", on, short(e.On))
	}
	for _, said := range e.Lines() {
		sign := said.From + ": "
		if said.From == FromNobody {
			sign = "-- "
		}
		indent := utf8.RuneCountInString(head + sign)
		for i, line := range wrapOctets(said.Text, 0) {
			if i > 0 {
				head = strings.Repeat(" ", indent-len(sign))
			}
			p.octets(head+sign, line, indent)
		}
	}
}

// place is file:line, as editors open it.
func place(file string, line int) string {
	if file == "" || line <= 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}

// Detail is everything about a case that a reader needs in order to judge its
// verdict, in lines. Strings have to be clean.
func Detail(r *Run, c *Case) string {
	var out strings.Builder
	p := newPage(&out, 0, false)
	p.detail(r, c)
	_ = p.flush() // a strings.Builder takes everything
	return out.String()
}
