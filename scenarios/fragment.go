package scenarios

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// fragments are the pieces of play that can be used by name.
type fragments map[string]*Fragment

func (f *Fragment) decodeNode(d *decoder, n *yaml.Node) {
	f.Pos, f.source = d.src.pos(n), d.src
	if n.Kind == yaml.SequenceNode {
		f.Play.decodeNode(d, n)
		return
	}
	type form struct {
		Setup  bool    `yaml:"setup"`
		Params Vars    `yaml:"params"`
		Play   RawPlay `yaml:"play"`
	}
	var x form
	d.decodeInto(n, &x)
	f.Setup, f.Params, f.Play = x.Setup, x.Params, x.Play
	if x.Play.node == nil {
		d.fail(n, "", "a fragment needs play")
	}
}

// statics are the variables that are replaced before a play is read: those of
// the matrix and the parameters of fragments.
type statics map[string]string

// substitute copies a node with every static variable replaced, as long as the
// budget lasts.
func (s statics) substitute(n *yaml.Node, b *budget) *yaml.Node {
	c := *n
	b.nodes--
	if b.spent() {
		return &c
	}
	if n.Kind == yaml.ScalarNode {
		if replaced := s.replace(n.Value, b); replaced != n.Value {
			c.Value = replaced
			c.Tag = "!!str"
		}
	}
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		c.Content[i] = s.substitute(child, b)
	}
	return &c
}

func (s statics) replace(text string, spend *budget) string {
	if len(s) == 0 || !strings.Contains(text, "$") {
		return text
	}
	var b strings.Builder
	for text != "" {
		at := strings.Index(text, "${")
		if at < 0 {
			break
		}
		end := strings.IndexByte(text[at:], '}')
		if end < 0 {
			break
		}
		inner := text[at+2 : at+end]
		value, known := s[inner]
		if spend.octets -= len(value); spend.spent() {
			break
		}
		switch {
		case at > 0 && text[at-1] == '$':
			b.WriteString(text[:at+2])
			text = text[at+2:]
			continue
		case known:
			b.WriteString(text[:at] + value)
		case strings.HasPrefix(inner, "base64:"), strings.HasPrefix(inner, "upper:"), strings.HasPrefix(inner, "fill:"):
			b.WriteString(text[:at] + "${" + inArgument.ReplaceAllStringFunc(inner, func(m string) string {
				if v, ok := s[m[1:]]; ok {
					if spend.octets -= len(v); !spend.spent() {
						return v
					}
				}
				return m
			}) + "}")
		default:
			b.WriteString(text[:at+end+1])
		}
		text = text[at+end+1:]
	}
	return b.String() + text
}

// with adds variables; those that are given later win.
func (s statics) with(more Vars) statics {
	out := make(statics, len(s)+len(more))
	for k, v := range s {
		out[k] = v
	}
	for _, v := range more {
		out[v.Name] = v.Value
	}
	return out
}
