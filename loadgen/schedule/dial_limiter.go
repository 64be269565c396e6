package schedule

import (
	"sync"
	"time"
)

// DialLimiter spaces the opening of connections, for all workers of a run together.
type DialLimiter struct {
	mu    sync.Mutex
	space int64 // nanoseconds; 0 for no bound
	next  int64
}

// catchUp is how late the opening of connections may be and still make up for it, in
// nanoseconds: the rate is kept although timers are late.
const catchUp = int64(10 * time.Millisecond)

// NewDialLimiter returns a limiter to so many connections a second; 0 is no bound.
func NewDialLimiter(rate float64) *DialLimiter {
	l := &DialLimiter{}
	if rate > 0 {
		l.space = int64(float64(time.Second) / rate)
	}
	return l
}

// Pass allows one connection, if it is time for one; else it returns how long that will
// be.
func (l *DialLimiter) Pass(now int64) (wait int64, ok bool) {
	if l.space == 0 {
		return 0, true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next > now {
		return l.next - now, false
	}
	l.next = max(l.next, now-catchUp) + l.space
	return 0, true
}

// Reserve allows one connection after the time that it returns.
func (l *DialLimiter) Reserve(now int64) time.Duration {
	if l.space == 0 {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = max(l.next, now-catchUp)
	wait := max(l.next-now, 0)
	l.next += l.space
	return time.Duration(wait)
}
