package scenarios

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// maxExpansion bounds the size of one expanded text, in octets.
const maxExpansion = 64 << 20

// Lookup gives the value of a variable.
type Lookup func(name string) (string, bool)

// Template is a text with variables in it. The zero value is the empty text.
type Template struct {
	Raw   string
	parts []part
}

// part is literal text, a variable that is replaced by its value, or a call of a
// function; a call whose value comes from the player has the name of that value.
type part struct {
	literal   string
	name      string
	function  *function
	arguments []Template
}

// ParseTemplate reads ${…} in a text.
func ParseTemplate(raw string) (Template, error) {
	tokens, err := lex(raw)
	if err != nil {
		return Template{Raw: raw}, err
	}
	return parseTokens(raw, tokens, 0)
}

func parseTokens(raw string, tokens []token, depth int) (Template, error) {
	t := Template{Raw: raw}
	for _, token := range tokens {
		p := part{literal: token.text}
		if token.placeholder {
			var err error
			if p, err = parsePlaceholder(token.text, depth); err != nil {
				return t, err
			}
		}
		t.parts = append(t.parts, p)
	}
	return t, nil
}

func parsePlaceholder(inner string, depth int) (part, error) {
	word, argument, isCall := strings.Cut(inner, ":")
	if !isCall {
		if !nameForm.MatchString(inner) {
			return part{}, fmt.Errorf("invalid variable name %q", inner)
		}
		return part{name: inner}, nil
	}
	f, err := functionNamed(word)
	if err != nil {
		return part{}, err
	}
	if depth >= maxNesting {
		return part{}, fmt.Errorf("placeholders nested more than %d deep", maxNesting)
	}
	texts := []string{argument}
	if f.arguments == 2 {
		at := lastColon(argument)
		if at <= 0 || at == len(argument)-1 {
			return part{}, fmt.Errorf("expected %s", f.usage)
		}
		texts = []string{argument[:at], argument[at+1:]}
	}
	p := part{function: f}
	var constants []string
	for _, text := range texts {
		tokens, err := inArgument(text)
		if err != nil {
			return part{}, err
		}
		t, err := parseTokens(text, tokens, depth+1)
		if err != nil {
			return part{}, err
		}
		p.arguments = append(p.arguments, t)
		if value, err := t.expand(nil, nil, len(text)+1024); err == nil {
			constants = append(constants, string(value))
		}
	}
	constant := len(constants) == len(texts)
	if f.fromPlayer && !constant {
		return part{}, fmt.Errorf("expected %s, without variables", f.usage)
	}
	if f.check != nil && constant {
		if err := f.check(constants); err != nil {
			return part{}, err
		}
	}
	if f.fromPlayer {
		p.name = f.name + ":" + constants[0]
	}
	return p, nil
}

// Names returns the variables that the template needs.
func (t Template) Names() []string {
	var names []string
	for _, p := range t.parts {
		switch {
		case p.name != "":
			names = append(names, p.name)
		case p.function != nil:
			for _, a := range p.arguments {
				names = append(names, a.Names()...)
			}
		}
	}
	return names
}

// authored reports whether the text of a part was written by the author, so that
// a pattern does not quote it.
func (p part) authored() bool {
	if p.name != "" || p.function == nil {
		return p.name == ""
	}
	for _, a := range p.arguments {
		for _, inner := range a.parts {
			if !inner.authored() {
				return false
			}
		}
	}
	return p.function.authored
}

// containsLineEnd reports whether the text as the author wrote it has a CR or an LF.
func (t Template) containsLineEnd() bool {
	for _, p := range t.parts {
		switch {
		case strings.ContainsAny(p.literal, "\r\n"):
			return true
		case !p.authored() || p.function == nil:
		case p.function.name == "x":
			if value, err := p.value(nil, maxExpansion); err == nil && strings.ContainsAny(value, "\r\n") {
				return true
			}
		case p.arguments[0].containsLineEnd():
			return true
		}
	}
	return false
}

// Expand replaces the variables. It fails on one that is not defined.
func (t Template) Expand(lookup Lookup) ([]byte, error) { return t.ExpandWith(lookup, nil) }

// ExpandWith is Expand with a function applied to each value that the author did not
// write.
func (t Template) ExpandWith(lookup Lookup, each func(string) string) ([]byte, error) {
	return t.expand(lookup, each, maxExpansion)
}

func (t Template) expand(lookup Lookup, each func(string) string, room int) ([]byte, error) {
	var out []byte
	for _, p := range t.parts {
		value, err := p.value(lookup, room-len(out))
		if err != nil {
			return nil, err
		}
		if each != nil && !p.authored() {
			value = each(value)
		}
		if len(value) > room-len(out) {
			return nil, fmt.Errorf("the expanded text is longer than %d octets", room)
		}
		out = append(out, value...)
	}
	return out, nil
}

func (p part) value(lookup Lookup, room int) (string, error) {
	switch {
	case p.name != "":
		if lookup != nil {
			if v, ok := lookup(p.name); ok {
				return v, nil
			}
		}
		return "", &UndefinedError{Name: p.name}
	case p.function != nil:
		values := make([]string, len(p.arguments))
		for i, a := range p.arguments {
			value, err := a.expand(lookup, nil, room+1024)
			if err != nil {
				return "", err
			}
			values[i] = string(value)
		}
		return p.function.apply(values, room)
	default:
		return p.literal, nil
	}
}

// UndefinedError is a variable without a value.
type UndefinedError struct{ Name string }

func (e *UndefinedError) Error() string { return "undefined variable ${" + e.Name + "}" }

// DecodeNode reads the value from a YAML node.
func (t *Template) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Word(n)
	if !ok {
		return
	}
	parsed, err := ParseTemplate(w)
	if err != nil {
		d.Fail(n, "", "%v", err)
	}
	*t = parsed
}

// Segments is a list of octets, each sent in a write of its own.
type Segments []Template

// DecodeNode reads the value from a YAML node.
func (s *Segments) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		var t Template
		t.DecodeNode(d, item)
		*s = append(*s, t)
	}
}
