package strictyaml

import "reflect"

// Decode reads a YAML file of this project's kind into a pointer to a
// struct with yaml tags: unknown and repeated keys, anchors and values of the
// wrong type are Problems, each with its place.
func Decode(path string, text []byte, into any) error {
	d := &Decoder{Src: NewSource(path, text)}
	root, ok := d.Document(text)
	if !ok {
		return d.Problems.ErrOrNil()
	}
	d.Decode(root, reflect.ValueOf(into))
	return d.Problems.ErrOrNil()
}
