package scenarios

import (
	"slices"
	"strings"
	"testing"
)

const testTable = `
- {id: C01, question: one or two, default: one, strict: two}
- {id: C02, question: three or four, default: three}
- {id: C03, question: five or six, default: five, strict: six}
`

func TestParseReadings(t *testing.T) {
	table, err := LoadPolicies("policies.yaml", []byte(testTable))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":            "",
		"default":     "",
		"strict":      "C01 C03",
		"C03":         "C03",
		"c03, C01":    "C03 C01",
		"C01,C01":     "C01",
		"C02":         "error: policy C02 has one reading only; a stricter one have C01, C03",
		"C04":         `error: "C04" is no entry of the policy table; want default, strict or ids such as C01,C03`,
		"C01,":        `error: "" is no entry of the policy table; want default, strict or ids such as C01,C03`,
		"strict,C01":  `error: "strict" is no entry of the policy table; want default, strict or ids such as C01,C03`,
		"C01\x1b[31m": `error: "C01\x1b[31m" is no entry of the policy table; want default, strict or ids such as C01,C03`,
	} {
		got, err := table.ParseReadings(text)
		have := strings.Join(got, " ")
		if err != nil {
			have = "error: " + err.Error()
		}
		if have != want {
			t.Errorf("%q: %q, want %q", text, have, want)
		}
	}
}

func TestLoadPoliciesRefuses(t *testing.T) {
	const entry = "- {id: C01, question: a, default: b}\n"
	for text, want := range map[string]string{
		"- {id: C1, question: a, default: b}": "needs an id such as C01",
		"- {id: C01, question: a}":            "a question and a default",
		"- {id: C01, lax: c}":                 "lax",
		entry + entry:                         "C01 is given twice",
		"":                                    "the file is empty",
	} {
		if _, err := LoadPolicies("policies.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestApplyReadings(t *testing.T) {
	cases := []*Case{
		{ID: "a", Level: Info, Policy: "C01", StrictReading: Must},
		{ID: "b", Level: Must, Policy: "C01"},
		{ID: "c", Level: Should, Policy: "C03", StrictReading: Must},
		{ID: "d", Level: Must},
	}
	got := ReadStrictly(cases, Readings{"C01"})
	want := []Case{
		{ID: "a", Level: Must, Policy: "C01", StrictReading: Must, Stricter: true},
		{ID: "b", Level: Must, Policy: "C01", Stricter: true},
		*cases[2], *cases[3],
	}
	for i, c := range got {
		if c.ID != want[i].ID || c.Level != want[i].Level || c.Stricter != want[i].Stricter {
			t.Errorf("%s: %s, stricter %t", c.ID, c.Level, c.Stricter)
		}
	}
	if cases[0].Level != Info || cases[0].Stricter {
		t.Error("the cases that were given have changed")
	}
}

// TestPolicyTable holds the table against what it settles: each entry with a
// stricter reading has cases that this reading judges in another way, and each
// entry that rows or cases name is there.
func TestPolicyTable(t *testing.T) {
	catalogue, err := LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range catalogue.Requirements.All() {
		if _, ok := catalogue.Policies.Get(r.Conflict); !ok && r.Conflict != "" {
			t.Errorf("%s names %s, which is not in the policy table", r.ID, r.Conflict)
		}
	}
	for _, p := range catalogue.Policies.All() {
		judged := slices.ContainsFunc(catalogue.Cases, func(c *Case) bool {
			return c.Policy == p.ID && (c.StrictReading != "" || slices.ContainsFunc(c.Steps, advises))
		})
		if p.Strict != "" && !judged {
			t.Errorf("no case is judged in another way by the stricter reading of %s", p.ID)
		}
	}
}

func advises(s *Step) bool {
	return slices.ContainsFunc(s.Expect, func(e *Expect) bool { return len(e.Should) > 0 })
}
