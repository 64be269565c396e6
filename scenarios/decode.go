package scenarios

import "reflect"

// DecodeStrict reads a YAML file of this project's kind into a pointer to a
// struct with yaml tags: unknown and repeated keys, anchors and values of the
// wrong type are Problems, each with its place.
func DecodeStrict(path string, text []byte, into any) error {
	d := &decoder{src: newSource(path, text)}
	root, ok := d.document(text)
	if !ok {
		return d.problems.errOrNil()
	}
	d.decode(root, reflect.ValueOf(into))
	return d.problems.errOrNil()
}
