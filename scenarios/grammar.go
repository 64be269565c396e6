package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// Grammar names a form of replies that package wire knows.
type Grammar string

// grammar is one form of replies.
type grammar struct {
	name  Grammar
	code  Outcomes // that a reply of this form has, unless the scenario gives another
	form  string   // for people
	check func(wire.Reply) error
}

func grammars() []grammar {
	return []grammar{
		{"greeting", Outcomes{"220"}, "a greeting that begins with a domain or an address literal (RFC 5321 §4.2)", wire.CheckGreeting},
		{"base64", Outcomes{"334"}, "a challenge in base64 with its padding (RFC 4954 §4)", wire.CheckChallenge},
	}
}

// Grammars are the names of the forms of replies.
func Grammars() []string {
	var names []string
	for _, g := range grammars() {
		names = append(names, string(g.name))
	}
	return names
}

func (g Grammar) find() (grammar, bool) {
	for _, known := range grammars() {
		if known.name == g {
			return known, true
		}
	}
	return grammar{}, false
}

// Code is the set of codes that a reply of this form has.
func (g Grammar) Code() Outcomes {
	known, _ := g.find()
	return known.code
}

// Form describes the grammar with its RFC.
func (g Grammar) Form() string {
	known, _ := g.find()
	return known.form
}

// Check returns what in a reply departs from the grammar; nil for nothing.
func (g Grammar) Check(r wire.Reply) error {
	if known, ok := g.find(); ok {
		return known.check(r)
	}
	return nil
}

// DecodeNode reads the value from a YAML node.
func (g *Grammar) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Text(n)
	if !ok {
		return
	}
	*g = Grammar(w)
	if _, known := g.find(); !known {
		d.Fail(n, "use one of "+strings.Join(Grammars(), ", "), "unknown grammar %q", w)
	}
}
