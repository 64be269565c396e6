package schedule

import (
	"math"
	"slices"
	"time"
)

// arrivals are the times at which the messages of an open loop are to start. The number of
// messages until a time is the integral of the rate, and message n, counted from 0, starts
// when the integral reaches n: a closed formula for each stage, so that no errors add up.
// Times are nanoseconds since the origin of the schedule.
type arrivals struct {
	stages   []Stage   // the warm-up, if there is one, is the first
	warm     int       // stages of the warm-up, 0 or 1
	segments []segment // one for each stage
	end      int64     // of the last stage; math.MaxInt64 without
	total    float64   // messages of all stages; +Inf without an end
}

// segment is a stage with what came before it.
type segment struct {
	at     float64 // seconds
	before float64 // messages
	from   float64 // messages a second
	slope  float64 // messages a second, a second
	length float64 // seconds, perhaps +Inf
}

// snap is how near to the end of a stage, in messages, counts as its end: more than the
// sums are wrong, and less than anything that can be measured.
const snap = 1e-6

// newArrivals makes a schedule. The warm-up goes at the first rate.
func newArrivals(warmup time.Duration, stages []Stage) *arrivals {
	a := &arrivals{}
	if warmup > 0 {
		a.warm = 1
		a.stages = append(a.stages, Stage{Duration: warmup, From: stages[0].From, To: stages[0].From})
	}
	a.stages = append(a.stages, stages...)
	for _, s := range a.stages {
		p := segment{at: seconds(a.end), before: a.total, from: s.From, length: math.Inf(1)}
		if s.Duration < math.MaxInt64-time.Duration(a.end) {
			p.length = s.Duration.Seconds()
			p.slope = (s.To - s.From) / p.length
			a.end += int64(s.Duration)
		} else {
			a.end = math.MaxInt64
		}
		a.segments = append(a.segments, p)
		if mean := (s.From + s.To) / 2; mean > 0 {
			a.total += mean * p.length
		}
	}
	return a
}

func seconds(ns int64) float64 { return float64(ns) / float64(time.Second) }

// stage is that of a message, as an index of stages.
func (a *arrivals) stage(n int64) int {
	i := len(a.segments) - 1
	for i > 0 && a.segments[i].before > float64(n)+snap {
		i--
	}
	return i
}

// at is when a message is to start; math.MaxInt64 when it never is.
func (a *arrivals) at(n int64) int64 {
	p := &a.segments[a.stage(n)]
	if float64(n) >= a.total-snap {
		return math.MaxInt64
	}
	more := max(float64(n)-p.before, 0)
	var t float64 // p.slope/2·t² + p.from·t = more
	switch {
	case more == 0:
	case p.slope == 0:
		t = more / p.from
	default: // the form of the solution that subtracts nothing
		t = 2 * more / (p.from + math.Sqrt(max(p.from*p.from+2*p.slope*more, 0)))
	}
	return int64(math.Round((p.at + min(t, p.length)) * float64(time.Second)))
}

// until is the number of messages that start before a time.
func (a *arrivals) until(ns int64) int64 {
	i, _ := slices.BinarySearchFunc(a.segments, seconds(ns), func(p segment, t float64) int {
		if p.at <= t {
			return -1
		}
		return 1
	})
	p := &a.segments[max(i-1, 0)]
	t := min(seconds(ns)-p.at, p.length)
	n := int64(min(max(p.before+t*(p.from+p.slope*t/2), 0), 1<<62))
	for n > 0 && a.at(n-1) >= ns {
		n--
	}
	for a.at(n) < ns {
		n++
	}
	return n
}

// span is when a stage begins and ends.
func (a *arrivals) span(stage int) (from, to int64) {
	from = int64(math.Round(a.segments[stage].at * float64(time.Second)))
	if stage+1 < len(a.segments) {
		return from, int64(math.Round(a.segments[stage+1].at * float64(time.Second)))
	}
	return from, a.end
}
