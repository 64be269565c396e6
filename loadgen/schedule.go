package loadgen

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// window says which messages are sent, and which of them count. Times are
// nanoseconds since the origin of the schedule.
type window struct {
	origin   atomic.Int64 // nanoseconds of the run; unset before the schedule starts
	warmup   int64
	duration int64 // behind the warm-up; math.MaxInt64 without an end
	messages int64 // counted ones; math.MaxInt64 without a limit
	stopped  atomic.Bool
}

const unset = math.MinInt64

func newWindow(o *Options) *window {
	w := &window{warmup: int64(o.Warmup), duration: int64(o.Duration), messages: o.Messages}
	if w.duration <= 0 {
		w.duration = math.MaxInt64
	}
	if w.messages <= 0 {
		w.messages = math.MaxInt64
	}
	w.origin.Store(unset)
	return w
}

// begin starts the schedule, if nothing has.
func (w *window) begin(now int64) { w.origin.CompareAndSwap(unset, now) }

// end is when nothing more is begun, in nanoseconds of the run.
func (w *window) end() int64 {
	o := w.origin.Load()
	if o == unset || w.duration > math.MaxInt64-w.warmup-o {
		return math.MaxInt64
	}
	return o + w.warmup + w.duration
}

// counts tells whether what happens now is counted.
func (w *window) counts(now int64) bool {
	o := w.origin.Load()
	return w.warmup == 0 || o != unset && now-o >= w.warmup
}

// closedSupply gives a ticket whenever a connection asks: the next message
// starts when the one before has ended.
type closedSupply struct {
	*window
	number atomic.Uint64
	count  atomic.Int64
}

func (s *closedSupply) take(now int64) (Ticket, bool) {
	if s.exhausted(now) {
		return Ticket{}, false
	}
	counted := s.counts(now)
	if counted && s.count.Add(1) > s.messages {
		return Ticket{}, false
	}
	return Ticket{Number: s.number.Add(1), Intended: -1, Counted: counted}, true
}

func (s *closedSupply) exhausted(now int64) bool {
	return s.stopped.Load() || now >= s.end() || s.count.Load() >= s.messages
}

// openSupply gives tickets at fixed times, whatever the connections do. Of
// several, each has every n-th message.
type openSupply struct {
	*window
	first, step int64   // message numbers
	period      float64 // nanoseconds between two messages of the whole schedule

	mu   sync.Mutex
	next int64 // message number
}

func newOpenSupply(w *window, rate float64, first, step int) *openSupply {
	return &openSupply{window: w, first: int64(first), step: int64(step), period: float64(time.Second) / rate, next: int64(first)}
}

// intended is when a message is to start, in nanoseconds since the origin.
func (s *openSupply) intended(n int64) int64 { return int64(float64(n) * s.period) }

// due is when the next message is to start, in nanoseconds of the run; ok is
// false when there is none, or not yet.
func (s *openSupply) due() (at int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dueAt(s.next)
}

func (s *openSupply) dueAt(n int64) (at int64, ok bool) {
	o := s.origin.Load()
	if o == unset || !s.within(n) {
		return 0, false
	}
	return o + s.intended(n), true
}

// within tells whether a message belongs to the schedule.
func (s *openSupply) within(n int64) bool {
	at := s.intended(n)
	if at < s.warmup {
		return true
	}
	if at-s.warmup >= s.duration {
		return false
	}
	return n-s.warm() < s.messages
}

// warm is the number of messages of the whole schedule in the warm-up.
func (s *openSupply) warm() int64 { return int64(math.Ceil(float64(s.warmup) / s.period)) }

func (s *openSupply) take(now int64) (Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.dueAt(s.next); !ok || at > now || s.stopped.Load() {
		return Ticket{}, false
	}
	return s.reserveLocked()
}

// reserve gives the next message even before its time.
func (s *openSupply) reserve() (Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.dueAt(s.next); !ok || s.stopped.Load() {
		return Ticket{}, false
	}
	return s.reserveLocked()
}

func (s *openSupply) reserveLocked() (Ticket, bool) {
	at, ok := s.dueAt(s.next)
	t := Ticket{Number: uint64(s.next), Intended: at, Counted: s.intended(s.next) >= s.warmup}
	s.next += s.step
	return t, ok
}

func (s *openSupply) exhausted(int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped.Load() || s.origin.Load() != unset && !s.within(s.next)
}

// pending is the number of counted messages that were due by a time and that
// nobody has taken.
func (s *openSupply) pending(now int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n int64
	for i := s.next; ; i += s.step {
		at, ok := s.dueAt(i)
		if !ok || at > now {
			return n
		}
		if s.intended(i) >= s.warmup {
			n++
		}
	}
}
