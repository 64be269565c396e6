package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// DecodeNode reads the value from a YAML node.
func (f *Fragment) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	f.Pos, f.source = d.Src.Pos(n), d.Src
	if n.Kind == yaml.SequenceNode {
		f.Play.DecodeNode(d, n)
		return
	}
	type form struct {
		Params Vars    `yaml:"params"`
		Play   RawPlay `yaml:"play"`
	}
	var x form
	d.DecodeInto(n, &x)
	f.Params, f.Play = x.Params, x.Play
	if x.Play.node == nil {
		d.Fail(n, "", "fragment without play")
	}
}

// inline returns the steps of a fragment, which replace the step that uses it.
func (x *expander) inline(n *yaml.Node, use *Step, static statics, depth int) []*Step {
	f, known := namesOf(x.Src).fragment(use.Use, x.Used)
	switch {
	case !known:
		x.Fail(n, strictyaml.DidYouMean(use.Use, namesOf(x.Src).fragmentNames()), "unknown fragment %q", use.Use)
		return nil
	case depth >= maxDepth:
		x.Fail(n, "", "fragments nested more than %d deep", maxDepth)
		return nil
	}
	for _, v := range use.With {
		if _, ok := f.Params.Get(v.Name); !ok {
			x.Fail(n, "", "unknown parameter %[2]q of fragment %[1]s", use.Use, v.Name)
		}
	}
	before := len(x.Problems)
	inner := static.with(f.Params).with(use.With)
	for _, p := range f.Params { // a matrix variable of the same name overrides the default
		if _, given := use.With.Get(p.Name); !given {
			if v, ok := static[p.Name]; ok {
				inner[p.Name] = v
			}
		}
	}
	steps := x.steps(f.source, f.Play.steps(), inner, depth+1)
	for _, p := range x.Problems[before:] {
		if !strings.Contains(p.Message, "(used") {
			p.Message += " (used in scenario " + x.scenario.ID + ")"
		}
	}
	return steps
}
