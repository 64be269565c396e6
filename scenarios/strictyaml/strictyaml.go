// Package strictyaml reads YAML files into structs and reports what it does not know:
// unknown and repeated keys, anchors, tags and values of the wrong type. Every
// problem has its place: file, line, column, the line itself and what to write.
//
// It must not know scenarios or target.yaml: types that have more than one form decode
// themselves (nodeDecoder). Only those types import the YAML library.
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
