package plot

import (
	"math"
	"strings"
	"testing"
)

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		axis      Axis
		low, high float64 // of the values
		upright   bool
		want      string
	}{
		{Axis{}, 0, 0, true, "0 0.2 0.4 0.6 0.8 1"},
		{Axis{}, 5, 5, true, "0 1 2 3 4 5"},
		{Axis{}, 3, 4321, true, "0 1k 2k 3k 4k 5k"},
		{Axis{}, -3, 4, true, "-4 -2 0 2 4"},
		{Axis{}, 0, 2.5e9, true, "0 500M 1G 1.5G 2G 2.5G"},
		{Axis{Unit: Seconds}, 0, 10.03, false, "0 s 2 s 4 s 6 s 8 s 10 s"},
		{Axis{Unit: Seconds}, 0.4, 0.4, false, "0.4 s 0.6 s 0.8 s 1 s 1.2 s 1.4 s"},
		{Axis{Unit: Seconds}, 0, 90, false, "0 s 20 s 40 s 60 s 80 s"},
		{Axis{Unit: Seconds}, 0, 1800, false, "0 min 5 min 10 min 15 min 20 min 25 min 30 min"},
		{Axis{Unit: Seconds}, 0, 7 * 3600, false, "0 h 2 h 4 h 6 h"},
		{Axis{Unit: Seconds}, 0, 10 * 86400, false, "0 d 2 d 4 d 6 d 8 d 10 d"},
		{Axis{Unit: Micros}, 0, 2300, true, "0 500 us 1 ms 1.5 ms 2 ms 2.5 ms"},
		{Axis{Unit: Micros, Log: true}, 200, 20_000, true, "200 us 500 us 1 ms 2 ms 5 ms 10 ms 20 ms"},
		{Axis{Unit: Micros, Log: true}, 35, 6e6, true, "100 us 1 ms 10 ms 100 ms 1 s 10 s"},
		{Axis{Unit: Micros, Log: true}, 999, 999, true, "100 us 200 us 500 us 1 ms 2 ms"},
		{Axis{Unit: Micros, Log: true}, 1, 1e15, true, "1 us 1 ms 1 s 1000 s 1e+06 s 1e+09 s"},
		{Axis{Unit: Quantile}, 0, 0.8, false, "50% 90%"},
		{Axis{Unit: Quantile}, 0, 0.9995, false, "50% 90% 99% 99.9% 99.99%"},
		{Axis{Unit: Quantile}, 0, 0.99999999, false, "50% 90% 99% 99.9% 99.99% 99.999%"},
	} {
		chart, points := Chart{X: c.axis, Y: c.axis}, []Point{{c.low, c.low}, {c.high, c.high}}
		x, y := chart.scales([][]Point{points})
		s := x
		if c.upright {
			s = y
		}
		var got []string
		for _, tick := range s.ticks() {
			got = append(got, tick.label)
			if at := s.at(tick.value); at < min(s.start, s.end)-1e-6 || at > max(s.start, s.end)+1e-6 {
				t.Errorf("%s lies at %g", tick.label, at)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%+v from %g to %g: %s, want %s", c.axis, c.low, c.high, strings.Join(got, " "), c.want)
		}
	}
}

func TestGaps(t *testing.T) {
	nan := math.NaN()
	chart := Chart{X: Axis{Unit: Seconds}, Y: Axis{Unit: Micros, Log: true}}
	for name, c := range map[string]struct {
		points []Point
		want   string // the lengths of the lines
	}{
		"none":           {[]Point{{0, 1}, {1, 2}, {2, 3}}, "3"},
		"in the middle":  {[]Point{{0, 1}, {1, nan}, {2, 3}, {3, 3}}, "1 2"},
		"zero of a log":  {[]Point{{0, 1}, {1, 0}, {2, 3}}, "1 1"},
		"at the ends":    {[]Point{{0, nan}, {1, 2}, {2, -1}}, "1"},
		"not to be seen": {[]Point{{0, 1}, {0.001, nan}, {0.002, 3}, {9, 4}}, "3"},
		"no place":       {[]Point{{nan, 1}, {math.Inf(1), 2}}, ""},
		"not in order":   {[]Point{{3, 1}, {1, 2}, {2, nan}}, "1 1"},
	} {
		points := tidy(c.points)
		x, y := chart.scales([][]Point{points})
		var got []string
		for _, line := range runs(points, x, y) {
			got = append(got, string(rune('0'+len(line))))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}
