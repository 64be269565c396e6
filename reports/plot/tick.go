package plot

import (
	"fmt"
	"math"
	"strconv"
)

// tick is a mark on an axis.
type tick struct {
	value float64
	label string
}

// ticks marks round values, about five of them.
func (s scale) ticks() []tick {
	var out []tick
	add := func(v float64) { out = append(out, tick{v, s.Unit.label(v, s.span())}) }
	switch {
	case s.Unit == Quantile:
		add(0.5)
		for d := 1.0; d <= s.high; d++ {
			add(1 - math.Pow(10, -d))
		}
	case s.Log:
		every := math.Ceil((s.high - s.low) / 6)
		for d := math.Ceil(s.low - 1.001); d <= s.high+0.001; d++ {
			for _, m := range []float64{1, 2, 5} {
				v := m * math.Pow(10, d)
				log := math.Log10(v)
				if log < s.low-0.001 || log > s.high+0.001 || m > 1 && s.high-s.low > 2 || math.Mod(d, every) != 0 {
					continue
				}
				add(v)
			}
		}
	default:
		step := s.step()
		for i := math.Ceil(s.low/step - 1e-6); i*step <= s.high+step*1e-6; i++ {
			add(i*step + 0) // never -0
		}
	}
	return out
}

func (s scale) span() float64 { return s.high - s.low }

// step is the distance of the ticks of a linear axis: 1, 2 or 5 times a power of ten,
// of time in the unit that its length suits.
func (s scale) step() float64 {
	factor := 1.0
	if s.Unit == Seconds {
		factor, _ = clock(s.span())
	}
	rough := s.span() / factor / 6
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, m := range []float64{1, 2, 5} {
		if rough <= m*power*1.0001 {
			return m * power * factor
		}
	}
	return 10 * power * factor
}

// clock is the unit in which a length of time reads best.
func clock(seconds float64) (factor float64, name string) {
	switch {
	case seconds >= 4*86400:
		return 86400, "d"
	case seconds >= 4*3600:
		return 3600, "h"
	case seconds >= 600:
		return 60, "min"
	default:
		return 1, "s"
	}
}

// label is a value as it is written at its tick, on an axis of this length.
func (u Unit) label(v, span float64) string {
	switch u {
	case Seconds:
		factor, name := clock(span)
		return short(v/factor) + " " + name
	case Quantile:
		return strconv.FormatFloat(math.Round(v*1e7)/1e5, 'f', -1, 64) + "%"
	case Micros:
		switch {
		case v == 0:
			return "0"
		case math.Abs(v) < 1e3*(1-1e-9):
			return short(v) + " us"
		case math.Abs(v) < 1e6*(1-1e-9):
			return short(v/1e3) + " ms"
		}
		return short(v/1e6) + " s"
	default:
		for _, p := range []struct {
			size float64
			name string
		}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
			if math.Abs(v) >= p.size*(1-1e-9) {
				return short(v/p.size) + p.name
			}
		}
		return short(v)
	}
}

// short writes a number that is round, or has too many digits for an axis.
func short(v float64) string { return fmt.Sprintf("%.4g", v) }
