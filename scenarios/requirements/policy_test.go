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

func TestPolicies_ParseReadings(t *testing.T) {
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
		"C02":         "error: policy C02 has no stricter reading; choose from C01, C03",
		"C04":         `error: unknown policy "C04": use default, strict or ids such as C01,C03`,
		"C01,":        `error: unknown policy "": use default, strict or ids such as C01,C03`,
		"strict,C01":  `error: unknown policy "strict": use default, strict or ids such as C01,C03`,
		"C01\x1b[31m": `error: unknown policy "C01\x1b[31m": use default, strict or ids such as C01,C03`,
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

func TestLoadPolicies_errors(t *testing.T) {
	const entry = "- {id: C01, question: a, default: b}\n"
	for text, want := range map[string]string{
		"- {id: C1, question: a, default: b}": "needs an id such as C01",
		"- {id: C01, question: a}":            "a question and a default",
		"- {id: C01, lax: c}":                 "lax",
		entry + entry:                         "duplicate policy C01",
		"":                                    "the file is empty",
	} {
		if _, err := LoadPolicies("policies.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
