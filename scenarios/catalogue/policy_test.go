package catalogue

import (
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios"
)

// TestPolicies_used holds the table against what it settles: each entry with a
// stricter reading has cases that this reading judges in another way, and each
// entry that rows or cases name is there.
func TestPolicies_used(t *testing.T) {
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range catalogue.Requirements.All() {
		if _, ok := catalogue.Policies.Get(r.Conflict); !ok && r.Conflict != "" {
			t.Errorf("%s names %s, which is not in the policy table", r.ID, r.Conflict)
		}
	}
	for _, p := range catalogue.Policies.All() {
		affected := slices.ContainsFunc(catalogue.Cases, func(c *scenarios.Case) bool {
			return c.Policy == p.ID && (c.StrictReading != "" || slices.ContainsFunc(c.Steps, advises))
		})
		if p.Strict != "" && !affected {
			t.Errorf("no case depends on the stricter reading of %s", p.ID)
		}
	}
}

func advises(s *scenarios.Step) bool {
	return slices.ContainsFunc(s.Expect, func(e *scenarios.Expect) bool { return len(e.Should) > 0 })
}
