package reports

import (
	"slices"
	"testing"
)

func TestRun_Reading(t *testing.T) {
	r := &Run{
		Policies: map[string]Policy{"C01": {Question: "q", Default: "By default.", Strict: "Strictly."}, "C02": {Question: "q", Default: "One."}},
		Cases:    []Case{{Policy: "C03", StrictlyRead: true}, {Policy: "C01", StrictlyRead: true}, {Policy: "C01", StrictlyRead: true}, {Policy: "C02"}},
	}
	for want, c := range map[string]Case{
		"":    {},
		"C09": {Policy: "C09"}, // a result of somebody else
		"C01: By default. (--policy C01 reads it more strictly)": {Policy: "C01"},
		"C01, read strictly: Strictly. By default: By default.":  {Policy: "C01", StrictlyRead: true},
		"C02: One.": {Policy: "C02"},
	} {
		if got := r.Reading(&c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := r.StricterReadings(); !slices.Equal(got, []string{"C01", "C03"}) {
		t.Errorf("%q", got)
	}
}
