package reports

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports/text"
)

// maxMessageText bounds what came in a sentence, in octets.
const maxMessageText = 200

// insert puts fields into a phrase: name, value, name, value.
func insert(phrase string, fields ...string) string {
	if !strings.Contains(phrase, "{") {
		return phrase
	}
	for i := 0; i < len(fields); i += 2 {
		fields[i] = "{" + fields[i] + "}"
	}
	return strings.NewReplacer(fields...).Replace(phrase)
}

// span shows milliseconds as the scenario language writes them.
func span(ms float64) string {
	return time.Duration(ms * float64(time.Millisecond)).Round(time.Microsecond).String()
}

// String is what was seen in words.
func (o Observation) String() string { return english().observation(o) }

func (p phrases) observation(o Observation) string {
	var t TLS
	if o.TLS != nil {
		t = *o.TLS
	}
	phrase, known := p.seen[o.Kind]
	if !known {
		phrase = string(o.Kind) + " {octets}"
	}
	if o.WaitedMS == 0 && (o.Kind == SawSilence || o.Kind == SawUnfinished) { // of an older result, which does not say for how long
		phrase = p.findings[string(o.Kind)]
	}
	if o.Kind == SawTLS && o.TLS == nil { // where there should have been none, however it went
		phrase = p.findings[string(o.Kind)]
	}
	codes := cmp.Or(strings.Join(o.Codes, " "), p.findings["no-codes"])
	if o.Of > len(o.Codes) && len(o.Codes) > 0 {
		codes = insert(p.findings["more"], "codes", codes, "of", strconv.Itoa(o.Of))
	}
	return insert(phrase, "octets", o.Octets, "by", string(o.By), "peer", o.Peer, "count", strconv.Itoa(o.Count), "of", strconv.Itoa(o.Of),
		"codes", codes, "waited", span(o.WaitedMS), "cause", o.Cause,
		"version", t.Version, "suite", t.Suite, "hello", t.Hello, "compression", strconv.Itoa(t.Compression))
}

// String is what was asked for in words.
func (e Expectation) String() string { return english().expectation(e) }

func (p phrases) expectation(e Expectation) string {
	phrase, known := p.wanted[e.Kind]
	if !known {
		phrase = string(e.Kind)
	}
	count := ""
	if e.Count != nil {
		count = e.Count.String()
	}
	text := insert(phrase, "outcomes", strings.Join(e.Outcomes, "|"), "range", count, "octets", e.Octets, "pattern", e.Pattern,
		"name", e.Name, "bound", span(e.BoundMS))
	switch {
	case e.Policy != "":
		return insert(p.findings["stricter"], "expected", text, "policy", e.Policy)
	case e.Should:
		return insert(p.findings["should"], "expected", text)
	default:
		return text
	}
}

// String shows a range as a number of things.
func (r Range) String() string {
	switch {
	case r.Max < 0:
		return fmt.Sprintf("%d or more", r.Min)
	case r.Min == r.Max:
		return strconv.Itoa(r.Min)
	default:
		return fmt.Sprintf("%d to %d", r.Min, r.Max)
	}
}

// Wanted is what a finding expected in words, "" where it expected nothing.
func (f *Finding) Wanted() string {
	if f.Expected.IsZero() {
		return ""
	}
	return f.Expected.String()
}

// Came is what came in words, "" where nothing is known of it.
func (f *Finding) Came() string { return english().came(f) }

func (p phrases) came(f *Finding) string {
	if f.Got.IsZero() {
		return ""
	}
	text := p.observation(f.Got)
	if f.Expected.Kind == WantRenegotiationInfo && f.Got.Kind == SawServerHello {
		return insert(p.findings["no-info"], "got", text)
	}
	return text
}

// Message is a finding in a sentence.
func (f *Finding) Message() string {
	if text := f.Remark(); text != "" || f.Expected.IsZero() {
		return text
	}
	return insert(english().findings["expected"], "expected", f.Wanted(), "got", clip(f.Came(), maxMessageText))
}

// Remark is what the message says more than what was expected and what came; ""
// where that is all.
func (f *Finding) Remark() string {
	p := english()
	if f.Expected.Kind != WantNoDeviation {
		return f.Detail
	}
	where := ""
	if f.SeenIn != "" {
		where = insert(p.findings["where"], "case", f.SeenIn)
	}
	phrase := p.findings["deviation"]
	if f.Got.IsZero() {
		phrase = p.findings["departure"]
	}
	return insert(phrase, "kind", f.Expected.Name, "where", where, "detail", cmp.Or(f.Detail, f.Came()))
}

func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return fmt.Sprintf("%s...(+%d characters)", s[:limit], len(s)-limit)
}

// String is a reason in words.
func (r *Reason) String() string {
	p := english()
	place := ""
	if r.Line > 0 {
		place = insert(p.findings["line"], "line", strconv.Itoa(r.Line))
	}
	phrase, known := p.reasons[r.Kind]
	if !known {
		phrase = string(r.Kind) + " {text}"
	}
	return insert(phrase, "name", r.Name, "pattern", r.Pattern, "text", r.Text, "line", strconv.Itoa(r.Line), "place", place,
		"sent", strconv.Quote(r.Sent), "expected", p.expectation(r.Expected), "got", clip(p.observation(r.Got), maxMessageText))
}

// String is a waiver in words.
func (e Excuse) String() string {
	phrase := "waiver"
	if e.Expired {
		phrase = "expired"
	}
	return insert(english().findings[phrase], "until", e.Until, "reason", e.Reason, "place", e.Place)
}

// Why says why a case has its verdict: its reason, or the worst of its findings,
// after what waivers say of them. It is "" where nothing is to be said.
func (c *Case) Why() string {
	p := english()
	var says []string
	for _, e := range c.Waivers {
		says = append(says, e.String())
	}
	if c.Unexcused > 0 {
		says = append(says, insert(p.findings["unexcused"], "findings", text.Plural(c.Unexcused, "finding")))
	}
	why := ""
	if c.Reason != nil {
		why = c.Reason.String()
	} else if all := c.WorstFirst(); len(all) > 0 {
		why = all[0].Message()
	}
	if c.StalledMS > 0 {
		why += insert(p.findings["stalled"], "waited", span(c.StalledMS))
	}
	if why != "" {
		says = append(says, why)
	}
	return strings.Join(says, "; ")
}

// ToldByFindings reports whether Why says no more than the findings do.
func (c *Case) ToldByFindings() bool {
	return c.Reason == nil && len(c.Waivers) == 0 && c.StalledMS == 0 && len(c.Findings) > 0
}

// Said is one line of a transcript as people read it.
type Said struct{ From, Text string }

// Lines is an event as people read it.
func (e *Event) Lines() []Said {
	p := english()
	said := Said{e.From(), p.observation(e.Observation)}
	switch {
	case e.Kind == SawSent && e.Count > 1:
		return []Said{{FromNobody, insert(p.findings["segments"], "count", strconv.Itoa(e.Count))}, said}
	case e.Kind == SawCleartext:
		return []Said{said, {FromNobody, p.findings["cleartext"]}}
	default:
		return []Said{said}
	}
}
