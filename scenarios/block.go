package scenarios

import (
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Steps are the steps of a given, in which a single word is the name of a fragment.
type Steps struct{ nodes []*yaml.Node }

// DecodeNode reads the value from a YAML node.
func (s *Steps) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	if len(items) == 0 {
		d.Fail(n, "name a fragment, or remove given", "given is empty")
	}
	for _, item := range items {
		if item.Kind == yaml.ScalarNode {
			if _, ok := d.Text(item); !ok {
				continue
			}
			key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "use", Line: item.Line, Column: item.Column}
			item = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: item.Line, Column: item.Column, Content: []*yaml.Node{key, item}}
		}
		s.nodes = append(s.nodes, item)
	}
}

// Repeat is a list of steps that run several times.
type Repeat struct {
	Times int     `yaml:"times"`
	On    string  `yaml:"on"` // the connection of the steps
	Steps RawPlay `yaml:"steps"`
}

// maxTimes bounds a repetition.
const maxTimes = 1000

// Connection is the connection of a step, or a block of steps for each of
// several connections.
type Connection struct {
	Name   string
	Blocks []ConnectionSteps
}

// ConnectionSteps are the steps of a block on one connection.
type ConnectionSteps struct {
	Name string
	Play RawPlay
}

// DecodeNode reads the value from a YAML node.
func (c *Connection) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		c.Name, _ = d.Text(n)
		return
	}
	d.Pairs(n, func(key, value *yaml.Node) {
		b := ConnectionSteps{Name: key.Value}
		b.Play.DecodeNode(d, value)
		c.Blocks = append(c.Blocks, b)
	})
	if len(c.Blocks) == 0 {
		d.Fail(n, "use on: {b: [steps]}, or on: b in a step", "on without a connection")
	}
}

// substituteStep replaces static variables in a step, but not in the steps of a
// block, as each repetition has its own number.
func (x *expander) substituteStep(n *yaml.Node, static statics) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return static.substitute(n, x.budget)
	}
	x.budget.nodes--
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		switch key := n.Content[i-i%2].Value; {
		case i%2 == 0 || key == "given" || key == "on" && child.Kind == yaml.MappingNode:
			c.Content[i] = child
		case key == "repeat" && child.Kind == yaml.MappingNode:
			c.Content[i] = x.substituteRepeat(child, static)
		default:
			c.Content[i] = static.substitute(child, x.budget)
		}
	}
	return &c
}

func (x *expander) substituteRepeat(n *yaml.Node, static statics) *yaml.Node {
	c := *n
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = child
		if i%2 == 1 && n.Content[i-1].Value == "times" {
			c.Content[i] = static.substitute(child, x.budget)
			if strictyaml.IsDigits(c.Content[i].Value) {
				c.Content[i].Tag = "!!int"
			}
		}
	}
	return &c
}

// blocks returns the keys of a step that are replaced by other steps.
func (st *Step) blocks() []string {
	var names []string
	for _, b := range []struct {
		name string
		set  bool
	}{{"use", st.Use != ""}, {"given", st.Given != nil}, {"repeat", st.Repeat != nil}, {"on", len(st.Connection.Blocks) > 0}} {
		if b.set {
			names = append(names, b.name)
		}
	}
	return names
}

// block returns the steps of a fragment or a block that replace the step.
func (x *expander) block(n *yaml.Node, b *Step, static statics, depth int) []*Step {
	x.checkBlock(n, b)
	on, prepares := x.on, x.prepares
	defer func() { x.on, x.prepares = on, prepares }()
	if b.On != "" {
		x.on = b.On
	}
	var steps []*Step
	switch {
	case b.Use != "":
		steps = x.inline(n, b, static, depth)
	case b.Given != nil:
		x.prepares = true
		steps = x.steps(x.Src, b.Given.nodes, static, depth)
	case b.Repeat != nil:
		steps = x.repeat(n, b.Repeat, static, depth)
	default:
		for _, on := range b.Connection.Blocks {
			x.on = static.replace(on.Name, x.budget)
			steps = append(steps, x.steps(x.Src, on.Play.steps(), static, depth)...)
		}
	}
	x.handDown(n, b, steps)
	return steps
}

// repeat returns steps several times, with the number of the repetition in ${i}.
func (x *expander) repeat(n *yaml.Node, r *Repeat, static statics, depth int) []*Step {
	if r.Times < 1 || r.Times > maxTimes || len(r.Steps.steps()) == 0 {
		x.Fail(n, "for example: repeat: {times: 10, steps: […]}", "repeat needs steps and times: 1 to %d", maxTimes)
		return nil
	}
	outer := x.on
	var steps []*Step
	for i := 1; i <= r.Times && !x.budget.spent(); i++ {
		before := len(x.Problems)
		numbered := static.with(Vars{{Name: "i", Value: strconv.Itoa(i)}})
		if r.On != "" {
			x.on = numbered.replace(r.On, x.budget)
		}
		steps = append(steps, x.steps(x.Src, r.Steps.steps(), numbered, depth)...)
		if len(x.Problems) > before {
			break // the other repetitions have the same problems
		}
	}
	x.on = outer
	return steps
}

// handDown copies keys of a step to the steps that replace it.
func (x *expander) handDown(n *yaml.Node, b *Step, steps []*Step) {
	var gate *Need
	if b.When != "" {
		gate = x.gate(n, b.When)
	}
	for _, st := range steps {
		if gate != nil && st.Gate == nil {
			st.Gate = gate
		}
		if st.Level == "" {
			st.Level = b.Level
		}
		if st.Proves == nil {
			st.Proves = b.Proves
		}
	}
}
