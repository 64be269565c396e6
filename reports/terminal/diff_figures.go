package terminal

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/text"
)

// writeFigures writes the table of two loads.
func (p *page) writeFigures(d *diff.Diff, quiet, verbose bool) {
	rows := [][]string{{"figure", "old", "new", "new/old", "may be", ""}}
	outcomes, unjudged := []string{""}, []string{}
	for i := range d.Figures {
		f := &d.Figures[i]
		if quiet && f.Outcome != diff.FigureRegression {
			continue
		}
		if f.Outcome == diff.FigureUnjudged && !verbose {
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
		p.writeLine(strings.TrimRight(line.String(), " "))
	}
	p.writeBlank()
	if len(unjudged) > 0 {
		p.writeNote(reports.Unknown, "not judged", text.JoinNames(unjudged, text.MaxNames)+", too few values or full seconds")
		p.writeBlank()
	}
}

func outcomeColor(outcome string) reports.Verdict {
	switch outcome {
	case diff.FigureRegression:
		return reports.Fail
	case diff.FigureWorse:
		return reports.Warn
	case diff.FigureBetter:
		return reports.Pass
	case diff.FigureUnsure, diff.FigureUnjudged, diff.FigureInformation:
		return reports.Unknown
	default:
		return ""
	}
}
