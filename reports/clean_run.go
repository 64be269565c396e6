package reports

import (
	"math"
	"reflect"
	"time"
)

// CleanRun is what every writer starts with: a deep copy of a run in which every
// string has gone through CleanText, so that it can change no more than its own text,
// every number is finite, every time is in UTC and no list is nil. It walks the type,
// so that a new field cannot be forgotten.
func CleanRun(r *Run, limit int) *Run {
	c := cleanValue(reflect.ValueOf(*r), limit).Interface().(Run)
	c.Format = RunFormat
	return &c
}

func cleanValue(v reflect.Value, limit int) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		out.SetString(CleanText(v.String(), limit))
	case reflect.Float64:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			out.SetFloat(f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(cleanValue(v.Elem(), limit))
		}
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(cleanValue(v.Index(i), limit))
		}
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, key := range v.MapKeys() {
			out.SetMapIndex(cleanValue(key, limit), cleanValue(v.MapIndex(key), limit))
		}
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return reflect.ValueOf(t.UTC().Round(0)) // without the monotonic clock
		}
		for i := range v.NumField() {
			out.Field(i).Set(cleanValue(v.Field(i), limit))
		}
	default:
		out.Set(v)
	}
	return out
}
