package schedule

import (
	"math"
	"sync/atomic"
	"time"
)

// Plan says which messages a run sends.
type Plan struct {
	// Warmup is a time at the beginning in which nothing is counted.
	Warmup time.Duration
	// Duration ends the run of a closed loop, without the warm-up; 0 for no limit.
	Duration time.Duration
	// Messages ends the run after so many that are counted; 0 for no limit.
	Messages int64
	// Stages make an open loop. They have their own duration.
	Stages []Stage
}

// Window says when messages are sent, and which of them are counted. It is shared by all
// workers of a run.
type Window struct {
	origin   atomic.Int64 // nanoseconds of the run; unset before the schedule starts
	warmup   int64
	duration int64 // after the warm-up; math.MaxInt64 without an end
	messages int64 // counted ones; math.MaxInt64 without a limit
	stopped  atomic.Bool

	// Of an open loop; arrivals is nil in a closed one.
	arrivals *arrivals
	first    int64 // number of the first message that is counted
	limit    int64 // number of the first message that is not sent any more
}

const unset = math.MinInt64

// NewWindow returns the window of a run that has not begun.
func NewWindow(p Plan) *Window {
	w := &Window{warmup: int64(p.Warmup), duration: int64(p.Duration), messages: p.Messages}
	if w.duration <= 0 {
		w.duration = math.MaxInt64
	}
	if w.messages <= 0 {
		w.messages = math.MaxInt64
	}
	w.origin.Store(unset)
	if len(p.Stages) > 0 {
		w.duration = int64(StagesLength(p.Stages))
		w.arrivals = newArrivals(p.Warmup, p.Stages)
		w.first, w.limit = w.arrivals.until(w.warmup), math.MaxInt64
		if w.arrivals.end < math.MaxInt64 {
			w.limit = w.arrivals.until(w.arrivals.end)
		}
		if w.messages < w.limit-w.first {
			w.limit = w.first + w.messages
		}
	}
	return w
}

// Begin starts the schedule at a time of the run, if nothing has.
func (w *Window) Begin(now int64) { w.origin.CompareAndSwap(unset, now) }

// Origin is when the schedule started, in nanoseconds of the run; false when it has not.
func (w *Window) Origin() (int64, bool) {
	o := w.origin.Load()
	return o, o != unset
}

// Stop ends the schedule: nothing more is begun.
func (w *Window) Stop() { w.stopped.Store(true) }

// Stopped reports whether Stop was called.
func (w *Window) Stopped() bool { return w.stopped.Load() }

// Planned is when the schedule of an open loop is over, since the origin: when the message
// after the last would start, or when the time is up. It is 0 in a closed loop.
func (w *Window) Planned() int64 {
	if w.arrivals == nil || w.limit == math.MaxInt64 {
		return 0
	}
	return min(w.arrivals.at(w.limit), w.arrivals.end)
}

// End is when nothing more is begun, in nanoseconds of the run.
func (w *Window) End() int64 {
	o, begun := w.Origin()
	if !begun || w.duration > math.MaxInt64-w.warmup-o {
		return math.MaxInt64
	}
	return o + w.warmup + w.duration
}

// Counts reports whether what happens now is counted.
func (w *Window) Counts(now int64) bool {
	o, begun := w.Origin()
	return w.warmup == 0 || begun && now-o >= w.warmup
}

// Span is a stage of an open loop with its place in the schedule. Times are nanoseconds
// since the origin.
type Span struct {
	Stage
	Index       int           // as StageOf returns it
	After       time.Duration // from the end of the warm-up
	From, To    int64         // To is math.MaxInt64 without an end
	First, Next int64         // numbers of its first message, and of the first after it
}

// Spans are the stages of an open loop without the warm-up.
func (w *Window) Spans() []Span {
	var out []Span
	if w.arrivals == nil {
		return nil
	}
	for i := w.arrivals.warm; i < len(w.arrivals.stages); i++ {
		from, to := w.arrivals.span(i)
		s := Span{
			Stage: w.arrivals.stages[i], Index: i, After: time.Duration(from - w.warmup),
			From: from, To: to, First: w.arrivals.until(from), Next: math.MaxInt64,
		}
		if to < math.MaxInt64 {
			s.Next = w.arrivals.until(to)
		}
		out = append(out, s)
	}
	return out
}

// StageCount is the number of stages of an open loop with the warm-up.
func (w *Window) StageCount() int { return len(w.arrivals.stages) }

// StageOf is the stage of a message of an open loop that has begun, and when that is over
// in nanoseconds of the run.
func (w *Window) StageOf(message uint64) (stage int, end int64) {
	stage = w.arrivals.stage(int64(message))
	_, end = w.arrivals.span(stage)
	if origin := w.origin.Load(); end <= math.MaxInt64-origin {
		end += origin
	}
	return stage, end
}
