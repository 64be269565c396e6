package htmlreport

import (
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
)

// loadView is a result as the page shows it.
type loadView struct {
	*reports.Load // cleaned
	Name          string
	Look          int // of its curves, when two results lie over each other
	Curves        map[string]curve
	Seconds       []second
	Time          plot.Axis // that of every chart over time
	// Warmup is where it ends on the axis of time, which begins Shift before the run:
	// the measurements of two results begin at the same place.
	Warmup, Shift float64
}

func viewLoads(runs []*reports.Load) []*loadView {
	out := make([]*loadView, len(runs))
	var warmup float64
	for i, l := range runs {
		v := &loadView{Load: reports.CleanLoad(l, maxLoadText), Curves: curves(l)}
		if len(runs) == 2 {
			v.Name, v.Look = []string{"baseline", "new"}[i], []int{7, 0}[i]
		}
		warmup = max(warmup, v.Plan.WarmupS)
		out[i] = v
	}
	time := plot.Axis{Unit: plot.Seconds}
	for _, v := range out {
		v.Shift, v.Warmup = warmup-v.Plan.WarmupS, warmup
		v.Seconds = seconds(v.Load, v.Shift)
		if n := len(v.Seconds); n > 0 {
			time.To = max(time.To, v.Seconds[n-1].To)
		}
	}
	for _, v := range out {
		v.Time = time
	}
	return out
}

// named puts the name of a result in front of a text, where there are two.
func (v *loadView) named(text string) string {
	if v.Name == "" {
		return text
	}
	return v.Name + ": " + text
}
