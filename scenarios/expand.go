package scenarios

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxDepth bounds fragments that use fragments.
const maxDepth = 8

var idForm = regexp.MustCompile(`^[a-z0-9]+(?:[.-][a-z0-9]+)*$`)

// expand gives the cases of a scenario, one for each combination of its matrix.
func (s *Scenario) expand(b *budget) ([]*Case, Problems) {
	var cases []*Case
	var problems Problems
	for _, cells := range s.Matrix.combinations() {
		c, ps := s.expandOne(cells, b)
		problems = append(problems, ps...)
		if len(problems) > 0 {
			return nil, problems // the same mistake in every cell is said once
		}
		cases = append(cases, c)
	}
	return cases, nil
}

func (s *Scenario) expandOne(cells []*Cell, b *budget) (*Case, Problems) {
	c := &Case{
		ID: s.ID, Title: s.Title, Section: s.Section, Subject: s.Subject, Profiles: s.Profiles, Proves: s.Proves,
		Level: s.Level, Policy: s.Policy, Strict: s.Strict, Labels: slices.Clone(s.Labels), Serial: s.Serial, Probe: s.Probe,
		Watch: s.Watch, Faults: s.Fault, Vars: s.Vars, Scenario: s, Pos: s.Pos,
	}
	needs := slices.Clone(s.Needs)
	static := statics{}
	for i, cell := range cells {
		c.ID += "/" + cell.ID
		if cell.Title != "" {
			c.Title += ": " + cell.Title
		} else {
			c.Title += ": " + cell.ID
		}
		if cell.Proves != nil {
			c.Proves = cell.Proves
		}
		if cell.Level != "" {
			c.Level = cell.Level
		}
		if cell.Policy != "" {
			c.Policy = cell.Policy
		}
		if cell.Strict != "" {
			c.Strict = cell.Strict
		}
		needs = append(needs, cell.Needs...)
		c.Labels = append(c.Labels, cell.Labels...)
		static[s.Matrix[i].Name] = cell.ID
		static = static.with(cell.Vars)
	}
	x := &expander{scenario: s, decoder: &decoder{src: s.source}, budget: b}
	for _, text := range needs {
		n, err := ParseNeed(static.replace(text, b))
		if err != nil {
			x.fail(c.place("needs"), "", "needs: %v", err)
		}
		c.Needs = append(c.Needs, n)
	}
	if s.Play.node != nil {
		c.Steps = x.steps(s.source, s.Play.node, static, 0)
	}
	if len(x.problems) == 0 {
		c.inferNeeds()
	}
	return c, x.problems
}

// expander reads the steps of one case.
type expander struct {
	*decoder
	scenario *Scenario
	budget   *budget
	on       string // connection given by the use that is being put in place
}

func (x *expander) steps(src *source, play *yaml.Node, static statics, depth int) []*Step {
	outer := x.src
	x.src = src
	defer func() { x.src = outer }()
	var steps []*Step
	for _, n := range play.Content {
		if n = static.substitute(n, x.budget); x.budget.spent() {
			if len(x.problems) == 0 {
				x.fail(n, "split the file, or the scenario", "matrices and fragments make this file too large")
			}
			return nil
		}
		st := &Step{}
		x.decode(n, reflect.ValueOf(st))
		if st.Use != "" {
			x.checkUse(n, st)
			steps = append(steps, x.inline(n, st, static, depth)...)
			continue
		}
		if st.On == "" {
			st.On = x.on
		}
		x.finish(n, st)
		steps = append(steps, st)
	}
	return steps
}

// inline puts the steps of a fragment in the place of the step that uses it.
func (x *expander) inline(n *yaml.Node, use *Step, static statics, depth int) []*Step {
	f, known := x.scenario.fragment(use.Use)
	switch {
	case !known:
		x.fail(n, didYouMean(use.Use, x.scenario.fragmentNames()), "there is no fragment %q", use.Use)
		return nil
	case depth >= maxDepth:
		x.fail(n, "", "fragments use each other more than %d deep", maxDepth)
		return nil
	}
	for _, v := range use.With {
		if _, ok := f.Params.Get(v.Name); !ok {
			x.fail(n, "", "fragment %s has no parameter %q", use.Use, v.Name)
		}
	}
	before := len(x.problems)
	inner := static.with(f.Params).with(use.With)
	for _, p := range f.Params { // a matrix variable of the same name beats the default
		if _, given := use.With.Get(p.Name); !given {
			if v, ok := static[p.Name]; ok {
				inner[p.Name] = v
			}
		}
	}
	outer := x.on
	if use.On != "" {
		x.on = use.On
	}
	steps := x.steps(f.source, f.Play.node, inner, depth+1)
	x.on = outer
	for _, p := range x.problems[before:] {
		if !strings.Contains(p.Message, "(used") {
			p.Message += " (used in scenario " + x.scenario.ID + ")"
		}
	}
	var gate *Need
	if use.When != "" {
		gate = x.gate(n, use.When)
	}
	for _, st := range steps {
		if f.Setup && st.Setup == nil {
			st.Prepares = true
		}
		if use.Setup != nil {
			st.Prepares = *use.Setup
		}
		if gate != nil && st.Gate == nil {
			st.Gate = gate
		}
		if st.Level == "" {
			st.Level = use.Level
		}
		if st.Proves == nil {
			st.Proves = use.Proves
		}
	}
	return steps
}

func (x *expander) gate(n *yaml.Node, when string) *Need {
	need, err := ParseNeed(when)
	if err != nil {
		x.fail(n, "", "when: %v", err)
	}
	return &need
}

// finish reads C and S by who speaks, and checks that the step is one step.
func (x *expander) finish(n *yaml.Node, st *Step) {
	if st.Setup != nil {
		st.Prepares = *st.Setup
	}
	if st.When != "" {
		st.Gate = x.gate(n, st.When)
	}
	subject := x.scenario.Subject
	if subject == SubjectClient || (subject == SubjectRelay && st.On == "downstream") {
		st.Expect = st.C.expectations(x.decoder, expectCommand)
		st.Commands = st.S.commands(x.decoder)
	} else {
		st.Commands = st.C.commands(x.decoder)
		st.Expect = st.S.expectations(x.decoder, expectReply)
	}
	if len(x.problems) == 0 {
		x.checkShape(n, st)
	}
}
