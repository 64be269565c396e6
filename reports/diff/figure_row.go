package diff

import (
	"fmt"

	"github.com/smtpspec/smtpspec/reports/text"
)

// Row is the figure as a row of a table: name, old, new, ratio, where the ratio may lie,
// and outcome.
func (f *Figure) Row() []string {
	ratio, span := "-", "-"
	if f.Ratio > 0 {
		ratio = fmt.Sprintf("%.3f", f.Ratio)
	}
	if f.High > 0 || f.Low > 0 {
		span = bounds(f.Low, f.High)
	}
	outcome := f.Outcome
	switch f.Outcome {
	case FigureUnjudged:
		outcome = "not judged"
	case FigureInformation:
		outcome = "not judged: " + f.Why
	case FigureRegression:
		outcome = "REGRESSION" // also without colour
	}
	return []string{f.Name, figureValue(f.Unit, f.Old), figureValue(f.Unit, f.New), ratio, span, outcome}
}

// bounds shows where a ratio may lie.
func bounds(low, high float64) string {
	top := "inf"
	if high > 0 && high < 1000 {
		top = fmt.Sprintf("%.2f", high)
	}
	return fmt.Sprintf("%.2f..%s", low, top)
}

func figureValue(unit string, v float64) string {
	switch unit {
	case "us":
		return text.Micros(v)
	case "share":
		return percent(v)
	default:
		return text.PerSecond(v)
	}
}

func percent(share float64) string { return fmt.Sprintf("%.3g%%", 100*share) }
