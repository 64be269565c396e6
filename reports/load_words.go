package reports

import "fmt"

// The words of this package for what is in a load result, for writers in others.

// String is the plan in words.
func (n LoadPlan) String() string { return planLine(n) }

// Micros shows microseconds with a unit that suits their size.
func Micros(us float64) string { return micros(us) }

// PerSecond shows messages a second.
func PerSecond(n float64) string { return rate(n) }

// CheckLoad tells what keeps a result from being written: sums that do not hold.
func CheckLoad(l *Load) error {
	if err := checkLoad(l); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	return nil
}
