package htmlreport

import (
	"math"
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/plot"
)

func TestSeconds(t *testing.T) {
	l := sampleLoad(t)
	v := viewLoads([]*reports.Load{l})[0]
	if n := len(v.Seconds); n != 7 {
		t.Fatalf("%d intervals", n)
	}
	if !v.Seconds[0].Idle || v.Seconds[1].Idle {
		t.Error("the warm-up is not told from the rest")
	}
	// What was left at the end is counted with the second before.
	last := v.Seconds[6]
	if last.Accepted != 22 || last.LengthS != 1.02 || math.Abs(last.MessagesPerS-22/1.02) > 1e-9 || last.HighestRate != last.MessagesPerS || last.Max != 3000 {
		t.Errorf("the last is %+v", last)
	}
	points := v.perSecond(func(s second) int64 { return s.Accepted })
	if !math.IsNaN(points[0].Y) || points[2].Y != 18 || points[3].X != points[4].X {
		t.Errorf("points %v", points)
	}
	if points := v.latency(func(s second) float64 { return s.P50 }); !math.IsNaN(points[3].Y) || points[2].Y != 300 || points[2].X != 2.5 {
		t.Errorf("points %v", points)
	}
}

// A table of an hour has no more rows than one can read, and loses nothing of the hour.
func TestGroupedSeconds(t *testing.T) {
	l := sampleLoad(t)
	l.Intervals = nil
	for i := range 3600 {
		l.Intervals = append(l.Intervals, reports.LoadInterval{
			AtS: float64(i), LengthS: 1, Accepted: 10, MessagesPerS: 10, P50: 100, P99: 200, Max: 300, Replies: map[string]int64{"250": 30},
		})
	}
	l.Intervals[1234].Max, l.Intervals[1234].MessagesPerS, l.Intervals[1234].Accepted = 1e6, 0, 0
	v := viewLoads([]*reports.Load{l})[0]
	rows, each := v.grouped()
	var accepted, replies int64
	highest, lowest := 0.0, 10.0
	for _, r := range rows {
		accepted, replies = accepted+r.Accepted, replies+r.Replies["250"]
		highest, lowest = max(highest, r.Max), min(lowest, r.LowestRate)
	}
	if len(rows) != 60 || each != 60 || accepted != 35_990 || replies != 3600*30 || highest != 1e6 || lowest != 0 {
		t.Errorf("%d rows of %d: %d accepted, %d replies, %g at most, %g a second at least", len(rows), each, accepted, replies, highest, lowest)
	}
}

// The rate that was asked for ends with the axis, even in the middle of a stage.
func TestPlannedRate(t *testing.T) {
	l := sampleLoad(t)
	v := viewLoads([]*reports.Load{l})[0]
	if got := v.planned(); !slices.Equal(got, []plot.Point{{X: 1, Y: 20}, {X: 7.02, Y: 20}}) {
		t.Errorf("%v", got)
	}
	l.Plan.Stages = []reports.LoadStagePlan{{DurationS: 2, From: 10, To: 10}, {DurationS: 8.04, From: 10, To: 20}, {DurationS: 3}}
	v = viewLoads([]*reports.Load{l})[0]
	want := []plot.Point{{X: 1, Y: 10}, {X: 3, Y: 10}, {X: 3, Y: 10}, {X: 7.02, Y: 15}}
	got := v.planned()
	for i := range want {
		if len(got) != len(want) || math.Abs(got[i].X-want[i].X) > 1e-9 || math.Abs(got[i].Y-want[i].Y) > 1e-9 {
			t.Fatalf("%v", got)
		}
	}
	l.Plan.Stages, l.Plan.Rate = nil, 0
	if got := viewLoads([]*reports.Load{l})[0].planned(); got != nil {
		t.Errorf("%v", got)
	}
}

// The measurements of two results begin at one place.
func TestWarmupsAreAligned(t *testing.T) {
	short, long := sampleLoad(t), sampleLoad(t)
	long.Plan.WarmupS = 3
	views := viewLoads([]*reports.Load{short, long})
	if views[0].Shift != 2 || views[1].Shift != 0 || views[0].Warmup != 3 || views[0].Seconds[1].From != 3 {
		t.Errorf("shifted by %g and %g", views[0].Shift, views[1].Shift)
	}
}

func TestFrequentNames(t *testing.T) {
	v := &loadView{Load: &reports.Load{}, Seconds: []second{{LoadInterval: reports.LoadInterval{Replies: map[string]int64{
		"250": 90, "354": 80, "220": 70, "451": 60, "421": 50, "550": 40, "552": 30, "554": 20,
	}}}}}
	in := func(s second) map[string]int64 { return s.Replies }
	names := mostFrequent([]*loadView{v}, in)
	if !slices.Equal(names, []string{"220", "250", "354", "421", "451", "550", others}) {
		t.Errorf("names %v", names)
	}
	if n := countNamed(in(v.Seconds[0]), others, names); n != 50 {
		t.Errorf("%d others", n)
	}
	looks := looksOf(append(names, "x", "y", "z"))
	if !slices.Equal(looks, []int{0, 4, 2, 1, 5, 6, 7, 3, 0, 0}) {
		t.Errorf("looks %v", looks)
	}
}

func TestTallies(t *testing.T) {
	view := func(n int64) *loadView {
		return &loadView{Load: &reports.Load{Failures: map[string]int64{"reset": n, "closed": 1}}}
	}
	of := func(v *loadView) map[string]int64 { return v.Failures }
	one := tally("Failures", "cause", []*loadView{view(3)}, of)
	if !slices.Equal(one.Rows[0].Cells, []string{"reset", "3", "75%"}) || !slices.Equal(one.Head, []string{"cause", "count", "share"}) {
		t.Errorf("%+v", one)
	}
	old, now := view(3), view(4)
	old.Name, now.Name = "baseline", "new"
	two := tally("Failures", "cause", []*loadView{old, now}, of)
	if !slices.Equal(two.Rows[0].Cells, []string{"reset", "3", "4", "1.33"}) || !slices.Equal(two.Head, []string{"cause", "baseline", "new", "ratio"}) {
		t.Errorf("%+v", two)
	}
	many := &loadView{Load: &reports.Load{Failures: map[string]int64{}}}
	for i := range 60 {
		many.Failures[string(rune('A'+i))] = 2
	}
	t60 := tally("Failures", "cause", []*loadView{many}, of)
	if last := t60.Rows[len(t60.Rows)-1].Cells; len(t60.Rows) != maxRows+1 || !slices.Equal(last, []string{"10 others", "20", "16.7%"}) {
		t.Errorf("%d rows, the last %v", len(t60.Rows), last)
	}
}

func TestRatios(t *testing.T) {
	for _, c := range []struct {
		old, now float64
		want     string
	}{{2, 3, "1.5"}, {3, 3, "1"}, {0, 3, "-"}, {3, 0, "0"}, {1, 2345, "2345"}, {1e-300, 1e300, "-"}, {-1, 2, "-"}} {
		if got := ratio(c.old, c.now); got != c.want {
			t.Errorf("%g to %g: %s, want %s", c.old, c.now, got, c.want)
		}
	}
}
