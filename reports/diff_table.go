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
		rows = append(rows, f.Row())
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
		p.note(Unknown, "not judged", JoinNames(unjudged, MaxNames)+", for want of values or of whole seconds")
		p.blank()
	}
}

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
