package strictyaml

import (
	"bytes"
	"time"

	"gopkg.in/yaml.v3"
)

// Located is a text with its position, for files whose values are checked outside
// this package. The position is zero if the key is missing.
type Located struct {
	Text string
	Pos  Pos
}

// DecodeNode reads the value from a YAML node.
func (l *Located) DecodeNode(d *Decoder, n *yaml.Node) {
	l.Pos = d.Src.Pos(n)
	l.Text, _ = d.Text(n)
}

// Day is a date such as 2027-01-31, with its position.
type Day struct {
	Time time.Time // its beginning, UTC
	Pos  Pos
}

// DecodeNode reads the value from a YAML node.
func (x *Day) DecodeNode(d *Decoder, n *yaml.Node) {
	x.Pos = d.Src.Pos(n)
	var err error
	if x.Time, err = time.Parse(time.DateOnly, n.Value); n.Kind != yaml.ScalarNode || err != nil {
		d.Fail(n, "use year, month and day, for example 2027-01-31", "expected a date, got %s", Describe(n))
	}
}

// NewProblem returns a problem at a position in a text that Decode has read.
func NewProblem(text []byte, at Pos, hint, format string, args ...any) *Problem {
	return NewSource(at.File, bytes.TrimSuffix(text, []byte("\n"))).Problem(&yaml.Node{Line: at.Line, Column: at.Col}, hint, format, args...)
}
