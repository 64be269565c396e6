package schedule

import (
	"sync"
	"sync/atomic"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// EndingSupply is a supply that knows its end.
type EndingSupply interface {
	exchange.Supply
	// Exhausted reports whether it will never give out a ticket again.
	Exhausted(now int64) bool
}

// ClosedSupply gives a ticket whenever a connection asks: the next message starts when the
// one before has ended.
type ClosedSupply struct {
	*Window
	number atomic.Uint64
	count  atomic.Int64
}

// NewClosedSupply returns the supply of all workers of a closed loop.
func NewClosedSupply(w *Window) *ClosedSupply { return &ClosedSupply{Window: w} }

// Take gives out the next ticket.
func (s *ClosedSupply) Take(now int64) (exchange.Ticket, bool) {
	if s.Exhausted(now) {
		return exchange.Ticket{}, false
	}
	counted := s.Counts(now)
	if counted && s.count.Add(1) > s.messages {
		return exchange.Ticket{}, false
	}
	return exchange.Ticket{Number: s.number.Add(1), Intended: -1, Counted: counted}, true
}

// Exhausted reports whether all messages were begun, or the time is up.
func (s *ClosedSupply) Exhausted(now int64) bool {
	return s.Stopped() || now >= s.End() || s.count.Load() >= s.messages
}

// OpenSupply gives tickets at fixed times, whatever the connections do. Of several, each
// has every n-th message. What is due and not taken costs nothing but its number, however
// long nobody takes it.
type OpenSupply struct {
	*Window
	step int64

	mu   sync.Mutex
	next int64 // message number
	at   int64 // when it is to start, since the origin
}

// NewOpenSupply returns the supply of one of several workers, counted from 0.
func NewOpenSupply(w *Window, worker, workers int) *OpenSupply {
	return &OpenSupply{Window: w, step: int64(workers), next: int64(worker), at: w.arrivals.at(int64(worker))}
}

// Due is when the next message is to start, in nanoseconds of the run; ok is false when
// there is none, or not yet.
func (s *OpenSupply) Due() (at int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dueLocked()
}

func (s *OpenSupply) dueLocked() (at int64, ok bool) {
	o, begun := s.Origin()
	if !begun || s.next >= s.limit {
		return 0, false
	}
	return o + s.at, true
}

// Take gives out the ticket of the next message when its time has come.
func (s *OpenSupply) Take(now int64) (exchange.Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.dueLocked()
	if !ok || at > now || s.Stopped() {
		return exchange.Ticket{}, false
	}
	return s.takeLocked(at), true
}

// Reserve gives out the ticket of the next message even before its time.
func (s *OpenSupply) Reserve() (exchange.Ticket, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, ok := s.dueLocked()
	if !ok || s.Stopped() {
		return exchange.Ticket{}, false
	}
	return s.takeLocked(at), true
}

func (s *OpenSupply) takeLocked(at int64) exchange.Ticket {
	t := exchange.Ticket{Number: uint64(s.next), Intended: at, Counted: s.next >= s.first}
	s.next += s.step
	s.at = s.arrivals.at(s.next)
	return t
}

// Exhausted reports whether all messages were begun, or the schedule was stopped.
func (s *OpenSupply) Exhausted(int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, begun := s.Origin()
	return s.Stopped() || begun && s.next >= s.limit
}

// Pending is the number of counted messages from one number to before another that were
// due by a time and that nobody has taken.
func (s *OpenSupply) Pending(from, to, now int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, begun := s.Origin()
	if !begun || now < o {
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
