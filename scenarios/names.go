package scenarios

import (
	"regexp"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// names are the fragments, axes and sets of outcomes of a file. The file can also
// use those of the catalogue; its own take precedence.
type names struct {
	fragments Fragments
	axes      Axes
	outcomes  OutcomeSets
	shared    *names // those of the catalogue
}

// namesOf returns the names that a file can use.
func namesOf(src *strictyaml.Source) *names {
	ns, _ := src.Scope.(*names)
	return ns
}

// fragment looks up a fragment.
func (ns *names) fragment(name string, u map[any]bool) (*Fragment, bool) {
	for ; ns != nil; ns = ns.shared {
		if f, ok := ns.fragments[name]; ok {
			u[f] = true
			return f, true
		}
	}
	return nil, false
}

// axis looks up an axis.
func (ns *names) axis(name string, u map[any]bool) (*NamedAxis, bool) {
	for ; ns != nil; ns = ns.shared {
		if a, ok := ns.axes[name]; ok {
			u[a] = true
			return a, true
		}
	}
	return nil, false
}

// outcomeSet looks up a set of outcomes.
func (ns *names) outcomeSet(name string, u map[any]bool) (*OutcomeSet, bool) {
	for ; ns != nil; ns = ns.shared {
		if s, ok := ns.outcomes[name]; ok {
			u[s] = true
			return s, true
		}
	}
	return nil, false
}

func (ns *names) fragmentNames() []string {
	var words []string
	for ; ns != nil; ns = ns.shared {
		words = append(words, sortedKeys(ns.fragments)...)
	}
	return words
}

func (ns *names) axisNames() []string {
	var words []string
	for ; ns != nil; ns = ns.shared {
		words = append(words, sortedKeys(ns.axes)...)
	}
	return words
}

func (ns *names) outcomeNames() []string {
	var words []string
	for ; ns != nil; ns = ns.shared {
		words = append(words, sortedKeys(ns.outcomes)...)
	}
	return words
}

// unused returns a problem for each unused name of a file, without those of the
// catalogue.
func (ns *names) unused(src *strictyaml.Source, u map[any]bool) strictyaml.Problems {
	var problems strictyaml.Problems
	say := func(what, name string, pos strictyaml.Pos) {
		at := &yaml.Node{Line: pos.Line, Column: pos.Col}
		problems = append(problems, src.Problem(at, "use it or remove it", "%s %s is never used", what, name))
	}
	for _, name := range sortedKeys(ns.fragments) {
		if f := ns.fragments[name]; !u[f] {
			say("fragment", name, f.Pos)
		}
	}
	for _, name := range sortedKeys(ns.axes) {
		if a := ns.axes[name]; !u[a] {
			say("axis", name, a.Pos)
		}
	}
	for _, name := range sortedKeys(ns.outcomes) {
		if s := ns.outcomes[name]; !u[s] {
			say("outcome set", name, s.Pos)
		}
	}
	return problems
}

// wordForm is the form of the name of a fragment, an axis or a set of outcomes.
var wordForm = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)

func checkWord(d *strictyaml.Decoder, key *yaml.Node, what string) {
	if !wordForm.MatchString(key.Value) {
		d.Fail(key, "use lower-case words joined by hyphens", "invalid name %q for %s", key.Value, what)
	}
}

// Fragments are the fragments of a file, by name.
type Fragments map[string]*Fragment

// DecodeNode reads the value from a YAML node.
func (fs *Fragments) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	*fs = Fragments{}
	d.Pairs(n, func(key, value *yaml.Node) {
		checkWord(d, key, "a fragment")
		f := &Fragment{}
		f.DecodeNode(d, value)
		f.Pos = d.Src.Pos(key)
		(*fs)[key.Value] = f
	})
}

// Axes are the axes of a file that several scenarios share, by name.
type Axes map[string]*NamedAxis

// NamedAxis is an axis that several scenarios share.
type NamedAxis struct {
	Pos   strictyaml.Pos
	Cells []*Cell
}

// DecodeNode reads the value from a YAML node.
func (as *Axes) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	*as = Axes{}
	d.Pairs(n, func(key, value *yaml.Node) {
		checkWord(d, key, "an axis")
		(*as)[key.Value] = &NamedAxis{Pos: d.Src.Pos(key), Cells: readCells(d, key.Value, value)}
	})
}

// OutcomeSets are the sets of outcomes of a file, by name.
type OutcomeSets map[string]*OutcomeSet

// OutcomeSet is a set of outcomes that several expectations share.
type OutcomeSet struct {
	Pos      strictyaml.Pos
	Outcomes Outcomes
}

// DecodeNode reads the value from a YAML node.
func (ss *OutcomeSets) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	*ss = OutcomeSets{}
	d.Pairs(n, func(key, value *yaml.Node) {
		checkWord(d, key, "a set of outcomes")
		if Outcome(key.Value).ending() {
			d.Fail(key, "choose another name", "%s is a predefined outcome", key.Value)
		}
		s := &OutcomeSet{Pos: d.Src.Pos(key)}
		s.Outcomes.DecodeNode(d, value)
		(*ss)[key.Value] = s
	})
}
