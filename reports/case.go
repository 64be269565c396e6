package reports

import (
	"cmp"
	"slices"
)

// Case is one scenario, with one combination of its matrix, and what came of
// it.
type Case struct {
	ID           string   `json:"id"` // unique in a run
	Title        string   `json:"title"`
	Requirements []string `json:"requirements"`       // ids; the first is the one that the case is about
	Level        string   `json:"level"`              // MUST, MUST NOT, SHOULD, SHOULD NOT, MAY or INFO
	Policy       string   `json:"policy,omitempty"`   // entry of Run.Policies
	StrictlyRead bool     `json:"stricter,omitempty"` // its stricter reading decides
	Labels       []string `json:"labels,omitempty"`
	Verdict      Verdict  `json:"verdict"`
	// Reason says why the verdict is not pass, where no finding does.
	Reason *Reason `json:"reason,omitempty"`
	// Waivers are those of its findings; Unexcused is how many have none.
	Waivers   []Excuse `json:"waivers,omitempty"`
	Unexcused int      `json:"unexcused,omitempty"`
	// StalledMS is how long this machine kept the client waiting, where the verdict may
	// be owed to that.
	StalledMS  float64   `json:"stalled_ms,omitempty"`
	File       string    `json:"file"`
	Line       int       `json:"line"` // counts from 1; 0 when there is none
	ElapsedMS  float64   `json:"elapsed_ms"`
	Findings   []Finding `json:"findings,omitempty"`
	Transcript []Event   `json:"transcript"`
}

// MainRequirement is the id of the requirement that the case is about; "" where it
// names none.
func (c *Case) MainRequirement() string {
	if len(c.Requirements) == 0 {
		return ""
	}
	return c.Requirements[0]
}

// Headline is why a case has its verdict, or the title when there is nothing to say.
func (c *Case) Headline() string { return cmp.Or(c.Why(), c.Title) }

// WorstFirst returns the findings, the worst first.
func (c *Case) WorstFirst() []Finding {
	out := slices.Clone(c.Findings)
	slices.SortStableFunc(out, func(a, b Finding) int { return b.Verdict.rank() - a.Verdict.rank() })
	return out
}

// Worst is the finding that represents a case: the worst one, with rule and place of
// the case where it has none of its own. Of a case without findings it has nothing
// else, and Why says the rest.
func (c *Case) Worst() Finding {
	f := Finding{Verdict: c.Verdict}
	if all := c.WorstFirst(); len(all) > 0 {
		f = all[0]
	}
	if f.Requirement == "" {
		f.Requirement = c.MainRequirement()
	}
	if f.File == "" {
		f.File, f.Line = c.File, c.Line
	}
	return f
}

// Deviations are the findings that say that something is wrong.
func (c *Case) Deviations() []Finding {
	var out []Finding
	for _, f := range c.Findings {
		if f.Verdict == Fail || f.Verdict == Warn {
			out = append(out, f)
		}
	}
	return out
}

// Errs reports whether the harness or the network failed in a case. A value that is
// not a verdict counts as such an error.
func (c *Case) Errs() bool { return c.Verdict == Error || !c.Verdict.Valid() }
