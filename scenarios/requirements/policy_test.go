package requirements

import (
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
