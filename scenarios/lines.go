package scenarios

import (
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Lines is a C or an S before it is known which side sends it: one entry or a list.
type Lines struct{ nodes []*yaml.Node }

// DecodeNode reads the value from a YAML node.
func (l *Lines) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	l.nodes = []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		l.nodes = n.Content
		if len(l.nodes) == 0 {
			d.Fail(n, "", "expected at least one entry")
		}
	}
}

// commands reads the entries as lines that the harness sends.
func (l *Lines) commands(d *strictyaml.Decoder) []Template {
	if l == nil {
		return nil
	}
	var out []Template
	for _, n := range l.nodes {
		var t Template
		t.DecodeNode(d, n)
		if t.containsLineEnd() {
			d.Fail(n, "CRLF is added automatically; use send for raw octets, or a list for a group", "CR or LF in a line")
		}
		out = append(out, t)
	}
	return out
}

func (l *Lines) expectations(d *strictyaml.Decoder, read func(*strictyaml.Decoder, *yaml.Node) *Expect) []*Expect {
	if l == nil {
		return nil
	}
	var out []*Expect
	for _, n := range l.nodes {
		out = append(out, read(d, n))
	}
	return out
}

func (t *ReplyTally) read(d *strictyaml.Decoder, key, value *yaml.Node) {
	t.Match = Outcome(key.Value)
	if !t.Match.Code() {
		d.Fail(key, "use a code (354) or a class (2yz)", "invalid reply %q", key.Value)
	}
	t.Range.DecodeNode(d, value)
}

// DecodeNode reads the value from a YAML node.
func (c *Collect) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	type form struct {
		Until    Outcomes `yaml:"until"`
		Count    tallies  `yaml:"count"`
		Quit     bool     `yaml:"quit"`
		Segments *Range   `yaml:"segments"`
	}
	var f form
	d.DecodeInto(n, &f)
	c.Until, c.Count, c.Quit, c.Segments = f.Until, f.Count, f.Quit, f.Segments
	if len(c.Count) == 0 {
		d.Fail(n, "for example: count: {354: 0}", "collect without count")
	}
}

type tallies []ReplyTally

// DecodeNode reads the value from a YAML node.
func (ts *tallies) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		var t ReplyTally
		t.read(d, key, value)
		*ts = append(*ts, t)
	})
}

// DecodeNode reads the value from a YAML node.
func (p *Delivered) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	type form struct {
		Find     *Template  `yaml:"find"`
		Count    *Range     `yaml:"count"`
		Body     *Template  `yaml:"body"`
		Contains Segments   `yaml:"contains"`
		Absent   Segments   `yaml:"absent"`
		Header   patterns   `yaml:"header"`
		Fields   counts     `yaml:"fields"`
		First    string     `yaml:"first"`
		Within   *Duration  `yaml:"within"`
		Skip     skipFields `yaml:"skip"`
		Capture  Captures   `yaml:"capture"`
	}
	var f form
	d.DecodeInto(n, &f)
	*p = Delivered{
		SkipUnless: f.Skip.Unless, Capture: f.Capture,
		Find: f.Find, Count: f.Count, Body: f.Body, Contains: f.Contains, Absent: f.Absent,
		Header: f.Header, Fields: f.Fields, First: f.First, Within: f.Within,
	}
}

// skipFields is skip in delivered.
type skipFields struct {
	Unless patterns `yaml:"unless"`
}

type (
	patterns []FieldPattern
	counts   []FieldCount
)

// DecodeNode reads the value from a YAML node.
func (ps *patterns) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		f := FieldPattern{Name: key.Value}
		d.Decode(value, reflect.ValueOf(&f.Pattern))
		*ps = append(*ps, f)
	})
}

// DecodeNode reads the value from a YAML node.
func (cs *counts) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		f := FieldCount{Name: key.Value}
		f.Range.DecodeNode(d, value)
		*cs = append(*cs, f)
	})
}
