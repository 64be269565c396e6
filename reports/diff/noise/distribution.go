package noise

import "math"

// Point is a share of the values, 0 to 1, that lie at or below At.
type Point struct{ Share, At float64 }

// Distribution is what is known of the values of one second: how many there
// were, and some points, in their order. Between two points it is taken for even
// on a logarithmic scale.
type Distribution struct {
	Count  float64
	Points []Point
}

// below is the share of the values that lie at or below a value whose logarithm is
// given, as those of the points are.
func (d *Distribution) below(at float64) float64 {
	p := d.Points
	last := len(p) - 1
	switch {
	case at < p[0].At:
		return 0
	case at >= p[last].At:
		return 1
	}
	i := 1
	for p[i].At <= at {
		i++
	}
	a, b := p[i-1], p[i]
	return a.Share + (b.Share-a.Share)*(at-a.At)/(b.At-a.At)
}

const (
	// steps is how often the space of a quantile is halved: 20 decades to 1e-6.
	steps = 26
	// nothing is the smallest value that is told from others.
	nothing = 1e-3
)

// Quantile bounds a quantile of all seconds together. It is nothing when there
// are fewer than Least seconds, or fewer than ten values above it.
func Quantile(seconds []Distribution, q float64, w Wide) (Estimate, bool) {
	logs := make([]Distribution, 0, len(seconds))
	var counts []float64
	low, high := math.Inf(1), math.Inf(-1)
	for _, d := range seconds {
		if d.Count <= 0 || len(d.Points) < 2 {
			continue
		}
		l := Distribution{Count: d.Count, Points: make([]Point, len(d.Points))}
		for i, p := range d.Points {
			l.Points[i] = Point{p.Share, math.Log(max(p.At, nothing))}
		}
		logs, counts = append(logs, l), append(counts, d.Count)
		low, high = min(low, l.Points[0].At), max(high, l.Points[len(l.Points)-1].At)
	}
	if len(logs) < Least || sum(counts)*(1-q) < 10-1e-9 {
		return Estimate{}, false
	}
	parts := make([]float64, len(logs))
	// at finds where the share below, and some errors of it, reaches q.
	at := func(errors float64) float64 {
		from, to := low, high
		for range steps {
			middle := (from + to) / 2
			for i := range logs {
				parts[i] = counts[i] * logs[i].below(middle)
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
	return Estimate{Value: at(0), Low: at(float64(w)), High: at(-float64(w))}, true
}
