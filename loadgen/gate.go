package loadgen

import (
	"sync"
	"time"
)

// gate spaces the opening of connections.
type gate struct {
	mu    sync.Mutex
	space int64 // nanoseconds; 0 for no bound
	next  int64
}

func newGate(rate float64) *gate {
	g := &gate{}
	if rate > 0 {
		g.space = int64(float64(time.Second) / rate)
	}
	return g
}

// wait is how long the next connection has to wait for its turn, which is taken.
func (g *gate) wait(now int64) time.Duration {
	if g.space == 0 {
		return 0
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.next = max(g.next, now)
	wait := time.Duration(g.next - now)
	g.next += g.space
	return wait
}
