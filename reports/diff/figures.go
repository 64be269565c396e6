package diff

import (
	"fmt"
	"math"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/noise"
)

// Figure is a figure of two loads.
type Figure struct {
	Name  string  `json:"name"` // throughput, errors, cpu, or p99(rcpt)
	Unit  string  `json:"unit"` // messages/s, share or us
	Old   float64 `json:"old"`
	New   float64 `json:"new"`
	Ratio float64 `json:"ratio"` // new to old; 0 where old is 0
	// Low and High are where the ratio may lie; 0 where that is not known, and
	// High is 0 also where it has no bound.
	Low     float64 `json:"low"`
	High    float64 `json:"high"`
	Outcome string  `json:"outcome"`
	Why     string  `json:"why,omitempty"` // it is not judged
}

// Outcomes of a figure.
const (
	FigureRegression  = "regression"  // worse than the bound wherever it may lie
	FigureWorse       = "worse"       // worse, but perhaps not by more than the bound
	FigureSame        = "same"        // not known to differ, and not worse than the bound
	FigureUnsure      = "unsure"      // too noisy: it may be worse than the bound, or not
	FigureBetter      = "better"      // better wherever it may lie
	FigureUnjudged    = "unjudged"    // nothing is known of its noise
	FigureInformation = "information" // it says nothing of the server
)

const (
	leastSeconds = noise.Least
	// confidence is that of all figures together: one comparison in a
	// hundred may have a bound that is too narrow.
	confidence = 0.99
)

// figure is one before it is judged.
type figure struct {
	Figure
	// estimate gives what is known of the figure from the seconds of both loads, the
	// wider the more is judged. It is nil where the figure says nothing of the server.
	estimate    func(noise.Wide) (was, is noise.Estimate, known bool)
	counted     bool // among those that are judged together
	higherGood  bool
	bearable    bool   // it is judged although the load generator waited for processors
	information string // why it is not judged
}

// figures compares everything that is bounded by a maximal regression.
func figures(old, fresh *reports.Load, bound float64) []Figure {
	a, b := measured(old), measured(fresh)
	list := append([]figure{throughput(old, fresh, a, b), errorShare(old, fresh, a, b), cpu(old, fresh, a, b)}, latencies(old, fresh, a, b)...)
	judged := 0
	for i := range list {
		if list[i].counted {
			judged++
		}
	}
	wide := noise.WideOf(1-(1-confidence)/float64(judged), len(a.length), len(b.length)) // Bonferroni
	medians := trustOf(old) == trustMedians || trustOf(fresh) == trustMedians
	out := make([]Figure, len(list))
	for i := range list {
		out[i] = list[i].judge(bound, wide, medians).rounded()
	}
	return out
}

func throughput(old, fresh *reports.Load, a, b perSecond) figure {
	return figure{
		counted: true, higherGood: true,
		Figure: Figure{Name: "throughput", Unit: "messages/s", Old: old.Throughput.MessagesPerS, New: fresh.Throughput.MessagesPerS},
		estimate: func(wide noise.Wide) (was, is noise.Estimate, known bool) {
			return both(noise.Share, a.accepted, a.length, b.accepted, b.length, wide)
		},
	}
}

// errorShare has bounds also where no message failed: one that may have is added.
func errorShare(old, fresh *reports.Load, a, b perSecond) figure {
	share := func(l *reports.Load) float64 {
		return float64(l.Counts.Rejected+l.Counts.Failed) / math.Max(float64(l.Counts.Attempted), 1)
	}
	return figure{
		counted: true, Figure: Figure{Name: "errors", Unit: "share", Old: share(old), New: share(fresh)},
		estimate: func(wide noise.Wide) (was, is noise.Estimate, known bool) {
			return both(noise.Rare, a.errors, a.ended, b.errors, b.ended, wide)
		},
	}
}

func cpu(old, fresh *reports.Load, a, b perSecond) figure {
	f := figure{counted: true, Figure: Figure{Name: "cpu", Unit: "us", Old: old.Source.CPUPerMessageUS, New: fresh.Source.CPUPerMessageUS}}
	if !old.Source.WithServer || !fresh.Source.WithServer {
		f.information = "measured at the load generator, not at the server"
		return f
	}
	f.estimate = func(wide noise.Wide) (was, is noise.Estimate, known bool) {
		return both(noise.Share, a.cpu, a.ended, b.cpu, b.ended, wide)
	}
	return f
}

// both estimates a part of a whole in two loads.
func both(estimate func(part, whole []float64, wide noise.Wide) (noise.Estimate, bool), partA, wholeA, partB, wholeB []float64, wide noise.Wide) (was, is noise.Estimate, known bool) {
	was, ok := estimate(partA, wholeA, wide)
	is, too := estimate(partB, wholeB, wide)
	return was, is, ok && too
}

// latencies are the percentiles of each phase that both loads have met.
func latencies(old, fresh *reports.Load, a, b perSecond) []figure {
	var list []figure
	for _, phase := range reports.LoadPhases() {
		was, is := old.LatencyUS[phase], fresh.LatencyUS[phase]
		if was.Count == 0 || is.Count == 0 {
			continue
		}
		counted := min(len(a.phases[phase]), len(b.phases[phase])) >= leastSeconds
		steady := waitedUS(old) < bearable*was.P50 && waitedUS(fresh) < bearable*is.P50
		for _, q := range []struct {
			name     string
			share    float64
			old, new float64
		}{
			{"p50", 0.5, was.P50, is.P50}, {"p90", 0.9, was.P90, is.P90}, {"p99", 0.99, was.P99, is.P99}, {"p99.9", 0.999, was.P999, is.P999},
		} {
			list = append(list, figure{
				counted: counted, bearable: q.share <= 0.5 && steady,
				Figure: Figure{Name: q.name + "(" + phase + ")", Unit: "us", Old: q.old, New: q.new},
				estimate: func(wide noise.Wide) (noise.Estimate, noise.Estimate, bool) {
					before, ok := noise.Quantile(a.phases[phase], q.share, wide)
					after, too := noise.Quantile(b.phases[phase], q.share, wide)
					return before, after, ok && too
				},
			})
		}
	}
	return list
}

// judge gives the figure its ratio, its bounds and its outcome. Medians says that no
// other figures can be attributed to the server.
func (f *figure) judge(bound float64, wide noise.Wide, medians bool) Figure {
	d := f.Figure
	if d.Old > 0 {
		d.Ratio = d.New / d.Old
	}
	if f.information != "" {
		d.Outcome, d.Why = FigureInformation, f.information
		return d
	}
	was, is, known := f.estimate(wide)
	if d.Name == "errors" && known && d.Old == 0 && d.New == 0 {
		d.Outcome = FigureSame
		return d
	}
	ratio, ok := noise.Ratio(is, was)
	if !known || !ok {
		d.Outcome, d.Why = FigureUnjudged, fmt.Sprintf("too few values, or fewer than %d full seconds", leastSeconds)
		return d
	}
	d.Low, d.High = ratio.Low, ratio.High
	worse, better := d.Low, d.High // as factors, above 1 is worse
	limit := 1 + bound
	if f.higherGood {
		worse, better, limit = 1/d.High, 1/d.Low, 1/(1-bound)
	}
	switch {
	case worse > limit && medians && !f.bearable:
		d.Outcome, d.Why = FigureUnsure, "the load generator had to wait for a processor"
	case worse > limit:
		d.Outcome = FigureRegression
	case better < 1:
		d.Outcome = FigureBetter
	case worse > 1:
		d.Outcome = FigureWorse
	case better <= limit:
		d.Outcome = FigureSame
	default:
		d.Outcome = FigureUnsure
	}
	return d
}

// rounded is the figure as it is told.
func (f Figure) rounded() Figure {
	f.Old, f.New, f.Ratio, f.Low, f.High = significant(f.Old), significant(f.New), significant(f.Ratio), significant(f.Low), significant(f.High)
	return f
}

// significant rounds to six digits: more are noise in any case. What is beyond all
// bounds is 0.
func significant(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.Abs(v) > 1e9 {
		return 0
	}
	scale := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
