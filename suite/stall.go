package suite

import (
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/suite/player"
)

const (
	// beat is how often the machine is asked for a moment of its time.
	beat = 20 * time.Millisecond
	// tolerance is how much later than asked that moment may come: so much a
	// program that has work for all processors does to itself.
	tolerance = 50 * time.Millisecond
	// stalled is for how long in one case this program may be kept waiting. Beyond
	// that a server may have given up on us, and not we on it.
	stalled = 200 * time.Millisecond
	// replays is how often a case that was delayed runs again.
	replays = 2
)

// stallWatch measures for how long the machine has delayed this program: its
// processors were busy with others, or it was suspended.
type stallWatch struct{ waited atomic.Int64 }

// run measures until stop is closed.
func (w *stallWatch) run(stop <-chan struct{}) {
	timer := time.NewTimer(beat)
	defer timer.Stop()
	for {
		asked := time.Now()
		timer.Reset(beat)
		select {
		case <-timer.C:
		case <-stop:
			return
		}
		if late := time.Since(asked) - beat; late > tolerance {
			w.waited.Add(int64(late))
		}
	}
}

// total is how long the program was delayed so far.
func (w *stallWatch) total() time.Duration { return time.Duration(w.waited.Load()) }

// watchStalls measures until the function that it returns is called.
func (s *Session) watchStalls() func() {
	if s.waited != nil {
		return func() {}
	}
	w, stop, done := &stallWatch{}, make(chan struct{}), make(chan struct{})
	s.waited = w.total
	go func() {
		defer close(done)
		w.run(stop)
	}()
	return func() {
		close(stop)
		<-done
	}
}

// hindered reports whether the result of a case depends more on this machine than on
// the server.
func hindered(r *player.Result, waited time.Duration) bool {
	switch r.Verdict {
	case reports.Pass, reports.Info, reports.Skip:
		return false
	}
	return waited >= stalled
}
