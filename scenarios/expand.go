package scenarios

import (
	"cmp"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// maxDepth bounds fragments that use fragments.
const maxDepth = 8

var idForm = regexp.MustCompile(`^[a-z0-9]+(?:[.-][a-z0-9]+)*$`)

// expand gives the cases of a scenario, one for each combination of its matrix,
// and their problems. A problem of several cells is reported once.
func (s *Scenario) expand(l *Loader, b *budget, u map[any]bool) ([]*Case, strictyaml.Problems) {
	d := &strictyaml.Decoder{Src: s.source, Used: u}
	axes := s.Matrix.resolve(d)
	if len(d.Problems) > 0 {
		return nil, d.Problems
	}
	clear(b.placed)
	var cases []*Case
	reported := map[strictyaml.Problem]bool{}
	for _, cells := range combinations(axes) {
		c, problems := s.expandOne(l, axes, cells, b, u)
		for _, p := range problems {
			key := *p
			key.Message = strings.ReplaceAll(p.Message, c.ID, s.ID)
			if !reported[key] {
				reported[key] = true
				d.Problems = append(d.Problems, p)
			}
		}
		if b.spent() || len(d.Problems) >= strictyaml.MaxProblems {
			break
		}
		cases = append(cases, c)
	}
	if len(d.Problems) == 0 {
		lintCells(d, axes, b.placed)
	}
	return cases, d.Problems
}

func (s *Scenario) expandOne(l *Loader, axes []Axis, cells []*Cell, b *budget, u map[any]bool) (*Case, strictyaml.Problems) {
	c := &Case{
		ID: s.ID, Title: s.Title, Section: s.Section, Subject: s.Subject, Profiles: s.Profiles, Proves: s.Proves,
		Level: s.Level, Policy: s.Policy, StrictReading: s.StrictReading, Labels: slices.Clone(s.Labels), Serial: s.Serial, Probe: s.Probe,
		Watch: s.Watch, Faults: s.Fault, Vars: s.Vars, Scenario: s, Pos: s.Pos, keys: s.Keys,
	}
	needs := slices.Clone(s.Needs)
	static := statics{}
	for i, cell := range cells {
		c.apply(cell)
		needs = append(needs, cell.Needs...)
		static[axes[i].Name] = cell.ID
		static = static.with(cell.Vars)
	}
	for _, id := range s.Also {
		if !slices.Contains(c.Proves, id) {
			c.Proves = append(slices.Clip(c.Proves), id)
		}
	}
	explicit := c.Level != ""
	c.takeLevel(l.Requirements)
	x := &expander{scenario: s, Decoder: &strictyaml.Decoder{Src: s.source, Used: u}, budget: b}
	for _, text := range needs {
		n, err := ParseNeed(static.replace(text, b))
		if err != nil {
			x.Fail(c.place("needs"), "", "needs: %v", err)
		}
		c.Needs = append(c.Needs, n)
	}
	l.lintHead(x.Decoder, c, explicit)
	head := len(x.Problems)
	if s.Given != nil {
		x.prepares = true
		c.Steps = x.steps(s.source, s.Given.nodes, static, 0)
		x.prepares = false
	}
	c.Steps = append(c.Steps, x.steps(s.source, s.Play.steps(), static, 0)...)
	if len(x.Problems) == head {
		c.inferNeeds()
		l.lintSteps(x.Decoder, c)
	}
	return c, x.Problems
}

// apply overrides the keys of the scenario with those of a cell; needs and
// variables are left to the caller.
func (c *Case) apply(cell *Cell) {
	c.ID += "/" + cell.ID
	c.Title += ": " + cmp.Or(cell.Title, cell.ID)
	c.keys = maps.Clone(c.keys)
	maps.Copy(c.keys, cell.Keys)
	c.keys["id"] = c.Scenario.Keys["id"]
	if cell.Proves != nil {
		c.Proves = cell.Proves
	}
	c.Level = cmp.Or(cell.Level, c.Level)
	c.Policy = cmp.Or(cell.Policy, c.Policy)
	c.StrictReading = cmp.Or(cell.StrictReading, c.StrictReading)
	c.Labels = append(c.Labels, cell.Labels...)
}

// takeLevel sets the level of a case without one to that of the first requirement
// that it proves.
func (c *Case) takeLevel(requirements *requirements.Requirements) {
	if c.Level != "" || len(c.Proves) == 0 {
		return
	}
	if r, ok := requirements.Get(c.Proves[0]); ok {
		c.Level = r.Level
	}
}

// expander reads the steps of one case.
type expander struct {
	*strictyaml.Decoder
	scenario *Scenario
	budget   *budget
	on       string // the connection of the block that is being expanded
	prepares bool   // the steps are from a given
}

func (x *expander) steps(src *strictyaml.Source, nodes []*yaml.Node, static statics, depth int) []*Step {
	outer := x.Src
	x.Src = src
	defer func() { x.Src = outer }()
	var steps []*Step
	for _, n := range nodes {
		if n = x.substituteStep(n, static); x.budget.spent() {
			if len(x.Problems) == 0 {
				x.Fail(n, "split the file or the scenario", "the file is too large after expansion of its matrices, fragments and repetitions")
			}
			return nil
		}
		before := len(x.Problems)
		st := &Step{}
		x.Decode(n, reflect.ValueOf(st))
		st.On = st.Connection.Name
		if len(st.blocks()) > 0 {
			steps = append(steps, x.block(n, st, static, depth)...)
			continue
		}
		st.On = cmp.Or(st.On, x.on)
		st.Prepares = x.prepares
		x.finish(n, st)
		if len(x.Problems) == before {
			x.checkShape(n, st)
		}
		steps = append(steps, st)
	}
	return steps
}

func (x *expander) gate(n *yaml.Node, when string) *Need {
	need, err := ParseNeed(when)
	if err != nil {
		x.Fail(n, "", "when: %v", err)
	}
	return &need
}

// finish reads C and S as commands and replies, depending on the subject.
func (x *expander) finish(n *yaml.Node, st *Step) {
	if st.When != "" {
		st.Gate = x.gate(n, st.When)
	}
	subject := x.scenario.Subject
	if subject == SubjectClient || (subject == SubjectRelay && st.On == "downstream") {
		st.Expect = st.C.expectations(x.Decoder, expectCommand)
		st.Commands = st.S.commands(x.Decoder)
	} else {
		st.Commands = st.C.commands(x.Decoder)
		st.Expect = st.S.expectations(x.Decoder, expectReply)
	}
}
