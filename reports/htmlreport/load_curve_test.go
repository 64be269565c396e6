package htmlreport

import (
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
)

// A curve holds each value over the part of all that had it, and ends where one is left.
func TestCurves(t *testing.T) {
	l := &reports.Load{LatencyUS: reports.LoadLatencies{}}
	many := slices.Repeat([]int64{1}, 400_000)
	recorded(t, l, map[string][]int64{"mail": {5}, "rcpt": {1, 1, 1, 2}, "data": {7, 7}, "transaction": append(many, 9)})
	got := curves(l)
	for phase, want := range map[string][]plot.Point{
		"mail":        {{X: 0, Y: 5}},
		"data":        {{X: 0, Y: 7}, {X: .5, Y: 7}},
		"rcpt":        {{X: 0, Y: 1}, {X: .75, Y: 1}, {X: .75, Y: 2}},
		"transaction": {{X: 0, Y: 1}, {X: furthest, Y: 1}},
	} {
		c := got[phase]
		if len(c.Points) != len(want) || c.Max != (phase != "transaction") {
			t.Errorf("%s: %v", phase, c)
			continue
		}
		for i, p := range want {
			if c.Points[i].X != p.X || c.Points[i].Y < p.Y || c.Points[i].Y > p.Y*1.001 { // a value stands for a thousandth more
				t.Errorf("%s: %v, want %v", phase, c.Points[i], p)
			}
		}
	}
	// The percentile of the library is the one of the curve.
	if c := got["transaction"]; c.P99999 < 1 || c.P99999 > 1.001 {
		t.Errorf("p99.999 is %g", c.P99999)
	}
	l.Histogram = append([]string{l.Histogram[0] + "x", "Tag=connect,0,1,1," + l.Histogram[0], "Tag=nobody,0,1,1,x"}, l.Histogram...)
	if again := curves(l); len(again) != 4 {
		t.Errorf("%d curves", len(again))
	}
}

func TestKnownPercentiles(t *testing.T) {
	d := reports.LoadLatency{Count: 20, Min: 1, P50: 2, P90: 3, P99: 4, P999: 4, P9999: 4, Max: 4}
	want := []plot.Point{{X: 0, Y: 1}, {X: .5, Y: 2}, {X: .9, Y: 3}}
	if got := knownCurve(d).Points; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// A histogram is read from a file that anybody may have written.
func FuzzHistogram(f *testing.F) {
	f.Add("Tag=mail,0.000,1.000,2.000,HISTFAAAAB542pNpmSzMwMDAxAABzFCaEUoz2X+AMAAopQHK", int64(1))
	f.Add("Tag=mail,", int64(3))
	f.Fuzz(func(t *testing.T, line string, count int64) {
		l := &reports.Load{Histogram: []string{line, line}, LatencyUS: reports.LoadLatencies{"mail": {Count: count, Max: 1}}}
		for _, c := range curves(l) {
			if len(c.Points) == 0 {
				t.Error("no point")
			}
			for _, p := range c.Points {
				if !(p.X >= 0 && p.X <= furthest) {
					t.Errorf("%v", p)
				}
			}
		}
	})
}
