package htmlreport

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// comparison is one or several runs, case by case.
type comparison struct {
	Runs         []*reports.Run
	Names        []string // of the servers, no two alike
	requirements map[string]reports.Requirement
	cases        []*caseView
	documents    []*document
}

// caseView is one case and what came of it in each run.
type caseView struct {
	*reports.Case // of the first run that has it
	section       *section
	results       []*reports.Case // by run; nil where it was not run
}

// compare takes cleaned runs.
func compare(runs []*reports.Run) *comparison {
	c := &comparison{Runs: runs, Names: serverNames(runs), requirements: map[string]reports.Requirement{}}
	for _, r := range runs {
		for id, q := range r.Requirements {
			if _, ok := c.requirements[id]; !ok {
				c.requirements[id] = q
			}
		}
	}
	known := map[string]*caseView{}
	for run, r := range runs {
		for i := range r.Cases {
			fixVerdicts(&r.Cases[i])
			c.add(known, run, &r.Cases[i])
		}
	}
	c.divide()
	return c
}

// fixVerdicts makes an invalid verdict an error, as the counts do.
func fixVerdicts(c *reports.Case) {
	if !c.Verdict.Valid() {
		c.Verdict = reports.Error
	}
	for i := range c.Findings {
		if f := &c.Findings[i]; !f.Verdict.Valid() {
			f.Verdict = reports.Error
		}
	}
}

// add puts a case beside those of other runs with its id. One whose id is twice in its own run
// is kept as another case.
func (c *comparison) add(known map[string]*caseView, run int, result *reports.Case) {
	key := result.ID
	for n := 2; known[key] != nil && known[key].results[run] != nil; n++ {
		key = fmt.Sprintf("%s\x00%d", result.ID, n)
	}
	v := known[key]
	if v == nil {
		copied := *result
		if copied.Level == "" && len(copied.Requirements) > 0 {
			copied.Level = c.requirements[copied.Requirements[0]].Level
		}
		v = &caseView{Case: &copied, results: make([]*reports.Case, len(c.Runs))}
		known[key] = v
		c.cases = append(c.cases, v)
	}
	v.results[run] = result
}

// serverNames names the servers: by address where one has no name, and with a number where
// two have the same.
func serverNames(runs []*reports.Run) []string {
	names := make([]string, len(runs))
	for i, r := range runs {
		name := strings.TrimSpace(r.Target.Name)
		if name == "" {
			name = strings.TrimSpace(r.Target.Address)
		}
		if name == "" {
			name = "server"
		}
		names[i] = name
		for n := 2; slices.Contains(names[:i], names[i]); n++ {
			names[i] = fmt.Sprintf("%s (%d)", name, n)
		}
	}
	return names
}

// maker is what made the results of some servers.
type maker struct {
	Tool reports.Tool
	Of   string // the servers; empty where it made all of them
}

// Makers lists what made the results.
func (c *comparison) Makers() []maker {
	var out []maker
	for i, r := range c.Runs {
		at := slices.IndexFunc(out, func(m maker) bool { return m.Tool == r.Tool })
		if at < 0 {
			out = append(out, maker{Tool: r.Tool, Of: c.Names[i]})
		} else {
			out[at].Of += ", " + c.Names[i]
		}
	}
	if len(out) == 1 {
		out[0].Of = ""
	}
	return out
}

// levels are those of the cases, the strictest first.
func (c *comparison) levels() []string {
	var out []string
	for _, l := range requirements.Levels() {
		if slices.ContainsFunc(c.cases, func(v *caseView) bool { return v.Level == string(l) }) {
			out = append(out, string(l))
		}
	}
	return out
}

// labels are those of the cases, in the order of the alphabet.
func (c *comparison) labels() []string {
	seen := map[string]bool{}
	var out []string
	for _, v := range c.cases {
		for _, l := range v.Labels {
			if !seen[l] {
				seen[l] = true
				out = append(out, l)
			}
		}
	}
	slices.Sort(out)
	return out
}
