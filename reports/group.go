package reports

import (
	"slices"
)

// SharedReason is why a number of cases has its verdict.
type SharedReason struct {
	Text  string
	Cases []*Case
}

// Reasons groups the cases of a verdict by their reason, the largest group first.
func (r *Run) Reasons(v Verdict) []SharedReason { return byReason(r.CasesWith(v)) }

// byReason groups cases, the largest group first, equal ones in the order of
// the run.
func byReason(cases []*Case) []SharedReason {
	var groups []SharedReason
	index := map[string]int{}
	for _, c := range cases {
		reason := c.Why()
		if reason == "" {
			reason = "no reason given"
		}
		i, ok := index[reason]
		if !ok {
			i = len(groups)
			index[reason] = i
			groups = append(groups, SharedReason{Text: reason})
		}
		groups[i].Cases = append(groups[i].Cases, c)
	}
	slices.SortStableFunc(groups, func(a, b SharedReason) int { return len(b.Cases) - len(a.Cases) })
	return groups
}
