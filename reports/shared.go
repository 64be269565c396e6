package reports

// What the writers in other packages say in the words of those in this one.

// Worst is the finding that stands for a case: the worst one, with rule and place of
// the case where it has none of its own. Of a case without findings it has nothing
// else, and Why says the rest.
func (c *Case) Worst() Finding {
	f := Finding{Verdict: c.Verdict}
	if all := worstFirst(c.Findings); len(all) > 0 {
		f = all[0]
	}
	if f.Requirement == "" {
		f.Requirement = mainRequirement(c)
	}
	if f.File == "" {
		f.File, f.Line = c.File, c.Line
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

// Summary is the last line of the text output: the verdict and the counts.
func (r *Run) Summary() string { return r.Verdict + r.Sums() }

// Summary is the last line of the text output: the verdict and the sums.
func (l *Load) Summary() string { return l.Verdict + l.Sums() }

// Reasons groups the cases of a verdict by their reason, the largest group first.
func (r *Run) Reasons(v Verdict) []SharedReason {
	var out []SharedReason
	for _, g := range byReason(r.having(v)) {
		out = append(out, SharedReason{g.reason, len(g.cases)})
	}
	return out
}

// SharedReason is why a number of cases has its verdict.
type SharedReason struct {
	Text  string
	Cases int
}

// Shown is the lines of an event of a transcript, each with its connection and
// who said it, such as "a S: 250 ok\r\n".
func (e *Event) Shown() []string {
	var lines []string
	for _, said := range e.Lines() {
		sign := said.From + ": "
		if said.From == FromNobody {
			sign = "-- "
		}
		if e.On != "" {
			sign = short(e.On) + " " + sign
		}
		for _, line := range wrapOctets(said.Text, 0) {
			lines = append(lines, sign+line)
		}
	}
	return lines
}
