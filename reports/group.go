package reports

import (
	"slices"
	"strconv"
)

// group is the cases that share a reason.
type group struct {
	reason string
	cases  []*Case
}

// byReason groups cases, the largest group first, equal ones in the order of
// the run.
func byReason(cases []*Case) []group {
	var groups []group
	place := map[string]int{}
	for _, c := range cases {
		reason := c.Why()
		if reason == "" {
			reason = "no reason given"
		}
		i, ok := place[reason]
		if !ok {
			i = len(groups)
			place[reason] = i
			groups = append(groups, group{reason: reason})
		}
		groups[i].cases = append(groups[i].cases, c)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return len(b.cases) - len(a.cases) })
	return groups
}

// Plural names a number of things whose plural is made with an s, as in "2 cases".
func Plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}
