package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"
)

func (f *Fragment) decodeNode(d *decoder, n *yaml.Node) {
	f.Pos, f.source = d.src.pos(n), d.src
	if n.Kind == yaml.SequenceNode {
		f.Play.decodeNode(d, n)
		return
	}
	type form struct {
		Params Vars    `yaml:"params"`
		Play   RawPlay `yaml:"play"`
	}
	var x form
	d.decodeInto(n, &x)
	f.Params, f.Play = x.Params, x.Play
	if x.Play.node == nil {
		d.fail(n, "", "a fragment needs play")
	}
}

// inline puts the steps of a fragment in the place of the step that uses it.
func (x *expander) inline(n *yaml.Node, use *Step, static statics, depth int) []*Step {
	f, known := namesOf(x.src).fragment(use.Use, x.used)
	switch {
	case !known:
		x.fail(n, didYouMean(use.Use, namesOf(x.src).fragmentNames()), "there is no fragment %q", use.Use)
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
	steps := x.steps(f.source, f.Play.steps(), inner, depth+1)
	for _, p := range x.problems[before:] {
		if !strings.Contains(p.Message, "(used") {
			p.Message += " (used in scenario " + x.scenario.ID + ")"
		}
	}
	return steps
}
