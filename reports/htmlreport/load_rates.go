package htmlreport

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// stages tells what became of each stage of an open loop.
func stages(views []*loadView) loadPart {
	s := loadPart{ID: "stages", Title: "Stages"}
	for _, v := range views {
		if len(v.Stages) < 2 {
			continue
		}
		t := loadTable{Caption: v.named("Stages"), Words: 1, Head: []string{"stage", "begins", "attempted", "accepted", "rejected", "failed", "in time", "messages/s", "p50", "p99", "max", "errors"}}
		for _, g := range v.Stages {
			t.add(g.Name, fmt.Sprintf("%g s", g.AtS), fmt.Sprint(g.Attempted), fmt.Sprint(g.Accepted), fmt.Sprint(g.Rejected), fmt.Sprint(g.Failed), fmt.Sprint(g.InTime),
				tenth(g.MessagesPerS), shownUS(g.P50), shownUS(g.P99), shownUS(g.Max), percent(float64(g.Rejected+g.Failed), float64(g.Attempted)))
		}
		s.Tables = append(s.Tables, t)
	}
	if len(s.Tables) > 0 {
		s.Text = "A message belongs to the stage that it was to start in, whenever it ended. In time are those that were accepted before the stage was over. Stages begin after the warm-up."
	}
	return s
}

// rateSearch shows the probes of a search for the highest rate, and its answer.
func rateSearch(views []*loadView) loadPart {
	s := loadPart{ID: "search", Title: "Search for the highest rate"}
	var texts []string
	for _, v := range views {
		if v.Answer != nil {
			texts = append(texts, v.named("the answer is "+v.Answer.String()+". The rest of this page is the last probe."))
		}
		if p := v.Plan.Search; p != nil {
			texts = append(texts, fmt.Sprintf("Bounds: %s. From %g to %g messages/s, within %g%%.", strings.Join(p.Bounds, ", "), p.From, p.To, 100*p.Precision))
		}
		if len(v.Search) == 0 {
			continue
		}
		t := loadTable{Caption: v.named("Probes"), Words: 0, Head: []string{"rate", "accepted/s", "p50", "p99", "errors", "waited for a connection", "kind", "verdict", "why"}}
		for _, p := range v.Search {
			n := p.Counts
			t.add(fmt.Sprintf("%g", p.Rate), tenth(p.MessagesPerS), shownUS(p.P50), shownUS(p.P99), percent(float64(n.Rejected+n.Failed), float64(n.Attempted)),
				fmt.Sprint(p.Delayed), string(p.Kind), string(p.Verdict), p.Why)
			t.Rows[len(t.Rows)-1].Class = map[reports.ProbeVerdict]string{
				reports.ProbeMet: "pass", reports.ProbeMissed: "fail", reports.ProbeSaturated: "warn",
			}[p.Verdict]
		}
		t.Prose = 3
		s.Tables = append(s.Tables, t)
	}
	s.Text = sentence(strings.Join(texts, " "))
	return s
}

// sentence begins with a capital letter.
func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
