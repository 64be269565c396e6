package text

import (
	"math"
	"reflect"
	"time"
)

// CleanValue returns a deep copy of a value in which every string has gone through
// Clean, every number is finite, every time is in UTC and no list is nil.
func CleanValue(v reflect.Value, limit int) reflect.Value {
	out := reflect.New(v.Type()).Elem()
	switch v.Kind() {
	case reflect.String:
		out.SetString(Clean(v.String(), limit))
	case reflect.Float64:
		if f := v.Float(); !math.IsNaN(f) && !math.IsInf(f, 0) {
			out.SetFloat(f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			out.Set(reflect.New(v.Type().Elem()))
			out.Elem().Set(CleanValue(v.Elem(), limit))
		}
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(CleanValue(v.Index(i), limit))
		}
	case reflect.Map:
		out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
		for _, key := range v.MapKeys() {
			out.SetMapIndex(CleanValue(key, limit), CleanValue(v.MapIndex(key), limit))
		}
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return reflect.ValueOf(t.UTC().Round(0)) // without the monotonic clock
		}
		for i := range v.NumField() {
			out.Field(i).Set(CleanValue(v.Field(i), limit))
		}
	default:
		out.Set(v)
	}
	return out
}
