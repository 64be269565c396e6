package noise

import (
	"math"
	"slices"
)

// Point is a share of the values, 0 to 1, that lie at or below At.
type Point struct{ Share, At float64 }

// Distribution is what is known of the values of one second: how many there
// were, and some points, in their order. Between two points it is taken for even
// on a logarithmic scale.
type Distribution struct {
	Count  float64
	Points []Point
}

// below is the share of the values that lie at or below at.
func (d *Distribution) below(at float64) float64 {
	p := d.Points
	switch {
	case at < p[0].At:
		return 0
	case at >= p[len(p)-1].At:
		return 1
	}
	i, _ := slices.BinarySearchFunc(p, at, func(p Point, at float64) int {
		if p.At <= at {
			return -1
		}
		return 1
	})
	a, b := p[i-1], p[i] // a.At <= at < b.At
	return a.Share + (b.Share-a.Share)*math.Log(at/a.At)/math.Log(b.At/a.At)
}

// steps is how often the space of a quantile is halved: to 1e-6 of nine decades.
const steps = 44

// Quantile bounds a quantile of all seconds together. It is nothing when there
// are fewer than Least seconds, or fewer than ten values above it.
func Quantile(seconds []Distribution, q float64, w Wide) (Estimate, bool) {
	seconds = slices.DeleteFunc(slices.Clone(seconds), func(d Distribution) bool { return d.Count <= 0 || len(d.Points) < 2 })
	counts := make([]float64, len(seconds))
	low, high := math.Inf(1), 0.0
	for i, d := range seconds {
		counts[i] = d.Count
		low = min(low, max(d.Points[0].At, 1e-3))
		high = max(high, d.Points[len(d.Points)-1].At)
	}
	if len(seconds) < Least || sum(counts)*(1-q) < 10-1e-9 || high <= 0 {
		return Estimate{}, false
	}
	low = min(low, high)
	wide := float64(w)
	parts := make([]float64, len(seconds))
	// at finds where the share below, and some errors of it, reaches q.
	at := func(errors float64) float64 {
		from, to := math.Log(low), math.Log(high)
		for range steps {
			middle := (from + to) / 2
			x := math.Exp(middle)
			for i := range seconds {
				parts[i] = seconds[i].Count * seconds[i].below(x)
			}
			value, off := share(parts, counts)
			off = max(off, math.Sqrt(value*(1-value)/sum(counts)))
			if value+errors*off >= q {
				to = middle
			} else {
				from = middle
			}
		}
		return math.Exp(to)
	}
	return Estimate{Value: at(0), Low: at(wide), High: at(-wide)}, true
}
