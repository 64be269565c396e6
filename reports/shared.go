package reports

import "strings"

// What the writers in other packages say in the words of those in this one.

// Worst is the finding that stands for a case: the worst one, with rule and
// place of the case where it has none of its own. Of a case without findings it
// is the reason.
func (c *Case) Worst() Finding {
	f := Finding{Verdict: c.Verdict, Message: c.Reason}
	if all := worstFirst(c.Findings); len(all) > 0 {
		f = all[0]
	}
	if f.Requirement == "" {
		f.Requirement = mainRequirement(c)
	}
	if f.File == "" {
		f.File, f.Line = c.File, c.Line
	}
	if f.Message == "" {
		f.Message = c.Reason
	}
	return f
}

// Violates tells whether a case is a violation in this run: a broken MUST, and
// under strict a broken SHOULD.
func (r *Run) Violates(c *Case) bool {
	return c.Verdict == Fail || c.Verdict == Warn && r.Strict
}

// Errs tells whether the harness or the network failed in a case. What is no
// verdict is such an error.
func (c *Case) Errs() bool { return c.Verdict == Error || !c.Verdict.Valid() }

// Rule is reference and level of a requirement that a case proves, as in "RFC
// 5321 §4.2, MUST"; empty when nothing is known of it.
func (r *Run) Rule(c *Case, id string) string {
	return strings.TrimPrefix(rule(r, c, id), ", ")
}

// Summary is the last line of the text output: the verdict and the counts.
func (r *Run) Summary() string { return r.Verdict + summary(r) }

// Summary is the last line of the text output: the verdict and the sums.
func (l *Load) Summary() string { return l.Verdict + loadSummary(l) }

// Headline is the reason of a case, or the title when there is none.
func (c *Case) Headline() string { return c.headline() }

// Detail is everything about a case that a reader needs in order to judge its
// verdict, in lines. Strings have to be clean.
func Detail(r *Run, c *Case) string { return strings.TrimPrefix(plainDetail(r, c), "\n") }

// Reasons groups the cases of a verdict by their reason, the largest group first.
func (r *Run) Reasons(v Verdict) []Reason {
	var out []Reason
	for _, g := range byReason(r.having(v)) {
		out = append(out, Reason{g.reason, len(g.cases)})
	}
	return out
}

// Reason is why a number of cases has its verdict.
type Reason struct {
	Text  string
	Cases int
}

// Plural names a number of things whose plural is made with an s, as in "2 cases".
func Plural(n int, thing string) string { return plural(n, thing) }

// Wrongs names what is not as it should be with the delivery, empty when nothing is.
func (d *LoadDelivery) Wrongs() string { return strings.Join(d.wrongs(), ", ") }

// Said is the lines of an event of a transcript, each with its connection and
// who said it, such as "a S: 250 ok\r\n".
func (e *Event) Said() []string {
	sign := short(e.From) + ": "
	if e.From == FromNobody {
		sign = "-- "
	}
	if e.On != "" {
		sign = short(e.On) + " " + sign
	}
	lines := wrapOctets(e.Text, 0)
	for i, line := range lines {
		lines[i] = sign + line
	}
	return lines
}
