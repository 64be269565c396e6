package htmlreport

import (
	"bytes"
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
)

// curve is the whole distribution of a phase.
type curve struct {
	Points []plot.Point // microseconds over the quantile
	Max    bool         // the last point is the longest value
	P99999 float64      // microseconds
}

// furthest is where the axis of percentiles ends.
const furthest = 0.99999

// maxLine bounds a line of a histogram log, in octets: that of three digits from 1 ns to
// ten minutes with a count in every place is not a fifth of it.
const maxLine = 1 << 20

// maxCounts bounds a histogram in memory: that of a load takes a quarter of a megabyte.
const maxCounts = 16 << 20

// curves reads the histograms of a result. A phase has none when its line is missing, or
// does not go with the figures beside it.
func curves(l *reports.Load) map[string]curve {
	out := map[string]curve{}
	for _, line := range l.Histogram {
		tagged, ok := strings.CutPrefix(line, "Tag=")
		name, _, _ := strings.Cut(tagged, ",")
		count := l.LatencyUS[name].Count
		if _, twice := out[name]; !ok || twice || count == 0 || len(line) > maxLine || !isPhase(name) {
			continue
		}
		h, err := hdrhistogram.NewHistogramLogReader(bytes.NewReader([]byte(line))).NextIntervalHistogram()
		if err == nil && h != nil && h.TotalCount() == count && h.ByteSize() <= maxCounts {
			out[name] = curveOf(h)
		}
	}
	return out
}

func isPhase(name string) bool {
	for _, p := range reports.LoadPhases() {
		if p == name {
			return true
		}
	}
	return false
}

// curveOf walks the distribution: each value is drawn from the part of the values below it
// to the part that it reaches. The longest reaches 1, which is nowhere on the axis: it
// ends where one value is left, which is all that was measured.
func curveOf(h *hdrhistogram.Histogram) curve {
	total := float64(h.TotalCount())
	end := 1 - 1/total
	c := curve{P99999: float64(h.ValueAtQuantile(100*furthest)) / 1000, Max: end <= furthest}
	end = min(end, furthest)
	var below float64
	for _, bar := range h.Distribution() {
		if bar.Count == 0 {
			continue
		}
		from, us := below/total, float64(bar.To)/1000
		below += float64(bar.Count)
		if from > end {
			break
		}
		c.Points = append(c.Points, plot.Point{X: from, Y: us})
		if to := min(below/total, end); to > from {
			c.Points = append(c.Points, plot.Point{X: to, Y: us})
		}
	}
	return c
}

// knownCurve has the percentiles that a result has without its histogram.
func knownCurve(d reports.LoadLatency) curve {
	var c curve
	for _, p := range []plot.Point{{X: 0, Y: d.Min}, {X: .5, Y: d.P50}, {X: .9, Y: d.P90}, {X: .99, Y: d.P99}, {X: .999, Y: d.P999}, {X: .9999, Y: d.P9999}} {
		if p.X <= 1-1/float64(d.Count) {
			c.Points = append(c.Points, p)
		}
	}
	return c
}
