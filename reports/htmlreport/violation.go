package htmlreport

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Bounds of the list of violations. The cases below it have the rest.
const (
	maxViolations = 200  // requirements
	maxInstances  = 50   // cases of one
	maxExcerpt    = 1000 // octets of what was sent or received
)

// violation is a requirement that is broken, or could not be tested for an error, with the
// cases that show it.
type violation struct {
	requirementView
	Verdict   reports.Verdict
	Servers   []breach // by run
	Cases     int
	Instances []instance
	More      int // left out
}

// breach is how one server breaks a requirement.
type breach struct {
	Verdict reports.Verdict
	Cases   int
}

// violationGroup is the violations of one verdict.
type violationGroup struct {
	Title, What string
	Open        bool
	List        []*violation
}

// requirementView is a requirement with its id.
type requirementView struct {
	ID string
	reports.Requirement
}

// instance is one case in one run that breaks the requirement.
type instance struct {
	Run                 int
	Case                *caseView
	Verdict             reports.Verdict
	Step                string
	Sent, Expected, Got string
	Message             string
	At                  string
}

// isViolation reports whether a verdict is listed as one.
func isViolation(v reports.Verdict) bool {
	return v == reports.Fail || v == reports.Error || v == reports.Warn
}

// violations lists what is broken, the worst first, then in the order of the documents. More
// is how many requirements are left out.
func (c *comparison) violations() (list []*violation, more int) {
	known := map[string]*violation{}
	for _, v := range c.cases {
		for run, r := range v.results {
			if r == nil || !isViolation(r.Verdict) {
				continue
			}
			for id, i := range instancesOf(v, run, r) {
				w := known[id]
				if w == nil {
					w = &violation{requirementView: requirementView{id, c.requirements[id]}, Servers: make([]breach, len(c.Runs))}
					known[id] = w
					list = append(list, w)
				}
				w.Verdict = reports.Worst(w.Verdict, i.Verdict)
				w.Servers[run].Verdict = reports.Worst(w.Servers[run].Verdict, i.Verdict)
				w.Servers[run].Cases++
				w.Cases++
				w.Instances = append(w.Instances, i)
			}
		}
	}
	slices.SortStableFunc(list, func(a, b *violation) int {
		return cmp.Or(order(a.Verdict)-order(b.Verdict), orderRequirements(a.Requirement, b.Requirement))
	})
	for _, w := range list {
		slices.SortStableFunc(w.Instances, func(a, b instance) int { return order(a.Verdict) - order(b.Verdict) })
		if w.More = len(w.Instances) - maxInstances; w.More > 0 {
			w.Instances = w.Instances[:maxInstances]
		}
	}
	if more = len(list) - maxViolations; more > 0 {
		list = list[:maxViolations]
	}
	return list, max(more, 0)
}

// grouped puts violations under a heading for each verdict. The worst are shown at once.
func grouped(list []*violation) []violationGroup {
	var groups []violationGroup
	for _, kind := range []struct {
		verdict reports.Verdict
		one     string
		what    string
	}{
		{reports.Fail, "failure", "MUST violations"},
		{reports.Error, "error", "the tool or the network failed, so that nothing is said of the server"},
		{reports.Warn, "warning", "SHOULD violations"},
	} {
		var own []*violation
		for _, w := range list {
			if w.Verdict == kind.verdict {
				own = append(own, w)
			}
		}
		if len(own) > 0 {
			groups = append(groups, violationGroup{plural(len(own), kind.one), kind.what, len(groups) == 0, own})
		}
	}
	return groups
}

// order is the place of a verdict in verdictViews.
func order(v reports.Verdict) int {
	return slices.IndexFunc(verdictViews(), func(view verdictView) bool { return view.Verdict == v })
}

// instancesOf yields, for each requirement that a case breaks, its worst finding. A finding
// without one is about that of the case, and so is a case without a finding.
func instancesOf(v *caseView, run int, r *reports.Case) func(yield func(string, instance) bool) {
	main := ""
	if len(r.Requirements) > 0 {
		main = r.Requirements[0]
	}
	var ids []string
	found := map[string]*reports.Finding{}
	for i := range r.Findings {
		f := &r.Findings[i]
		id := about(r, f)
		if !isViolation(f.Verdict) {
			continue
		}
		if before := found[id]; before == nil {
			ids = append(ids, id)
			found[id] = f
		} else if reports.Worst(before.Verdict, f.Verdict) != before.Verdict {
			found[id] = f
		}
	}
	return func(yield func(string, instance) bool) {
		if len(ids) == 0 {
			yield(main, instance{Run: run, Case: v, Verdict: r.Verdict, Step: place(r.File, r.Line), Message: r.Why(), At: text.Duration(r.ElapsedMS)})
		}
		for _, id := range ids {
			f := found[id]
			i := instance{
				Run: run, Case: v, Verdict: f.Verdict, Step: place(f.File, f.Line), At: text.Duration(f.AtMS),
				Sent: excerpt(f.Sent), Expected: excerpt(f.Wanted()), Got: excerpt(f.Came()), Message: excerpt(f.Remark()),
			}
			if i.Step == "" {
				i.Step = place(r.File, r.Line)
			}
			if !yield(id, i) {
				return
			}
		}
	}
}

func excerpt(s string) string { return text.Clean(s, maxExcerpt) }

// place is file:line, as editors open it.
func place(file string, line int) string {
	if file == "" || line <= 0 {
		return file
	}
	return file + ":" + strconv.Itoa(line)
}
