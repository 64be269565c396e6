package player

import (
	"sync"
	"time"
)

// longestSilence bounds how long a silence becomes for a slow target.
const longestSilence = 2 * time.Second

// pace is how fast the target has answered recently. The limit of a silence in a scenario is
// too short for a slow or loaded target: the reply that must not come would only come later,
// and be treated as that to the next command.
type pace struct {
	mu     sync.Mutex
	recent [256]time.Duration // a ring
	next   int
}

// note records the time of one positive reply; refusals are left out, because servers delay them
// on purpose.
func (p *pace) note(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.recent[p.next] = d
	p.next = (p.next + 1) % len(p.recent)
}

// silence is how long nothing may come: the limit of the scenario, or three times the slowest of
// the recent replies.
func (p *pace) silence(bound time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	slowest := time.Duration(0)
	for i := range p.recent {
		slowest = max(slowest, p.recent[i])
	}
	return max(bound, min(3*slowest, longestSilence))
}
