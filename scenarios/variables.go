package scenarios

import (
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

// factOf returns the fact of target.yaml that a variable needs.
func factOf(variable string) (string, bool) {
	if fact, ok := target.Derived()[variable]; ok {
		return fact, true
	}
	f, ok := target.LookupFact(variable)
	return f.Name, ok && !f.NoVariable
}

// templates lists every text of a step.
func (st *Step) templates() []Template {
	ts := slices.Concat(st.Commands, []Template(st.Send))
	for _, t := range []*Template{st.Data, st.Bdat} {
		if t != nil {
			ts = append(ts, *t)
		}
	}
	if a := st.Auth; a != nil {
		for _, t := range []*Template{a.User, a.Password, a.Message} {
			if t != nil {
				ts = append(ts, *t)
			}
		}
	}
	for _, e := range st.Expect {
		for _, p := range slices.Concat(e.Skip.Unless, e.Text, e.NotText, e.Keyword) {
			ts = append(ts, p.Template)
		}
		for _, c := range e.Capture {
			ts = append(ts, c.Pattern.Template)
		}
		if e.Command != nil {
			ts = append(ts, *e.Command)
		}
	}
	if t := st.AtrnReceive; t != nil {
		ts = slices.Concat(ts, t.Contains, t.Absent)
	}
	if d := st.Delivered; d != nil {
		for _, t := range []*Template{d.Find, d.Body} {
			if t != nil {
				ts = append(ts, *t)
			}
		}
		ts = slices.Concat(ts, d.Contains, d.Absent)
		for _, h := range slices.Concat(d.SkipUnless, d.Header) {
			ts = append(ts, h.Pattern.Template)
		}
		for _, c := range d.Capture {
			ts = append(ts, c.Pattern.Template)
		}
	}
	return ts
}

// names lists every variable and fact that a step needs.
func (st *Step) names() []string {
	var names []string
	for _, t := range st.templates() {
		names = append(names, t.Names()...)
	}
	durations := []*Duration{st.Pause, st.ExpectSilence, st.Gap, st.Within}
	for _, e := range st.Expect {
		durations = append(durations, e.Within, e.NotBefore)
	}
	for _, d := range durations {
		if d != nil {
			names = append(names, d.Facts...)
		}
	}
	return names
}

// captured lists the names that a step binds.
func (st *Step) captured() []string {
	var names []string
	for _, e := range st.Expect {
		for _, c := range e.Capture {
			names = append(names, c.Name)
		}
	}
	if d := st.Delivered; d != nil {
		for _, c := range d.Capture {
			names = append(names, c.Name)
		}
	}
	return names
}

// known reports whether a variable has a value without a capture.
func (c *Case) known(name string) bool {
	if _, ok := factOf(name); ok || strings.HasPrefix(name, "now:") || slices.Contains(target.Builtins(), name) {
		return true
	}
	_, ok := c.Vars.Get(name)
	return ok
}

// varFacts lists, for each variable of the case, the facts of target.yaml that
// its text needs. It can only use earlier variables.
func (c *Case) varFacts() map[string][]string {
	needs := map[string][]string{}
	for _, v := range c.Vars {
		t, err := ParseTemplate(v.Value)
		if err != nil {
			continue // reported by lint
		}
		var facts []string
		for _, name := range t.Names() {
			facts = append(facts, factsOf(name, needs)...)
		}
		slices.Sort(facts)
		needs[v.Name] = slices.Compact(facts)
	}
	return needs
}

// factsOf lists the facts that a variable needs; ofCase has those of the variables of
// the case.
func factsOf(name string, ofCase map[string][]string) []string {
	if facts, ok := ofCase[name]; ok {
		return facts
	}
	if fact, ok := factOf(name); ok {
		return []string{fact}
	}
	return nil
}
