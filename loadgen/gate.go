package loadgen

import (
	"sync"
	"time"
)

// gate spaces the opening of connections, for all workers of a run together.
type gate struct {
	mu    sync.Mutex
	space int64 // nanoseconds; 0 for no bound
	next  int64
}

// catchUp is how far behind its time the opening of connections may fall and
// still make up for it, in nanoseconds: the rate holds although timers are late.
const catchUp = int64(10 * time.Millisecond)

func newGate(rate float64) *gate {
	g := &gate{}
	if rate > 0 {
		g.space = int64(float64(time.Second) / rate)
	}
	return g
}

// pass takes the turn of a connection, if there is one now; else it tells how
// long it is until the next.
func (g *gate) pass(now int64) (wait int64, ok bool) {
	if g.space == 0 {
		return 0, true
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.next > now {
		return g.next - now, false
	}
	g.next = max(g.next, now-catchUp) + g.space
	return 0, true
}

// reserve takes the next turn, and tells how long it is until then.
func (g *gate) reserve(now int64) time.Duration {
	if g.space == 0 {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next = max(g.next, now-catchUp)
	wait := max(g.next-now, 0)
	g.next += g.space
	return time.Duration(wait)
}
