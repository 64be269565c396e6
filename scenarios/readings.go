package scenarios

import (
	"slices"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// ReadStrictly returns the cases under the readings: a case whose entry of the
// policy table is read strictly has its strict level, and its should is a must.
// The cases that are passed in are not changed.
func ReadStrictly(cases []*Case, r requirements.Readings) []*Case {
	out := slices.Clone(cases)
	for i, c := range out {
		if !slices.Contains(r, c.Policy) {
			continue
		}
		stricter := *c
		stricter.StrictlyRead = true
		if c.StrictReading != "" {
			stricter.Level = c.StrictReading
		}
		out[i] = &stricter
	}
	return out
}
