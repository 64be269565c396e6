package scenarios

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// maxExpansion bounds what one text may become, in octets.
const maxExpansion = 64 << 20

// Lookup gives the value of a variable.
type Lookup func(name string) (string, bool)

// Template is a text with variables in it. The zero value is the empty text.
type Template struct {
	Raw   string
	parts []part
}

// part is literal text, or a variable whose value takes its place.
type part struct {
	literal string
	times   int // how often the literal stands there; 0 for once
	name    string
	quote   func(string) (string, error) // applied to the value; nil for none
}

// inArgument is a variable inside the argument of base64, upper, fill or repeat.
var inArgument = regexp.MustCompile(`\$([A-Za-z][A-Za-z0-9_]*)`)

// ParseTemplate reads ${…} in a text.
func ParseTemplate(raw string) (Template, error) {
	t := Template{Raw: raw}
	for rest := raw; rest != ""; {
		at := strings.Index(rest, "${")
		if at < 0 {
			t.parts = append(t.parts, part{literal: rest})
			break
		}
		if at > 0 && rest[at-1] == '$' {
			t.parts = append(t.parts, part{literal: rest[:at-1] + "${"})
			rest = rest[at+2:]
			continue
		}
		end := strings.IndexByte(rest[at:], '}')
		if end < 0 {
			return t, fmt.Errorf("${ without }; write $${ for the two characters")
		}
		if at > 0 {
			t.parts = append(t.parts, part{literal: rest[:at]})
		}
		parts, err := parsePlaceholder(rest[at+2 : at+end])
		if err != nil {
			return t, err
		}
		t.parts = append(t.parts, parts...)
		rest = rest[at+end+1:]
	}
	return t, nil
}

func parsePlaceholder(inner string) ([]part, error) {
	function, argument, isCall := strings.Cut(inner, ":")
	if !isCall {
		if !nameForm.MatchString(inner) {
			return nil, fmt.Errorf("%q is no name for a variable", inner)
		}
		return []part{{name: inner}}, nil
	}
	switch function {
	case "x":
		octets, err := hex.DecodeString(strings.ReplaceAll(argument, " ", ""))
		if err != nil {
			return nil, fmt.Errorf("${x:%s}: want pairs of hexadecimal digits", argument)
		}
		return []part{{literal: string(octets)}}, nil
	case "repeat":
		at := strings.LastIndexByte(argument, ':')
		if at <= 0 || at == len(argument)-1 {
			return nil, fmt.Errorf("want ${repeat:TEXT:N}")
		}
		if argument[at+1] == '$' {
			return []part{{name: argument, quote: repeatBy}}, nil
		}
		n, err := strconv.Atoi(argument[at+1:])
		if err != nil || n < 0 || n > maxExpansion/at {
			return nil, fmt.Errorf("${repeat:…:%s}: want a number, and no more than %d octets", argument[at+1:], maxExpansion)
		}
		if n == 0 {
			return nil, nil
		}
		return []part{{literal: argument[:at], times: n}}, nil // made when it is sent, for files are small and texts may not be
	case "base64":
		return []part{{name: argument, quote: encodeBase64}}, nil
	case "upper":
		return []part{{name: argument, quote: toUpper}}, nil
	case "now":
		if d, err := time.ParseDuration(argument); err != nil || d%time.Second != 0 {
			return nil, fmt.Errorf("${now:%s}: want whole seconds, such as ${now:90s}", argument)
		}
		return []part{{name: inner}}, nil
	case "fill":
		at := strings.LastIndexByte(argument, ':')
		if at <= 0 {
			return nil, fmt.Errorf("want ${fill:TEXT:$NAME}")
		}
		return []part{{name: argument[at+1:], quote: fillWith(argument[:at])}}, nil
	default:
		return nil, fmt.Errorf("unknown function %q; there are x, repeat, fill, base64, upper and now", function)
	}
}

func encodeBase64(s string) (string, error) { return base64.StdEncoding.EncodeToString([]byte(s)), nil }

func toUpper(s string) (string, error) { return strings.ToUpper(s), nil }

// fillWith repeats a text until it is longer than a number of octets.
func fillWith(text string) func(string) (string, error) {
	return func(octets string) (string, error) {
		n, err := strconv.Atoi(octets)
		if err != nil || n < 0 || n > maxExpansion-len(text) {
			return "", fmt.Errorf("${fill:…:%s}: want a number, and no more than %d octets", octets, maxExpansion)
		}
		return strings.Repeat(text, n/len(text)+1), nil
	}
}

// repeatBy repeats a text as often as the number behind its last colon says.
func repeatBy(text string) (string, error) {
	at := strings.LastIndexByte(text, ':')
	n, err := strconv.Atoi(text[at+1:])
	if err != nil || n < 0 || n > maxExpansion/max(at, 1) {
		return "", fmt.Errorf("${repeat:…:%s}: want a number, and no more than %d octets", text[at+1:], maxExpansion)
	}
	return strings.Repeat(text[:at], n), nil
}

// Names returns the variables that the template needs.
func (t Template) Names() []string {
	var names []string
	for _, p := range t.parts {
		switch {
		case p.quote != nil:
			for _, m := range inArgument.FindAllStringSubmatch(p.name, -1) {
				names = append(names, m[1])
			}
		case p.name != "":
			names = append(names, p.name)
		}
	}
	return names
}

// Expand replaces the variables. It fails on one that is not defined.
func (t Template) Expand(lookup Lookup) ([]byte, error) { return t.ExpandWith(lookup, nil) }

// ExpandWith is Expand with a function over each value.
func (t Template) ExpandWith(lookup Lookup, each func(string) string) ([]byte, error) {
	var out []byte
	for _, p := range t.parts {
		value := p.literal
		if p.name != "" {
			var err error
			if value, err = p.value(lookup); err != nil {
				return nil, err
			}
			if each != nil {
				value = each(value)
			}
		}
		times := max(p.times, 1)
		if len(value) > (maxExpansion-len(out))/times {
			return nil, fmt.Errorf("the text becomes longer than %d octets", maxExpansion)
		}
		for range times {
			out = append(out, value...)
		}
	}
	return out, nil
}

func (p part) value(lookup Lookup) (string, error) {
	if p.quote == nil {
		v, ok := lookup(p.name)
		if !ok {
			return "", &UndefinedError{Name: p.name}
		}
		return v, nil
	}
	var missing error
	text := inArgument.ReplaceAllStringFunc(p.name, func(m string) string {
		v, ok := lookup(m[1:])
		if !ok {
			missing = &UndefinedError{Name: m[1:]}
		}
		return v
	})
	if missing != nil {
		return "", missing
	}
	return p.quote(text)
}

// UndefinedError is a variable without a value.
type UndefinedError struct{ Name string }

func (e *UndefinedError) Error() string { return "undefined variable ${" + e.Name + "}" }

func (t *Template) decodeNode(d *decoder, n *yaml.Node) {
	w, ok := d.word(n)
	if !ok {
		return
	}
	parsed, err := ParseTemplate(w)
	if err != nil {
		d.fail(n, "", "%v", err)
	}
	*t = parsed
}

// Segments is octets, cut where the author cut them.
type Segments []Template

func (s *Segments) decodeNode(d *decoder, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		var t Template
		t.decodeNode(d, item)
		*s = append(*s, t)
	}
}
