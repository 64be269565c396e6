package htmlreport

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
	"github.com/smtpspec/smtpspec/reports/text"
)

// percentile is a column of the table of latencies.
type percentile struct {
	name string
	of   func(reports.LoadLatency, curve) float64
}

var percentiles = []percentile{
	{"min", func(d reports.LoadLatency, _ curve) float64 { return d.Min }},
	{"mean", func(d reports.LoadLatency, _ curve) float64 { return d.Mean }},
	{"p50", func(d reports.LoadLatency, _ curve) float64 { return d.P50 }},
	{"p90", func(d reports.LoadLatency, _ curve) float64 { return d.P90 }},
	{"p99", func(d reports.LoadLatency, _ curve) float64 { return d.P99 }},
	{"p99.9", func(d reports.LoadLatency, _ curve) float64 { return d.P999 }},
	{"p99.99", func(d reports.LoadLatency, _ curve) float64 { return d.P9999 }},
	{"p99.999", func(_ reports.LoadLatency, c curve) float64 { return c.P99999 }},
	{"max", func(d reports.LoadLatency, _ curve) float64 { return d.Max }},
}

// phaseGroups are the phases that are drawn together: those of a message, and those that come
// once a connection.
var phaseGroups = []struct {
	id, title string
	phases    []string
}{
	{"message", "A message", []string{"transaction", "mail", "rcpt", "data", "content"}},
	{"opening", "Opening a connection", []string{"connect", "tls", "greeting", "ehlo", "auth"}},
}

// latencies draws the distributions.
func latencies(views []*loadView) loadPart {
	s := loadPart{ID: "latency", Title: "Latency"}
	for _, g := range phaseGroups {
		one := loadFigure{ID: "percentiles-" + g.id, Title: g.title, X: plot.Axis{Unit: plot.Quantile}, Y: micros}
		for look, phase := range g.phases {
			if len(views) == 1 {
				one.distribution(views[0], phase, phase, look)
				continue
			}
			both := loadFigure{ID: "percentiles-" + phase, Title: strings.ToUpper(phase[:1]) + phase[1:], X: one.X, Y: micros}
			for _, v := range views {
				both.distribution(v, phase, v.Name, v.Look)
			}
			if len(both.Series) > 0 {
				s.Figures = append(s.Figures, both)
			}
		}
		if len(one.Series) > 0 {
			s.Figures = append(s.Figures, one)
		}
	}
	for _, v := range views {
		if t := v.latencyTable(); len(t.Rows) > 0 {
			s.Tables = append(s.Tables, t)
		}
	}
	if len(views) == 2 && len(s.Tables) > 0 {
		s.Tables = append(s.Tables, ratios(views))
	}
	if len(s.Tables) == 0 {
		s.Text = "No latency was measured."
		return s
	}
	s.Text = latencyText(views)
	return s
}

// distribution adds the curve of a phase, and a dot for the longest value when the axis
// goes so far.
func (f *loadFigure) distribution(v *loadView, phase, name string, look int) {
	d := v.LatencyUS[phase]
	if d.Count == 0 {
		return
	}
	c, ok := v.Curves[phase]
	if !ok {
		c = knownCurve(d)
	}
	f.line(name, look, c.Points)
	if c.Max {
		f.line("", look, c.Points[len(c.Points)-1:])
	}
}

// latencyText says how the figures came about.
func latencyText(views []*loadView) string {
	parts := []string{"How long it took, over the part of all that took no longer; a dot is the longest of all. A percentile that the count is too small for is the longest, too."}
	same := len(views) == 2 && views[0].Corrected == views[1].Corrected
	for i, v := range views {
		text := "Closed loop: a transaction counts from its own start. A message that was never sent because the server kept the connection busy is not in it, so that a stall is counted once for each connection."
		if v.Corrected {
			text = "Open loop, corrected: a transaction counts from the start that the clock wanted, so that a stall of the server is in the latency of every message that had to wait for it."
		}
		switch {
		case !same:
			parts = append(parts, sentence(v.named(text)))
		case i == 0:
			parts = append(parts, text)
		}
		var without []string
		for _, phase := range reports.LoadPhases() {
			if _, ok := v.Curves[phase]; !ok && v.LatencyUS[phase].Count > 0 {
				without = append(without, phase)
			}
		}
		if len(without) > 0 {
			parts = append(parts, v.named("The result has no histogram that matches its figures for "+strings.Join(without, ", ")+": the curve joins the percentiles that it names."))
		}
	}
	return strings.Join(parts, " ")
}

// measured are the phases that a result has figures of.
func (v *loadView) measured() []string {
	return slices.DeleteFunc(reports.LoadPhases(), func(phase string) bool { return v.LatencyUS[phase].Count == 0 })
}

func (v *loadView) latencyTable() loadTable {
	t := loadTable{Caption: v.named("Latency by phase"), Head: []string{"phase", "count"}, Words: 1}
	for _, p := range percentiles {
		t.Head = append(t.Head, p.name)
	}
	for _, phase := range v.measured() {
		cells := []string{phase, fmt.Sprint(v.LatencyUS[phase].Count)}
		for _, p := range percentiles {
			us := p.of(v.LatencyUS[phase], v.Curves[phase])
			if c, ok := v.Curves[phase]; p.name == "p99.999" && (!ok || len(c.Points) == 0) {
				cells = append(cells, "-")
				continue
			}
			cells = append(cells, text.Micros(us))
		}
		t.add(cells...)
	}
	return t
}

// ratios says how often the baseline goes into the new result.
func ratios(views []*loadView) loadTable {
	t := loadTable{Caption: "Latency by phase, new / baseline", Head: []string{"phase"}, Words: 1}
	for _, p := range percentiles {
		t.Head = append(t.Head, p.name)
	}
	for _, phase := range views[0].measured() {
		if views[1].LatencyUS[phase].Count == 0 {
			continue
		}
		cells := []string{phase}
		for _, p := range percentiles {
			old, now := p.of(views[0].LatencyUS[phase], views[0].Curves[phase]), p.of(views[1].LatencyUS[phase], views[1].Curves[phase])
			cells = append(cells, ratio(old, now))
		}
		t.add(cells...)
	}
	return t
}
