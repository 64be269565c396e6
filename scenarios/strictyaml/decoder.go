package strictyaml

import (
	"cmp"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Source is the text of a file and its name, for messages.
type Source struct {
	path    string
	Lines   []string
	layouts layouts
	Scope   any // names that the file may use, for the types that decode themselves; the decoder does not use it
}

// NewSource returns the text of a file for messages.
func NewSource(path string, text []byte) *Source {
	return &Source{path: path, Lines: strings.Split(string(text), "\n")}
}

// Pos returns the position of a node.
func (s *Source) Pos(n *yaml.Node) Pos { return Pos{File: s.path, Line: n.Line, Col: n.Column} }

// Problem returns a problem at a node.
func (s *Source) Problem(n *yaml.Node, hint, format string, args ...any) *Problem {
	p := &Problem{Pos: s.Pos(n), Message: printable(fmt.Sprintf(format, args...)), Hint: printable(hint)}
	if n.Line >= 1 && n.Line <= len(s.Lines) {
		p.Source = strings.TrimRight(s.Lines[n.Line-1], "\r")
	}
	return p
}

// Decoder reads YAML nodes into the model. It checks keys, types, anchors and tags,
// and reports every problem with its position.
type Decoder struct {
	Src      *Source
	Problems Problems
	Used     map[any]bool // names that were looked up in a scope
}

// nodeDecoder is a type that decodes itself, because it has more than one form.
type nodeDecoder interface {
	DecodeNode(d *Decoder, n *yaml.Node)
}

// MaxProblems bounds how many problems of one file are reported.
const MaxProblems = 100

// Fail reports a problem at a node.
func (d *Decoder) Fail(n *yaml.Node, hint, format string, args ...any) {
	if len(d.Problems) < MaxProblems {
		d.Problems = append(d.Problems, d.Src.Problem(n, hint, format, args...))
	}
}

var posType = reflect.TypeFor[Pos]()

// Decode reads a node into a settable value.
func (d *Decoder) Decode(n *yaml.Node, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if _, ok := v.Interface().(nodeDecoder); !ok {
			d.Decode(n, v.Elem())
			return
		}
		v = v.Elem()
	}
	if nd, ok := v.Addr().Interface().(nodeDecoder); ok {
		nd.DecodeNode(d, n)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		d.Mapping(n, v)
	case reflect.String:
		if s, ok := d.Text(n); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		if n.Kind != yaml.ScalarNode || (n.Value != "true" && n.Value != "false") {
			d.Fail(n, "", "expected true or false, got %s", Describe(n))
			return
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		if i, ok := d.Number(n); ok {
			v.SetInt(int64(i))
		}
	case reflect.Slice:
		for _, item := range d.List(n) {
			e := reflect.New(v.Type().Elem()).Elem()
			d.Decode(item, e)
			v.Set(reflect.Append(v, e))
		}
	case reflect.Map:
		d.stringMap(n, v)
	default:
		panic("scenarios: model type without a decoder: " + v.Type().String())
	}
}

// Mapping reads a mapping into a struct by its yaml tags.
func (d *Decoder) Mapping(n *yaml.Node, v reflect.Value) {
	layout := d.Src.layouts.of(v.Type())
	for _, i := range layout.places {
		v.Field(i).Set(reflect.ValueOf(d.Src.Pos(n)))
	}
	var keys Keys
	if layout.keys >= 0 {
		keys = Keys{}
		v.Field(layout.keys).Set(reflect.ValueOf(keys))
	}
	d.Pairs(n, func(key, value *yaml.Node) {
		if keys != nil {
			keys[key.Value] = d.Src.Pos(key)
		}
		i, ok := layout.fields[key.Value]
		if !ok {
			hint := cmp.Or(DidYouMean(key.Value, layout.names), "use one of "+strings.Join(layout.names, ", "))
			if key.Value == "<<" {
				hint = "merge keys are not supported; use a fragment or a matrix"
			}
			d.Fail(key, hint, "unknown key %q", key.Value)
			return
		}
		d.Decode(value, v.Field(i))
	})
}

func (d *Decoder) stringMap(n *yaml.Node, v reflect.Value) {
	v.Set(reflect.MakeMap(v.Type()))
	d.Pairs(n, func(key, value *yaml.Node) {
		e := reflect.New(v.Type().Elem()).Elem()
		d.Decode(value, e)
		v.SetMapIndex(reflect.ValueOf(key.Value), e)
	})
}

// Pairs walks a mapping and reports duplicate keys.
func (d *Decoder) Pairs(n *yaml.Node, each func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.Fail(n, "", "expected a mapping (key: value), got %s", Describe(n))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.Fail(key, "", "expected a plain word as key")
			continue
		}
		if line, dup := seen[key.Value]; dup {
			d.Fail(key, "", "duplicate key %q: first given on line %d", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		each(key, value)
	}
}

// List returns the items of a sequence.
func (d *Decoder) List(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.Fail(n, "", "expected a list, got %s", Describe(n))
		return nil
	}
	return n.Content
}

// Text reads a scalar that is a string; one that YAML would read as another type
// must be quoted.
func (d *Decoder) Text(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.Fail(n, "", "expected text, got %s", Describe(n))
		return "", false
	}
	quoted := n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if !quoted && n.Tag != "!!str" {
		d.Fail(n, fmt.Sprintf("write %q in quotes", n.Value), "expected text, but YAML reads %s as %s", Describe(n), strings.TrimPrefix(n.Tag, "!!"))
		return "", false
	}
	if n.Style&yaml.DoubleQuotedStyle != 0 && d.Src.highByte(n) {
		d.Fail(n, `write ${x:ff} for the octet FF`, `in YAML "\xff" is a character, which goes out as two octets`)
		return "", false
	}
	return n.Value, true
}

// highByte looks in a text in double quotes for \x80 and above, which YAML
// reads as a character.
func (s *Source) highByte(n *yaml.Node) bool {
	column := n.Column // column of the opening quote
	for i := n.Line - 1; i >= 0 && i < len(s.Lines); i++ {
		line := []rune(s.Lines[i])
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

// Number reads a number that is not negative.
func (d *Decoder) Number(n *yaml.Node) (int, bool) {
	i, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || i < 0 {
		d.Fail(n, "", "expected a number, got %s", Describe(n))
		return 0, false
	}
	return i, true
}

// Word reads a scalar that may look like a number, such as a reply code.
func (d *Decoder) Word(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!int" {
		if IsDigits(n.Value) {
			return n.Value, true
		}
		d.Fail(n, "write a number in decimal, and text in quotes", "YAML does not read %s as a decimal number", Describe(n))
		return "", false
	}
	return d.Text(n)
}

// IsDigits reports whether a text is a decimal number without leading zeros.
func IsDigits(s string) bool {
	_, err := strconv.ParseUint(s, 10, 63)
	return err == nil && (len(s) == 1 || s[0] != '0')
}

// check reports YAML features that are not supported anywhere in the document.
func (d *Decoder) check(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.Fail(n, "use a fragment or a matrix", "anchors and aliases are not supported")
		return
	case n.Style&yaml.TaggedStyle != 0:
		d.Fail(n, "", "tags such as %s are not supported", n.Tag)
	}
	for _, c := range n.Content {
		d.check(c)
	}
}

// Describe returns a node as it is shown in messages.
func Describe(n *yaml.Node) string {
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

// MappingOneOrMany reads a mapping in which a list may be given as its only item.
func (d *Decoder) MappingOneOrMany(n *yaml.Node, target any, many reflect.Type) {
	v := reflect.ValueOf(target).Elem()
	fields := d.Src.layouts.of(v.Type()).fields
	wrapped := *n
	wrapped.Content = append([]*yaml.Node(nil), n.Content...)
	for i := 0; i+1 < len(wrapped.Content); i += 2 {
		f, ok := fields[wrapped.Content[i].Value]
		value := wrapped.Content[i+1]
		if ok && v.Field(f).Type() == many && value.Kind == yaml.ScalarNode {
			wrapped.Content[i+1] = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{value}, Line: value.Line, Column: value.Column}
		}
	}
	d.Mapping(&wrapped, v)
}

// DecodeInto reads a mapping into a pointer to a struct.
func (d *Decoder) DecodeInto(n *yaml.Node, target any) { d.Decode(n, reflect.ValueOf(target).Elem()) }
