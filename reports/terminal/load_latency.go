package terminal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// column is one of the table of latencies.
type column struct {
	name  string
	value func(reports.LoadLatency) string
}

// latencyColumns are all of them, from left to right.
var latencyColumns = []column{
	{"count", func(d reports.LoadLatency) string { return fmt.Sprint(d.Count) }},
	{"min", func(d reports.LoadLatency) string { return text.Micros(d.Min) }},
	{"mean", func(d reports.LoadLatency) string { return text.Micros(d.Mean) }},
	{"p50", func(d reports.LoadLatency) string { return text.Micros(d.P50) }},
	{"p90", func(d reports.LoadLatency) string { return text.Micros(d.P90) }},
	{"p99", func(d reports.LoadLatency) string { return text.Micros(d.P99) }},
	{"p99.9", func(d reports.LoadLatency) string { return text.Micros(d.P999) }},
	{"p99.99", func(d reports.LoadLatency) string { return text.Micros(d.P9999) }},
	{"max", func(d reports.LoadLatency) string { return text.Micros(d.Max) }},
}

// narrowing names the columns that a narrow terminal does without, the first
// one first. The JSON result has all of them.
var narrowing = []string{"p99.99", "min", "mean", "p90", "p99.9"}

// writeLatencies writes the table of the phases that were measured, as wide as the
// page allows.
func (p *page) writeLatencies(l *reports.Load) {
	var phases []string
	for _, name := range reports.LoadPhases() {
		if l.LatencyUS[name].Count > 0 {
			phases = append(phases, name)
		}
	}
	if len(phases) == 0 {
		p.writeLine("no latency was measured")
		p.writeBlank()
		return
	}
	columns := slices.Clone(latencyColumns)
	rows := latencyRows(l, phases, columns)
	for _, name := range narrowing {
		if p.width <= 0 || len(rows[0]) <= p.width {
			break
		}
		columns = slices.DeleteFunc(columns, func(c column) bool { return c.name == name })
		rows = latencyRows(l, phases, columns)
	}
	for _, row := range rows {
		p.writeLine(row)
	}
	if l.Corrected {
		p.writeLine("the transaction counts from the intended start")
	}
	p.writeBlank()
}

// latencyRows lays out the head and a row for each phase. The columns are as
// wide as their cells.
func latencyRows(l *reports.Load, phases []string, columns []column) []string {
	cells := [][]string{{"phase"}}
	for _, phase := range phases {
		cells = append(cells, []string{phase})
	}
	for _, c := range columns {
		cells[0] = append(cells[0], c.name)
		for i, phase := range phases {
			cells[i+1] = append(cells[i+1], c.value(l.LatencyUS[phase]))
		}
	}
	rows := make([]string, len(cells))
	for c := range cells[0] {
		wide := 0
		for _, row := range cells {
			wide = max(wide, len(row[c]))
		}
		for i, row := range cells {
			if c == 0 {
				rows[i] = fmt.Sprintf("%-*s", wide, row[c])
			} else {
				rows[i] += strings.Repeat(" ", 2+wide-len(row[c])) + row[c]
			}
		}
	}
	return rows
}
