package reports

import (
	"reflect"

	"github.com/smtpspec/smtpspec/reports/text"
)

// CleanRun is what every writer starts with: a deep copy of a run in which every
// string has gone through CleanText, so that it can change no more than its own text,
// every number is finite, every time is in UTC and no list is nil. It walks the type,
// so that a new field cannot be forgotten.
func CleanRun(r *Run, limit int) *Run {
	c := text.CleanValue(reflect.ValueOf(*r), limit).Interface().(Run)
	c.Format = RunFormat
	return &c
}

// CleanLoad is CleanRun for a load result.
func CleanLoad(l *Load, limit int) *Load {
	c := text.CleanValue(reflect.ValueOf(*l), limit).Interface().(Load)
	c.Format = LoadFormat
	return &c
}
