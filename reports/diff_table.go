package reports

import (
	"fmt"
	"strings"
)

// figures writes the table of two loads.
func (p *page) figures(d *Diff, quiet, verbose bool) {
	rows := [][]string{{"figure", "old", "new", "new/old", "may be", ""}}
	outcomes, unjudged := []string{""}, []string{}
	for i := range d.Figures {
		f := &d.Figures[i]
		if quiet && f.Outcome != FigureRegression {
			continue
		}
		if f.Outcome == FigureUnjudged && !verbose {
			unjudged = append(unjudged, f.Name)
			continue
		}
		rows = append(rows, figureRow(f))
		outcomes = append(outcomes, f.Outcome)
	}
	if len(rows) == 1 {
		return
	}
	wide := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], len(cell))
		}
	}
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			switch i {
			case 0:
				fmt.Fprintf(&line, "%-*s", wide[i], cell)
			case len(row) - 1:
				line.WriteString("  " + p.paint(outcomeColor(outcomes[n]), cell))
			default:
				fmt.Fprintf(&line, "  %*s", wide[i], cell)
			}
		}
		p.raw(strings.TrimRight(line.String(), " "))
	}
	p.blank()
	if len(unjudged) > 0 {
		p.note(Unknown, "not judged", listed(unjudged, maxNames)+", for want of values or of whole seconds")
		p.blank()
	}
}

func figureRow(f *DiffFigure) []string {
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
		return Micros(v)
	case "share":
		return percent(v)
	default:
		return PerSecond(v)
	}
}

func percent(share float64) string { return fmt.Sprintf("%.3g%%", 100*share) }

func outcomeColor(outcome string) Verdict {
	switch outcome {
	case FigureRegression:
		return Fail
	case FigureWorse:
		return Warn
	case FigureBetter:
		return Pass
	case FigureUnsure, FigureUnjudged, FigureInformation:
		return Unknown
	default:
		return ""
	}
}
