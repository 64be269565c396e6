package suite

import (
	"slices"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// Covered is a requirement with the cases that prove it.
type Covered struct {
	Requirement *requirements.Requirement
	Cases       []string
}

// Coverage lists every requirement of some roles (all of them when none is
// given) with the cases that prove it, in the order of the requirements.
func Coverage(requirements *requirements.Requirements, cases []*scenarios.Case, roles []string) []Covered {
	by := map[string][]string{}
	add := func(id, caseID string) {
		if list := by[id]; len(list) == 0 || list[len(list)-1] != caseID {
			by[id] = append(list, caseID)
		}
	}
	for _, c := range cases {
		for _, id := range c.Proves {
			add(id, c.ID)
		}
		for _, st := range c.Steps {
			for _, id := range st.Proves {
				add(id, c.ID)
			}
		}
	}
	var out []Covered
	for _, r := range requirements.All() {
		if len(roles) == 0 || slices.Contains(roles, r.Role) {
			out = append(out, Covered{Requirement: r, Cases: by[r.ID]})
		}
	}
	return out
}
