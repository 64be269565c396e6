package reports_test

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

// runOf is a run of cases.
func runOf(cases ...reports.Case) *reports.Run {
	r := &reports.Run{Cases: cases}
	for i := range r.Cases {
		c := &r.Cases[i]
		c.ID, c.Level = strings.Repeat("a", i+1), "MUST"
		if c.Verdict == "" {
			c.Verdict = reports.Pass
		}
	}
	reports.Conclude(r, false)
	return r
}

// TestDiff_doesNotReadWords rewrites every sentence, and compares the same runs again:
// the comparison must say the same of every case.
func TestDiff_doesNotReadWords(t *testing.T) {
	pairs := map[string][2]*reports.Run{}
	for _, a := range reports.ObservationKinds() {
		for _, b := range reports.ObservationKinds() {
			run := func(kind reports.ObservationKind) *reports.Run {
				o := reports.Everything(kind)
				event := reports.Event{AtMS: 2, On: "a", Observation: o}
				return runOf(
					reports.Case{Transcript: []reports.Event{{AtMS: 1, On: "a", Observation: reports.Observation{Kind: reports.SawSent, Octets: `NOOP\r\n`}}, event}},
					reports.Case{Verdict: reports.Fail, Findings: []reports.Finding{{Verdict: reports.Fail, Kind: reports.FindingExpectation, Expected: sample.Outcomes("250"), Got: o}}},
				)
			}
			pairs[string(a)+" "+string(b)] = [2]*reports.Run{run(a), run(b)}
		}
	}
	for _, a := range reports.ExpectationKinds() {
		for _, b := range []reports.ExpectationKind{reports.WantOutcomes, a} {
			run := func(kind reports.ExpectationKind) *reports.Run {
				return runOf(reports.Case{Verdict: reports.Warn, Findings: []reports.Finding{{Verdict: reports.Warn, Expected: reports.Expectation{Kind: kind, Name: "x"}, Got: sample.Received("250 Ok"), SeenIn: "elsewhere"}}})
			}
			pairs["expected "+string(a)+" "+string(b)] = [2]*reports.Run{run(a), run(b)}
		}
	}
	for _, a := range reports.ReasonKinds() {
		for _, b := range reports.ReasonKinds() {
			run := func(kind reports.ReasonKind) *reports.Run {
				return runOf(reports.Case{}, reports.Case{Verdict: reports.Skip, Reason: &reports.Reason{Kind: kind, Name: "x"}})
			}
			pairs["reason "+string(a)+" "+string(b)] = [2]*reports.Run{run(a), run(b)}
		}
	}
	before := map[string]string{}
	for name, p := range pairs {
		before[name] = decided(compared(t, p[0], p[1]))
	}
	changes := map[string]bool{}
	for _, d := range before {
		changes[d] = true
	}
	if len(changes) < 4 {
		t.Fatalf("the pairs differ in no more than %d ways", len(changes))
	}
	reports.Reword(t)
	if !strings.HasPrefix(sample.Received("250").String(), "Quite other words") {
		t.Fatal("nothing was rewritten")
	}
	for name, p := range pairs {
		if got := decided(compared(t, p[0], p[1])); got != before[name] {
			t.Errorf("%s: got %s, want %s", name, got, before[name])
		}
	}
}

func compared(t *testing.T, old, fresh *reports.Run) *diff.Diff {
	t.Helper()
	d, err := diff.CompareRuns(old, fresh, diff.FailOnText)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// decided is what a comparison says, without its words.
func decided(d *diff.Diff) string {
	var out strings.Builder
	out.WriteString(d.Verdict)
	for _, c := range d.Cases {
		out.WriteString(" " + c.ID + " " + c.Change)
		if c.Regression {
			out.WriteString("!")
		}
		for _, r := range c.Replies {
			out.WriteString(" " + string(r.Old.Kind) + ">" + string(r.New.Kind))
		}
		out.WriteString(strings.Repeat("+", len(c.Findings)))
	}
	return out.String()
}
