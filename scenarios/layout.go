package scenarios

import (
	"reflect"
	"slices"
)

// layout is what the decoder has to know of a struct type.
type layout struct {
	fields map[string]int // by yaml name
	names  []string
	places []int // the fields that hold a Pos
}

// layouts remembers layouts, because reflection tells them slowly and a file asks thousands of times.
type layouts map[reflect.Type]layout

func (s layouts) of(t reflect.Type) layout {
	if known, ok := s[t]; ok {
		return known
	}
	out := layout{fields: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Type == posType && f.IsExported() {
			out.places = append(out.places, i)
		}
		if name := f.Tag.Get("yaml"); name != "" && name != "-" {
			out.fields[name] = i
			out.names = append(out.names, name)
		}
	}
	out.names = slices.Clip(out.names)
	s[t] = out
	return out
}
