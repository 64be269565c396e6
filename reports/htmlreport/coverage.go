package htmlreport

import (
	"cmp"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// coverage is what a result says of the requirements that its cases name.
type coverage struct {
	Documents []coveredDocument
	Servers   []coveredServer
}

type coveredDocument struct {
	Name         string
	Requirements []covered
	Proved       int // in every run
	Broken       int // in one at least
}

// covered is one requirement with the verdict on it in each run.
type covered struct {
	requirementView
	Verdicts []reports.Verdict // "" where no case of the run names it
	Cases    int
}

// coveredServer sums the requirements up, by strength of level.
type coveredServer struct{ Rows []coverageRow }

type coverageRow struct {
	Level  string
	Counts reports.Counts
}

// Broken and Unseen are the columns that hold two verdicts each.
func (r coverageRow) Broken() int { return r.Counts.Fail + r.Counts.Warn }

// Unseen counts what could not be observed, whatever the reason.
func (r coverageRow) Unseen() int { return r.Counts.Unknown + r.Counts.Error }

// proof is what a verdict says of a requirement.
func proof(v reports.Verdict) string {
	switch v {
	case reports.Pass:
		return "proved"
	case reports.Fail, reports.Warn:
		return "broken"
	case reports.Unknown, reports.Error:
		return "not observed"
	case reports.Info:
		return "informative"
	case reports.Skip:
		return "not applicable"
	default:
		return string(v)
	}
}

// cover judges each requirement by the cases that name it, and by the findings that do.
func (c *comparison) cover() coverage {
	known := map[string]*covered{}
	for _, v := range c.cases {
		said := map[string]bool{}
		for run, r := range v.results {
			if r == nil {
				continue
			}
			for id, verdict := range contributions(r) {
				q := known[id]
				if q == nil {
					q = &covered{requirementView: requirementView{id, c.requirements[id]}, Verdicts: make([]reports.Verdict, len(c.Runs))}
					known[id] = q
				}
				q.Verdicts[run] = together(q.Verdicts[run], verdict)
				if !said[id] {
					said[id] = true
					q.Cases++
				}
			}
		}
	}
	return coverage{Documents: byDocument(known), Servers: byLevel(known, len(c.Runs))}
}

// contributions are what a case says about each requirement. A case that breaks one of its
// requirements may have ended before it came to the others.
func contributions(r *reports.Case) map[string]reports.Verdict {
	out := map[string]reports.Verdict{}
	for i := range r.Findings {
		if f := &r.Findings[i]; isViolation(f.Verdict) || f.Verdict == reports.Waived {
			if id := about(r, f); id != "" {
				out[id] = reports.Worst(out[id], f.Verdict)
			}
		}
	}
	if r.Verdict == reports.Waived {
		for id := range out {
			out[id] = reports.Waived
		}
	}
	broken := len(out) > 0
	for i, id := range r.Requirements {
		switch _, named := out[id]; {
		case named:
		case (isViolation(r.Verdict) || r.Verdict == reports.Waived) && (broken || i > 0):
			out[id] = reports.Unknown
		default:
			out[id] = r.Verdict
		}
	}
	return out
}

// about is the requirement of a finding, that of the case when it names none.
func about(r *reports.Case, f *reports.Finding) string {
	if f.Requirement == "" && len(r.Requirements) > 0 {
		return r.Requirements[0]
	}
	return f.Requirement
}

// together is what two cases say about one requirement: the worse of it, except that a case
// that did not apply, or only looked, takes nothing from one that passed.
func together(a, b reports.Verdict) reports.Verdict {
	rank := func(v reports.Verdict) int {
		return slices.Index([]reports.Verdict{"", reports.Skip, reports.Info, reports.Pass, reports.Waived, reports.Unknown, reports.Error, reports.Warn, reports.Fail}, v)
	}
	if rank(b) > rank(a) {
		return b
	}
	return a
}

func byDocument(known map[string]*covered) []coveredDocument {
	at := map[string]*coveredDocument{}
	for _, q := range known {
		name, _, _ := sectionOf(q.Requirement)
		if at[name] == nil {
			at[name] = &coveredDocument{Name: name}
		}
		d := at[name]
		d.Requirements = append(d.Requirements, *q)
		if !slices.ContainsFunc(q.Verdicts, func(v reports.Verdict) bool { return v != reports.Pass }) {
			d.Proved++
		}
		if slices.ContainsFunc(q.Verdicts, func(v reports.Verdict) bool { return v == reports.Fail || v == reports.Warn }) {
			d.Broken++
		}
	}
	var out []coveredDocument
	for _, d := range at {
		slices.SortFunc(d.Requirements, func(a, b covered) int {
			return cmp.Or(orderRequirements(a.Requirement, b.Requirement), strings.Compare(a.ID, b.ID))
		})
		out = append(out, *d)
	}
	slices.SortFunc(out, func(a, b coveredDocument) int { return orderDocuments(a.Name, b.Name) })
	return out
}

func byLevel(known map[string]*covered, runs int) []coveredServer {
	out := make([]coveredServer, runs)
	for run := range out {
		out[run].Rows = []coverageRow{{Level: "MUST, MUST NOT"}, {Level: "SHOULD, SHOULD NOT"}, {Level: "MAY, INFO"}}
	}
	for _, q := range known {
		for run, v := range q.Verdicts {
			if v != "" {
				out[run].Rows[2-requirements.Level(q.Level).Rank()].Counts.Add(v)
			}
		}
	}
	return out
}
