package strictyaml

import "gopkg.in/yaml.v3"

// Strings is a list of words; a single word needs no brackets.
type Strings []string

// DecodeNode reads the value from a YAML node.
func (s *Strings) DecodeNode(d *Decoder, n *yaml.Node) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		if w, ok := d.Word(item); ok {
			*s = append(*s, w)
		}
	}
}
