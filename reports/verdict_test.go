package reports

import "testing"

func TestWorst(t *testing.T) {
	order := Verdicts()
	for i, a := range order {
		if !a.Valid() {
			t.Errorf("%q is not valid", a)
		}
		if Worst("", a) != a || Worst(a, "") != a {
			t.Errorf("the empty verdict is worse than %s", a)
		}
		for j, b := range order {
			if got, want := Worst(a, b), order[max(i, j)]; got != want {
				t.Errorf("Worst(%s, %s) = %s, want %s", a, b, got, want)
			}
		}
	}
	if Verdict("passed").Valid() || Verdict("").Valid() {
		t.Error("what is no verdict is valid")
	}
	if got := Worst("passed", Warn); got != "passed" {
		t.Errorf("what is no verdict counts as an error, got %s", got)
	}
}

func TestCount(t *testing.T) {
	var cases []Case
	for i, v := range append(Verdicts(), "passed") {
		for range i + 1 {
			cases = append(cases, Case{Verdict: v})
		}
	}
	want := Counts{Pass: 1, Info: 2, Skip: 3, Waived: 4, Unknown: 5, Warn: 6, Error: 7 + 9, Fail: 8}
	if got := Count(cases); got != want || got.Total() != len(cases) {
		t.Errorf("got %+v (%d of %d), want %+v", got, got.Total(), len(cases), want)
	}
}
