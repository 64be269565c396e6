package plot

import "math"

// Axis says what is on an axis.
type Axis struct {
	Unit Unit
	Log  bool // not of Quantile, which always is
	// From and To are shown in any case, when they differ: charts of a page are aligned by
	// them.
	From, To float64
}

// Unit is that of an axis.
type Unit int

// The units of axes.
const (
	Count    Unit = iota
	Seconds       // of time
	Micros        // microseconds of latency
	Quantile      // from 0 to 1, on a logarithmic axis of 1/(1-p): as much room for 99 % to 99.9 % as for 90 % to 99 %
)

// decades is how far the axis of quantiles goes at most: to 99.999 %.
const decades = 5

// tiny is a length that is none.
const tiny = 1e-9

// scale maps the values of an axis to the units of the chart.
type scale struct {
	Axis
	low, high  float64 // mapped values
	start, end float64 // where they are in the chart
}

// mapped is a value on the axis before it is scaled; NaN where it has no place.
func (a Axis) mapped(v float64) float64 {
	switch {
	case !isNumber(v), a.Unit == Quantile && !(v >= 0 && v < 1):
		return math.NaN()
	case a.Unit == Quantile:
		return -math.Log10(1 - v)
	case a.Log && v <= 1e-6:
		return math.NaN()
	case a.Log:
		return math.Log10(v)
	}
	return v
}

// shows reports whether a value can be shown.
func (s scale) shows(v float64) bool { return !math.IsNaN(s.mapped(v)) }

// at is where a value is in the chart, never outside of the axes.
func (s scale) at(v float64) float64 {
	m := s.mapped(v)
	if math.IsNaN(m) {
		return s.start
	}
	return s.start + (s.end-s.start)*min(max((m-s.low)/(s.high-s.low), 0), 1)
}

// scales fits both axes to the points.
func (c *Chart) scales(series [][]Point) (x, y scale) {
	x = scale{Axis: c.X, low: math.Inf(1), high: math.Inf(-1), start: left, end: right}
	y = scale{Axis: c.Y, low: math.Inf(1), high: math.Inf(-1), start: bottom, end: top}
	for _, s := range series {
		for _, p := range s {
			if x.shows(p.X) {
				x.include(p.X)
			}
			if y.shows(p.Y) && x.shows(p.X) {
				y.include(p.Y)
			}
		}
	}
	for _, b := range c.Bands {
		x.includeBoth(b.From, b.To)
	}
	x.includeBoth(c.X.From, c.X.To)
	y.includeBoth(c.Y.From, c.Y.To)
	x.settle(false)
	y.settle(true)
	return x, y
}

func (s *scale) include(v float64) {
	m := s.mapped(v)
	s.low, s.high = min(s.low, m), max(s.high, m)
}

func (s *scale) includeBoth(from, to float64) {
	if s.shows(from) && s.shows(to) && to > from {
		s.include(from)
		s.include(to)
	}
}

// settle gives the axis its ends: round ones when asked.
func (s *scale) settle(round bool) {
	if s.low > s.high {
		s.low, s.high = 0, 1
	}
	switch {
	case s.Unit == Quantile:
		s.low, s.high = 0, min(max(math.Ceil(s.high-0.01), 1), decades)
	case s.Log:
		s.low, s.high = math.Log10(ladder(s.low, false)), math.Log10(ladder(s.high, true))
		if s.high-s.low < 0.9 { // what hardly changes does not fill the chart
			s.low, s.high = math.Log10(ladder(s.low-0.45, false)), math.Log10(ladder(s.high+0.3, true))
		}
	case round:
		if s.low = min(s.low, 0); s.span() < tiny {
			s.high = s.low + 1
		}
		step := s.step()
		s.low, s.high = math.Floor(s.low/step)*step, math.Ceil(s.high/step-1e-9)*step
	}
	if s.span() < tiny || s.span() < 1e-9*math.Abs(s.low) { // one value, on an axis that begins anywhere
		s.high = s.low + max(1, math.Abs(s.low)/1000)
	}
}

// ladder is the 1, 2 or 5 times a power of ten next below or above the number of this
// logarithm.
func ladder(log float64, up bool) float64 {
	power := math.Pow(10, math.Floor(log+1e-9))
	v := math.Pow(10, log)
	steps := []float64{1, 2, 5, 10}
	if !up {
		steps = []float64{5, 2, 1}
	}
	for _, s := range steps {
		if up && s*power >= v*(1-1e-9) || !up && s*power <= v*(1+1e-9) {
			return s * power
		}
	}
	return power
}
