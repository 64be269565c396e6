package suite

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/suite/player"
)

// liveness knows whether the target is still there.
type liveness struct {
	look   sync.Mutex // locked during a check, so that one check serves all
	mu     sync.Mutex
	reason string // why no more cases can run; "" while the target lives
}

func (l *liveness) dead() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.reason
}

func (l *liveness) die(reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.reason == "" {
		l.reason = reason
	}
}

// tries is how often in a row the target may fail to greet before it counts as
// dead; between is the time for a server to recover.
const (
	tries   = 3
	between = 200 * time.Millisecond
)

// lives looks whether the target still greets, after a case that may have met a
// dead one.
func (s *Session) lives(ctx context.Context) bool {
	s.life.look.Lock()
	defer s.life.look.Unlock()
	if s.life.dead() != "" {
		return false
	}
	var err error
	for i := range tries {
		if i > 0 {
			select {
			case <-time.After(between):
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			return true // unknown, and the run is over
		}
		if err = player.Greeted(ctx, s.player.Target, s.player.Limits); err == nil {
			return true
		}
	}
	if ctx.Err() != nil {
		return true
	}
	s.life.die(fmt.Sprintf("%d tries in a row: %v", tries, err))
	return false
}

// Died reports whether the target stopped answering during the run.
func (s *Session) Died() bool { return s.life.dead() != "" }
