package scenarios

import "gopkg.in/yaml.v3"

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
