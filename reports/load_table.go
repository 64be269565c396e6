package reports

import (
	"fmt"
	"slices"
	"strings"
)

// column is one of the table of latencies.
type column struct {
	name  string
	value func(LoadLatency) string
}

// latencyColumns are all of them, from left to right.
var latencyColumns = []column{
	{"count", func(d LoadLatency) string { return fmt.Sprint(d.Count) }},
	{"min", func(d LoadLatency) string { return Micros(d.Min) }},
	{"mean", func(d LoadLatency) string { return Micros(d.Mean) }},
	{"p50", func(d LoadLatency) string { return Micros(d.P50) }},
	{"p90", func(d LoadLatency) string { return Micros(d.P90) }},
	{"p99", func(d LoadLatency) string { return Micros(d.P99) }},
	{"p99.9", func(d LoadLatency) string { return Micros(d.P999) }},
	{"p99.99", func(d LoadLatency) string { return Micros(d.P9999) }},
	{"max", func(d LoadLatency) string { return Micros(d.Max) }},
}

// narrowing names the columns that a narrow terminal does without, the first
// one first. The JSON result has them all.
var narrowing = []string{"p99.99", "min", "mean", "p90", "p99.9"}

// latencies writes the table of the phases that were measured, as wide as the
// page allows.
func (p *page) latencies(l *Load) {
	var phases []string
	for _, name := range LoadPhases() {
		if l.LatencyUS[name].Count > 0 {
			phases = append(phases, name)
		}
	}
	if len(phases) == 0 {
		p.raw("no latency was measured")
		p.blank()
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
		p.raw(row)
	}
	if l.Corrected {
		p.raw("the transaction counts from the intended start")
	}
	p.blank()
}

// latencyRows lays out the head and a row for each phase. The columns are as
// wide as what stands in them.
func latencyRows(l *Load, phases []string, columns []column) []string {
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
