package suite_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/suite"
)

// TestRunQuietly goes through Ginkgo, more than once in a process, and gives
// the same as the engine alone.
func TestRunQuietly(t *testing.T) {
	const more = special + `
  - {id: fails, title: t, level: MUST, play: [{connect: {}, S: 220}, {C: X, S: 550}]}
  - {id: skips, title: t, level: MUST, needs: [STARTTLS], play: [{connect: {}, S: 220}]}
`
	for range 2 {
		s, err := suite.Prepare(t.Context(), startFake(t).options(t, many(10, more)))
		if err != nil {
			t.Fatal(err)
		}
		r := suite.RunQuietly(t.Context(), s)
		reports.Conclude(r, false)
		want := reports.Counts{Pass: 14, Fail: 1, Skip: 1}
		if r.Counts != want || r.Verdict != reports.NonConformant {
			t.Errorf("%s %+v", r.Verdict, r.Counts)
		}
	}
}

func TestSelection(t *testing.T) {
	cases, _ := load(t, sanity+`
  - {id: a.one, title: first words, level: MUST, labels: [red], play: [{connect: {}, S: 220}]}
  - {id: a.two, title: other words, level: SHOULD, labels: [red, blue], play: [{connect: {}, S: 220}]}
  - {id: b, title: t, proves: R-must, labels: [slow], play: [{connect: {}, S: 220}]}
  - {id: c, title: t, level: INFO, play: [{connect: {}, S: 220}]}
`)
	for _, c := range []struct {
		selection suite.Selection
		want      string
	}{
		{suite.Selection{}, "sanity.first sanity.last a.one a.two c"},
		{suite.Selection{LabelFilter: "red"}, "sanity.first sanity.last a.one a.two"},
		{suite.Selection{LabelFilter: "red && !blue"}, "sanity.first sanity.last a.one"},
		{suite.Selection{LabelFilter: "should"}, "sanity.first sanity.last a.two"},
		{suite.Selection{LabelFilter: "may"}, "sanity.first sanity.last c"},
		{suite.Selection{LabelFilter: "slow"}, "sanity.first sanity.last b"},
		{suite.Selection{LabelFilter: "slow || r"}, "sanity.first sanity.last b"},
		{suite.Selection{LabelFilter: "nothing"}, ""},
		{suite.Selection{Focus: []string{`^a\.`}}, "sanity.first sanity.last a.one a.two"},
		{suite.Selection{Focus: []string{"first words", "^c "}}, "sanity.first sanity.last a.one c"},
		{suite.Selection{Focus: []string{"nothing"}}, ""},
		{suite.Selection{Focus: []string{"words"}, LabelFilter: "blue"}, "sanity.first sanity.last a.two"},
	} {
		chosen, err := c.selection.Match(cases)
		if err != nil {
			t.Errorf("%+v: %v", c.selection, err)
		}
		var ids []string
		for _, one := range chosen {
			ids = append(ids, one.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%+v: %q, want %q", c.selection, got, c.want)
		}
	}
	for _, wrong := range []suite.Selection{{LabelFilter: "((("}, {LabelFilter: "a &&"}, {Focus: []string{"("}}, {LabelFilter: "/(/"}} {
		if _, err := wrong.Match(cases); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
}

func TestLabels(t *testing.T) {
	cases, _ := load(t, "  - {id: a, title: t, level: SHOULD NOT, proves: R-must, labels: [x], play: [{connect: {}, S: 220}]}\n")
	if got := suite.Labels(cases[0]); !slices.Equal(got, []string{"x", "should", "r"}) {
		t.Errorf("%q", got)
	}
}

func TestCoverage(t *testing.T) {
	cases, requirements := load(t, `
  - {id: a, title: t, proves: R-must, play: [{connect: {}, S: 220, proves: [R-must, R-other]}]}
  - {id: b, title: t, level: MUST, play: [{connect: {}, S: 220, proves: R-must}]}
`)
	for _, c := range []struct {
		roles []string
		want  string
	}{
		{nil, "R-must: a b; R-other: a"}, {[]string{"server"}, "R-must: a b"}, {[]string{"relay"}, ""},
	} {
		var rows []string
		for _, row := range suite.Coverage(requirements, cases, c.roles) {
			rows = append(rows, row.Requirement.ID+": "+strings.Join(row.Cases, " "))
		}
		if got := strings.Join(rows, "; "); got != c.want {
			t.Errorf("%q: %q, want %q", c.roles, got, c.want)
		}
	}
}
