package loadgen

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// sourceOf runs and returns how the generator of the load fared.
func sourceOf(t *testing.T, o Options) reports.LoadSource {
	t.Helper()
	l, err := runLoad(t.Context(), t, o).Report(&o)
	if err != nil {
		t.Fatal(err)
	}
	return l.Source
}

// TestRun_saturated asks for an impossible rate of one processor, which others want as
// well.
func TestRun_saturated(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var stop atomic.Bool
	defer stop.Store(true)
	for range 2 {
		go func() {
			for !stop.Load() {
			}
		}()
	}
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.classic")
		o.Goroutines, o.Rate, o.Messages, o.Duration, o.Timeout = goroutines, 1e6, 0, 400*time.Millisecond, 400*time.Millisecond
		if got := sourceOf(t, o); !got.Saturated || got.Why == "" || got.CPUPerMessageUS <= 0 {
			t.Errorf("got %+v, want a saturated generator", got)
		}
	})
}

// TestRun_slowServer asks for more than the connections can carry while the server holds
// every reply: that is not the fault of the generator. On a machine whose processors others
// use the generator is late all the same, and the test can tell nothing.
func TestRun_slowServer(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, func(s *sink) { s.delay = func(int64) time.Duration { return 50 * time.Millisecond } })
		o := options(t, s, "load.classic")
		o.Goroutines, o.Rate, o.Messages, o.Duration = goroutines, 400, 0, 200*time.Millisecond
		got := sourceOf(t, o)
		if got.Delayed == 0 {
			t.Errorf("got no message that was delayed for want of a connection: %+v", got)
		}
		switch waited := time.Duration(got.QueuedUS * 1000); {
		case !got.Saturated:
		case got.RunQueueWait > 0.02 || waited > time.Millisecond:
			t.Skipf("the process waited for a processor for %.0f %% of the time, and up to %v at once: %s", 100*got.RunQueueWait, waited, got.Why)
		default:
			t.Errorf("got a saturated generator, want none: %s", got.Why)
		}
	})
}
