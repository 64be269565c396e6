package loadgen

import (
	"math"
	"sync"
	"sync/atomic"
)

// window says which messages are sent, and which of them count. Times are
// nanoseconds since the origin of the schedule.
type window struct {
	origin   atomic.Int64 // nanoseconds of the run; unset before the schedule starts
	warmup   int64
	duration int64 // behind the warm-up; math.MaxInt64 without an end
	messages int64 // counted ones; math.MaxInt64 without a limit
	stopped  atomic.Bool

	// Of an open loop; arrivals is nil in a closed one.
	arrivals *arrivals
	first    int64 // number of the first message that counts
	limit    int64 // number from which there is none any more
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
	if stages := o.stages(); len(stages) > 0 {
		w.duration = int64(StagesLength(stages))
		w.arrivals = newArrivals(o.Warmup, stages)
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

// planned is when the schedule of an open loop is over, since the origin: when
// the message behind the last would start, or when the time is up.
func (w *window) planned() int64 {
	if w.arrivals == nil || w.limit == math.MaxInt64 {
		return 0
	}
	return min(w.arrivals.at(w.limit), w.arrivals.end)
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
// several, each has every n-th message. What is due and not taken costs nothing
// but its number, however long nobody takes it.
type openSupply struct {
	*window
	step int64

	mu   sync.Mutex
	next int64 // message number
	at   int64 // when it is to start, since the origin
}

func newOpenSupply(w *window, first, step int) *openSupply {
	return &openSupply{window: w, step: int64(step), next: int64(first), at: w.arrivals.at(int64(first))}
}

// due is when the next message is to start, in nanoseconds of the run; ok is
// false when there is none, or not yet.
func (s *openSupply) due() (at int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dueLocked()
}

func (s *openSupply) dueLocked() (at int64, ok bool) {
	o := s.origin.Load()
	if o == unset || s.next >= s.limit {
		return 0, false
	}
	return o + s.at, true
}

func (s *openSupply) take(now int64) (Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.dueLocked()
	if !ok || at > now || s.stopped.Load() {
		return Ticket{}, false
	}
	return s.takeLocked(at), true
}

// reserve gives the next message even before its time.
func (s *openSupply) reserve() (Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.dueLocked()
	if !ok || s.stopped.Load() {
		return Ticket{}, false
	}
	return s.takeLocked(at), true
}

func (s *openSupply) takeLocked(at int64) Ticket {
	t := Ticket{Number: uint64(s.next), Intended: at, Counted: s.next >= s.first}
	s.next += s.step
	s.at = s.arrivals.at(s.next)
	return t
}

func (s *openSupply) exhausted(int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped.Load() || s.origin.Load() != unset && s.next >= s.limit
}

// pending is the number of counted messages from one number to before another
// that were due by a time and that nobody has taken.
func (s *openSupply) pending(from, to, now int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.origin.Load()
	if o == unset || now < o {
		return 0
	}
	next := s.next
	if from = max(from, s.first); from > next {
		next += (from - next + s.step - 1) / s.step * s.step
	}
	if to = min(to, s.limit, s.arrivals.until(now-o+1)); to <= next {
		return 0
	}
	return (to - next + s.step - 1) / s.step
}
