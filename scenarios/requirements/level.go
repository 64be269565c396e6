package requirements

import (
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Level is the strength of a requirement.
type Level string

// The levels of RFC 2119, and INFO for what is only recorded.
const (
	Must      Level = "MUST"
	MustNot   Level = "MUST NOT"
	Should    Level = "SHOULD"
	ShouldNot Level = "SHOULD NOT"
	May       Level = "MAY"
	Info      Level = "INFO"
)

// Levels lists every level, the strictest first.
func Levels() []Level { return []Level{Must, MustNot, Should, ShouldNot, May, Info} }

// Rank orders levels: 2 for MUST and MUST NOT, 1 for SHOULD and SHOULD NOT, 0
// for levels that never fail.
func (l Level) Rank() int {
	switch l {
	case Must, MustNot:
		return 2
	case Should, ShouldNot:
		return 1
	default:
		return 0
	}
}

// DecodeNode reads the value from a YAML node.
func (l *Level) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Text(n)
	if !ok {
		return
	}
	for _, known := range Levels() {
		if Level(w) == known {
			*l = known
			return
		}
	}
	d.Fail(n, "use one of MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, INFO", "invalid level %q", w)
}
