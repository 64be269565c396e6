package strictyaml

import (
	"reflect"
	"slices"
	"sync"
)

// layout is what the decoder needs to know about a struct type.
type layout struct {
	fields map[string]int // by yaml name
	names  []string
	places []int // the fields of type Pos
	keys   int   // the field of type Keys, or -1
}

// layouts caches layouts, because reflection is slow and a file needs them thousands of times.
// Files that share fragments use it concurrently.
type layouts struct{ known sync.Map }

func (s *layouts) of(t reflect.Type) layout {
	if known, ok := s.known.Load(t); ok {
		return known.(layout)
	}
	out := layout{fields: map[string]int{}, keys: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == posType && f.IsExported() {
			out.places = append(out.places, i)
		}
		if f.Type == reflect.TypeFor[Keys]() && f.IsExported() {
			out.keys = i
		}
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			out.fields[name] = i
			out.names = append(out.names, name)
		}
	}
	out.names = slices.Clip(out.names)
	s.known.Store(t, out)
	return out
}
