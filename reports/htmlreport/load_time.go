package htmlreport

import (
	"fmt"
	"math"

	"github.com/smtpspec/smtpspec/reports/plot"
	"github.com/smtpspec/smtpspec/reports/text"
)

// perSecond draws a count as a rate: as steps, since it is one of the whole interval.
func (v *loadView) perSecond(count func(second) int64) []plot.Point {
	out := make([]plot.Point, 0, 2*len(v.Seconds))
	for _, s := range v.Seconds {
		y := float64(count(s)) / s.LengthS
		if s.Idle || s.LengthS <= 0 {
			y = math.NaN()
		}
		out = append(out, plot.Point{X: s.From, Y: y}, plot.Point{X: s.To, Y: y})
	}
	return out
}

// latency draws a percentile of the transaction in the middle of each interval. There is
// none where nothing was accepted.
func (v *loadView) latency(of func(second) float64) []plot.Point {
	out := make([]plot.Point, 0, len(v.Seconds))
	for _, s := range v.Seconds {
		y := of(s)
		if y <= 0 {
			y = math.NaN()
		}
		out = append(out, plot.Point{X: (s.From + s.To) / 2, Y: y})
	}
	return out
}

// planned is the rate that an open loop was asked for, as far as the axis of time goes.
func (v *loadView) planned() []plot.Point {
	from, end := v.Warmup, v.Time.To
	if len(v.Plan.Stages) == 0 && v.Plan.Rate > 0 && from < end {
		return []plot.Point{{X: from, Y: v.Plan.Rate}, {X: end, Y: v.Plan.Rate}}
	}
	var out []plot.Point
	for _, s := range v.Plan.Stages {
		if from >= end {
			break
		}
		part := min((end-from)/s.DurationS, 1)
		out = append(out, plot.Point{X: from, Y: s.From}, plot.Point{X: min(from+s.DurationS, end), Y: s.From + part*(s.To-s.From)})
		from += s.DurationS
	}
	return out
}

// bands marks the warm-up.
func bands(views []*loadView) []plot.Band {
	if to := views[0].Warmup; to > 0 {
		return []plot.Band{{From: 0, To: to, Label: "warm-up, not counted"}}
	}
	return nil
}

// overTime draws rate and latency of each second.
func overTime(views []*loadView) loadPart {
	s := loadPart{ID: "time", Title: "Over time"}
	if len(views[0].Seconds) == 0 && len(views[len(views)-1].Seconds) == 0 {
		return s
	}
	rate := loadFigure{Title: "Messages accepted a second", ID: "rate", X: views[0].Time, Bands: bands(views)}
	if len(views) == 1 {
		v := views[0]
		if v.planned() != nil {
			rate.line("asked for", 7, v.planned())
		}
		rate.line("accepted", 0, v.perSecond(func(s second) int64 { return s.Accepted }))
		if v.Counts.Rejected > 0 {
			rate.line("rejected", 1, v.perSecond(func(s second) int64 { return s.Rejected }))
		}
		if v.Counts.Failed > 0 {
			rate.line("failed", 6, v.perSecond(func(s second) int64 { return s.Failed }))
		}
	} else {
		for _, v := range views {
			rate.line(v.Name, v.Look, v.perSecond(func(s second) int64 { return s.Accepted }))
		}
	}
	s.Figures = append(s.Figures, rate)
	measures := []struct {
		name string
		look int
		of   func(second) float64
	}{{"p50", 0, func(s second) float64 { return s.P50 }}, {"p99", 1, func(s second) float64 { return s.P99 }}, {"max", 7, func(s second) float64 { return s.Max }}}
	all := loadFigure{Title: "Latency of the transaction", ID: "latency-time", X: rate.X, Y: micros, Bands: rate.Bands}
	for _, m := range measures {
		if len(views) == 1 {
			all.line(m.name, m.look, views[0].latency(m.of))
			continue
		}
		one := loadFigure{Title: all.Title + ", " + m.name, ID: "latency-time-" + m.name, X: rate.X, Y: micros, Bands: rate.Bands}
		for _, v := range views {
			one.line(v.Name, v.Look, v.latency(m.of))
		}
		s.Figures = append(s.Figures, one)
	}
	if len(views) == 1 {
		s.Figures = append(s.Figures, all)
	}
	for _, v := range views {
		s.Folded = append(s.Folded, v.secondsTable())
	}
	return s
}

// timeTable begins a table with a row for each interval, or some.
func (v *loadView) timeTable(what string, of ...string) (loadTable, []second) {
	rows, each := v.grouped()
	t := loadTable{Caption: v.named(what), Head: append([]string{"from"}, of...)}
	if each > 1 {
		t.Caption += fmt.Sprintf(" (each row is up to %d intervals)", each)
	}
	return t, rows
}

func (v *loadView) secondsTable() loadTable {
	t, rows := v.timeTable("Rate and latency of the transaction", "accepted", "rejected", "failed", "messages/s", "lowest", "highest", "p50", "p99", "max", "connections")
	if len(rows) == len(v.Seconds) {
		t.Head = append(t.Head[:5:5], t.Head[7:]...)
	} else {
		t.Caption += "; p50 and p99 are the highest of its intervals"
	}
	for _, s := range rows {
		cells := []string{s.begin(), fmt.Sprint(s.Accepted), fmt.Sprint(s.Rejected), fmt.Sprint(s.Failed), tenth(s.MessagesPerS)}
		if len(rows) != len(v.Seconds) {
			cells = append(cells, tenth(s.LowestRate), tenth(s.HighestRate))
		}
		t.add(append(cells, shownUS(s.P50), shownUS(s.P99), shownUS(s.Max), fmt.Sprint(s.Connections))...)
	}
	return t
}

func tenth(v float64) string { return fmt.Sprintf("%.1f", v) }

// shownUS is a latency, or that there is none.
func shownUS(us float64) string {
	if us <= 0 {
		return "-"
	}
	return text.Micros(us)
}
