package loadgen

import (
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

func TestWhatSaysThatTheSourceIsTheBottleneck(t *testing.T) {
	lag := func(us float64) reports.LoadLatency { return reports.LoadLatency{Count: 100, P99: us} }
	for name, c := range map[string]struct {
		source reports.LoadSource
		open   bool
		want   string // "" for none
	}{
		"idle":                       {reports.LoadSource{}, true, ""},
		"no free connection":         {reports.LoadSource{Busy: 0.3, Processors: 0.4, Delayed: 100_000}, true, ""},
		"nearly":                     {reports.LoadSource{Busy: 0.94, Processors: 1.89, LagUS: lag(9_900), QueuedUS: 9_900}, true, ""},
		"busy loop":                  {reports.LoadSource{Busy: 0.99}, false, "busy for 99 %"},
		"no processor left":          {reports.LoadSource{Processors: 1.98}, false, "99 % of its processors"},
		"behind the clock":           {reports.LoadSource{LagUS: lag(12_000)}, true, "12ms or more too late"},
		"no clock to be behind":      {reports.LoadSource{LagUS: lag(12_000)}, false, ""},
		"queue for the processor":    {reports.LoadSource{QueuedUS: 20_000}, false, "waited 20ms or more"},
		"others have the processors": {reports.LoadSource{Starved: 0.12}, false, "waited for a processor for 12 %"},
		"busy and behind, both said": {reports.LoadSource{Busy: 1, LagUS: lag(50_000)}, true, "; 1 % of the messages"},
	} {
		if got := strings.Join(overloads(c.source, 2, c.open), "; "); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// sourceOf runs and says how the source fared.
func sourceOf(t *testing.T, o Options) reports.LoadSource {
	t.Helper()
	l, err := measure(t.Context(), t, o).Report(&o)
	if err != nil {
		t.Fatal(err)
	}
	return l.Source
}

// TestSourceWithoutAProcessorSaysSo asks for an impossible rate of one
// processor, which others want as well.
func TestSourceWithoutAProcessorSaysSo(t *testing.T) {
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
		o.Goroutines, o.Rate, o.Messages, o.Duration, o.Timeout = goroutines, 1e6, 0, time.Second, time.Second
		if got := sourceOf(t, o); !got.Saturated || got.Why == "" || got.CPUPerMessageUS <= 0 {
			t.Errorf("%+v", got)
		}
	})
}

// TestSlowServerIsNotTheSourcesFault asks for more than the connections can
// carry while the server holds every reply. On a machine that is busy with
// other things the source may lag all the same.
func TestSlowServerIsNotTheSourcesFault(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		var got reports.LoadSource
		for range 5 {
			s := newSink(t, func(s *sink) { s.delay = func(int64) time.Duration { return 50 * time.Millisecond } })
			o := options(t, s, "load.classic")
			o.Goroutines, o.Rate, o.Messages, o.Duration = goroutines, 400, 0, 500*time.Millisecond
			if got = sourceOf(t, o); !got.Saturated || got.Starved >= saturatedStarved {
				if got.Delayed == 0 {
					t.Errorf("no message was delayed for want of a connection: %+v", got)
				}
				return
			}
			s.stop()
		}
		t.Error(got.Why)
	})
}
