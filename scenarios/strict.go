package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// source is the text of a file with its name, for messages.
type source struct {
	path    string
	lines   []string
	layouts layouts
	scope   any // what the text of the file may name, for the types that decode themselves; the decoder does not look at it
}

func newSource(path string, text []byte) *source {
	return &source{path: path, lines: strings.Split(string(text), "\n")}
}

func (s *source) pos(n *yaml.Node) Pos { return Pos{File: s.path, Line: n.Line, Col: n.Column} }

func (s *source) problem(n *yaml.Node, hint, format string, args ...any) *Problem {
	p := &Problem{Pos: s.pos(n), Message: printable(fmt.Sprintf(format, args...)), Hint: printable(hint)}
	if n.Line >= 1 && n.Line <= len(s.lines) {
		p.Source = strings.TrimRight(s.lines[n.Line-1], "\r")
	}
	return p
}

// decoder reads yaml nodes into the model. It takes nothing that it does not
// know: keys, types, anchors and tags are all checked, each with its place.
type decoder struct {
	src      *source
	problems Problems
	used     map[any]bool // what was looked up in a scope
}

// nodeDecoder is a type that reads itself, because it has more than one form.
type nodeDecoder interface {
	decodeNode(d *decoder, n *yaml.Node)
}

// maxProblems bounds what is said of one file.
const maxProblems = 100

func (d *decoder) fail(n *yaml.Node, hint, format string, args ...any) {
	if len(d.problems) < maxProblems {
		d.problems = append(d.problems, d.src.problem(n, hint, format, args...))
	}
}

var posType = reflect.TypeFor[Pos]()

// decode reads a node into a settable value.
func (d *decoder) decode(n *yaml.Node, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if _, ok := v.Interface().(nodeDecoder); !ok {
			d.decode(n, v.Elem())
			return
		}
		v = v.Elem()
	}
	if nd, ok := v.Addr().Interface().(nodeDecoder); ok {
		nd.decodeNode(d, n)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v)
	case reflect.String:
		if s, ok := d.text(n); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || (n.Value != "true" && n.Value != "false") {
			d.fail(n, "", "want true or false, have %s", describe(n))
			return
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		if i, ok := d.number(n); ok {
			v.SetInt(int64(i))
		}
	case reflect.Slice:
		for _, item := range d.list(n) {
			e := reflect.New(v.Type().Elem()).Elem()
			d.decode(item, e)
			v.Set(reflect.Append(v, e))
		}
	case reflect.Map:
		d.stringMap(n, v)
	default:
		panic("scenarios: model type without a decoder: " + v.Type().String())
	}
}

// mapping reads a mapping into a struct by its yaml tags.
func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	layout := d.src.layouts.of(v.Type())
	for _, i := range layout.places {
		v.Field(i).Set(reflect.ValueOf(d.src.pos(n)))
	}
	var keys Keys
	if layout.keys >= 0 {
		keys = Keys{}
		v.Field(layout.keys).Set(reflect.ValueOf(keys))
	}
	d.pairs(n, func(key, value *yaml.Node) {
		if keys != nil {
			keys[key.Value] = d.src.pos(key)
		}
		i, ok := layout.fields[key.Value]
		if !ok {
			hint := cmp.Or(didYouMean(key.Value, layout.names), "known here: "+strings.Join(layout.names, ", "))
			if key.Value == "<<" {
				hint = "merges are not part of the language; use a fragment or a matrix"
			}
			d.fail(key, hint, "unknown key %q", key.Value)
			return
		}
		d.decode(value, v.Field(i))
	})
}

func (d *decoder) stringMap(n *yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.pairs(n, func(key, value *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.decode(value, e)
		v.SetMapIndex(reflect.ValueOf(key.Value), e)
	})
}

// pairs walks a mapping and refuses keys that are given twice.
func (d *decoder) pairs(n *yaml.Node, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.fail(n, "", "want a mapping (key: value), have %s", describe(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.fail(key, "", "a key has to be a plain word")
			continue
		}
		if line, dup := seen[key.Value]; dup {
			d.fail(key, "", "key %q is given twice (first in line %d)", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		each(key, value)
	}
}

func (d *decoder) list(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.fail(n, "", "want a list, have %s", describe(n))
		return nil
	}
	return n.Content
}

// text reads a scalar that is a string; what YAML would take for something else
// has to be quoted.
func (d *decoder) text(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.fail(n, "", "want text, have %s", describe(n))
		return "", false
	}
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if !quoted && n.Tag != "!!str" {
		d.fail(n, fmt.Sprintf("write %q in quotes", n.Value), "want text, but YAML reads %s as %s", describe(n), strings.TrimPrefix(n.Tag, "!!"))
		return "", false
	}
	if n.Style&yaml.DoubleQuotedStyle != 0 && d.src.highByte(n) {
		d.fail(n, `write ${x:ff} for the octet FF`, `in YAML "\xff" is a character, which goes out as two octets`)
		return "", false
	}
	return n.Value, true
}

// highByte looks in a text in double quotes for \x80 and above, which YAML
// reads as a character.
func (s *source) highByte(n *yaml.Node) bool {
	column := n.Column // the opening quote; what follows it is read
	for i := n.Line - 1; i >= 0 && i < len(s.lines); i++ {
		line := []rune(s.lines[i])
		for at := min(column, len(line)); at < len(line); at++ {
			switch {
			case line[at] == '"':
				return false
			case line[at] == '\\' && at+3 < len(line) && line[at+1] == 'x' && strings.ContainsRune("89abcdefABCDEF", line[at+2]):
				return true
			case line[at] == '\\':
				at++
			}
		}
		column = 0
	}
	return false
}

// number reads a number that is not negative.
func (d *decoder) number(n *yaml.Node) (int, bool) {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || i < 0 {
		d.fail(n, "", "want a number, have %s", describe(n))
		return 0, false
	}
	return i, true
}

// word reads a scalar that may look like a number, such as a reply code.
func (d *decoder) word(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!int" {
		if isDigits(n.Value) {
			return n.Value, true
		}
		d.fail(n, "write a number in decimal, and text in quotes", "YAML reads %s as a number of its own kind", describe(n))
		return "", false
	}
	return d.text(n)
}

func isDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 63)
	return err == nil && (len(s) == 1 || s[0] != '0')
}

// check refuses what the language does not have anywhere in the document.
func (d *decoder) check(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.fail(n, "use a fragment or a matrix", "anchors and aliases are not part of the language")
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.fail(n, "", "tags such as %s are not part of the language", n.Tag)
	}
	for _, c := range n.Content {
		d.check(c)
	}
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return "nothing"
		}
		v := n.Value
		if len(v) > 40 {
			v = v[:40] + "..."
		}
		return strconv.Quote(v)
	default:
		return "something else"
	}
}
