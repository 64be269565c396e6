package reports

import (
	"fmt"
	"math"

	"github.com/smtpspec/smtpspec/reports/noise"
)

// DiffFigure is a figure of two loads.
type DiffFigure struct {
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
	// together is the confidence of all figures together: one comparison in a
	// hundred may have a bound that is too narrow.
	together = 0.99
)

// figure is one before it is judged.
type figure struct {
	DiffFigure
	was, is     noise.Estimate
	known       bool
	higherGood  bool
	median      bool   // what is rare does not move it
	information string // why it is not judged
}

// figures compares everything that is bounded by a maximal regression.
func figures(old, fresh *Load, bound float64) []DiffFigure {
	a, b := measured(old), measured(fresh)
	type quantile struct {
		name  string
		share float64
		of    func(LoadLatency) float64
	}
	quantiles := []quantile{
		{"p50", 0.5, func(l LoadLatency) float64 { return l.P50 }},
		{"p90", 0.9, func(l LoadLatency) float64 { return l.P90 }},
		{"p99", 0.99, func(l LoadLatency) float64 { return l.P99 }},
		{"p99.9", 0.999, func(l LoadLatency) float64 { return l.P999 }},
	}
	// Counted first, because the more is judged the wider is each interval.
	judged := 3
	for _, phase := range LoadPhases() {
		if old.LatencyUS[phase].Count > 0 && fresh.LatencyUS[phase].Count > 0 && min(len(a.phases[phase]), len(b.phases[phase])) >= leastSeconds {
			judged += len(quantiles)
		}
	}
	wide := noise.WideOf(1-(1-together)/float64(judged), len(a.length), len(b.length))

	list := []figure{
		throughput(old, fresh, a, b, wide),
		errorShare(old, fresh, a, b, wide),
		cpu(old, fresh, a, b, wide),
	}
	for _, phase := range LoadPhases() {
		was, is := old.LatencyUS[phase], fresh.LatencyUS[phase]
		if was.Count == 0 || is.Count == 0 {
			continue
		}
		for _, q := range quantiles {
			f := figure{median: q.share <= 0.5, DiffFigure: DiffFigure{Name: q.name + "(" + phase + ")", Unit: "us", Old: q.of(was), New: q.of(is)}}
			before, ok := noise.Quantile(a.phases[phase], q.share, wide)
			after, too := noise.Quantile(b.phases[phase], q.share, wide)
			f.was, f.is, f.known = before, after, ok && too
			list = append(list, f)
		}
	}
	medians := trustOf(old) == inMedians || trustOf(fresh) == inMedians
	out := make([]DiffFigure, len(list))
	for i := range list {
		f := list[i].judge(bound)
		if f.Outcome == FigureRegression && medians && !list[i].median {
			f.Outcome, f.Why = FigureUnsure, "the load generator had to wait for a processor"
		}
		for _, v := range []*float64{&f.Old, &f.New, &f.Ratio, &f.Low, &f.High} {
			*v = significant(*v)
		}
		out[i] = f
	}
	return out
}

func throughput(old, fresh *Load, a, b bySecond, wide noise.Wide) figure {
	f := figure{higherGood: true, DiffFigure: DiffFigure{
		Name: "throughput", Unit: "messages/s", Old: old.Throughput.MessagesPerS, New: fresh.Throughput.MessagesPerS,
	}}
	var ok, too bool
	f.was, ok = noise.Share(a.accepted, a.length, wide)
	f.is, too = noise.Share(b.accepted, b.length, wide)
	f.known = ok && too
	return f
}

func cpu(old, fresh *Load, a, b bySecond, wide noise.Wide) figure {
	f := figure{DiffFigure: DiffFigure{Name: "cpu", Unit: "us", Old: old.Source.CPUPerMessageUS, New: fresh.Source.CPUPerMessageUS}}
	if !old.Source.WithServer || !fresh.Source.WithServer {
		f.information = "it is that of the load generator, not of the server"
		return f
	}
	var ok, too bool
	f.was, ok = noise.Share(a.cpu, a.ended, wide)
	f.is, too = noise.Share(b.cpu, b.ended, wide)
	f.known = ok && too
	return f
}

// errorShare has bounds also where no message failed: one that may have is added.
func errorShare(old, fresh *Load, a, b bySecond, wide noise.Wide) figure {
	share := func(l *Load) float64 {
		return float64(l.Counts.Rejected+l.Counts.Failed) / math.Max(float64(l.Counts.Attempted), 1)
	}
	f := figure{DiffFigure: DiffFigure{Name: "errors", Unit: "share", Old: share(old), New: share(fresh)}}
	var ok, too bool
	f.was, ok = noise.Rare(a.errors, a.ended, wide)
	f.is, too = noise.Rare(b.errors, b.ended, wide)
	f.known = ok && too
	return f
}

// judge gives the figure its ratio, its bounds and its outcome.
func (f *figure) judge(bound float64) DiffFigure {
	d := f.DiffFigure
	if d.Old > 0 {
		d.Ratio = d.New / d.Old
	}
	if f.information != "" {
		d.Outcome, d.Why = FigureInformation, f.information
		return d
	}
	if d.Name == "errors" && f.known && d.Old == 0 && d.New == 0 {
		d.Outcome = FigureSame
		return d
	}
	ratio, ok := noise.Ratio(f.is, f.was)
	if !f.known || !ok {
		d.Outcome, d.Why = FigureUnjudged, fmt.Sprintf("too few values, or fewer than %d whole seconds", leastSeconds)
		return d
	}
	d.Low, d.High = ratio.Low, ratio.High
	worse, better := d.Low, d.High // as factors, above 1 is worse
	limit := 1 + bound
	if f.higherGood {
		worse, better, limit = 1/d.High, 1/d.Low, 1/(1-bound)
	}
	switch {
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

// significant rounds to six digits: more are noise in any case. What is beyond all
// bounds is 0.
func significant(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.Abs(v) > 1e9 {
		return 0
	}
	scale := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
