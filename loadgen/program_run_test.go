package loadgen

import (
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
)

// TestRun_octets runs both transports against a sink, and
// compares the octets that were counted with those that came.
func TestRun_octets(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
			s := newSink(t, nil)
			o := options(t, s, exchange)
			set := plain()
			set.Size, set.Recipients, set.Senders = distribution(t, mix.ParseSizes, "100:5,10KiB:4,300KiB:1"), distribution(t, mix.ParseCounts, "1..3"), 7
			o.Program, o.Goroutines, o.PerConnection = program(t, exchange, set), goroutines, 30
			r := runLoad(t.Context(), t, o)
			s.stop()
			if r.Total.Accepted != o.Messages || r.Total.Octets != s.octets {
				t.Errorf("%s: got %d accepted, %d octets counted and %d received", exchange, r.Total.Accepted, r.Total.Octets, s.octets)
			}
			if err := s.distinct(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestRun_oneMessage(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.one-message")
		o.Goroutines, o.Messages = goroutines, 50
		r := runLoad(t.Context(), t, o)
		if r.Total.Accepted != 50 || r.Total.Opened != 50 {
			t.Errorf("got %d accepted on %d connections, want 50 on 50", r.Total.Accepted, r.Total.Opened)
		}
	})
}

func TestRun_depthNeedsOneWrite(t *testing.T) {
	o := options(t, newSink(t, nil), "load.pipelined")
	o.Depth = 2
	if _, err := Run(t.Context(), o); err == nil {
		t.Error("got a run with two messages at once that await 354, want an error")
	}
}

func TestRun_depth(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, c := range []struct {
			size, perConnection int
			rate                float64
		}{{20, 0, 0}, {20, 21, 0}, {50_000, 0, 0}, {20, 0, 3000}} {
			s := newSink(t, nil)
			o := options(t, s, "load.chunking")
			set := plain()
			set.Size = mix.Fixed(c.size)
			o.Program = program(t, "load.chunking", set)
			o.Depth, o.PerConnection, o.Rate, o.Goroutines, o.Connections = 16, c.perConnection, c.rate, goroutines, 4
			r := runLoad(t.Context(), t, o)
			if r.Total.Accepted != 400 || r.Total.Attempted() != 400 || s.messages.Load() != 400 {
				t.Errorf("%v: got %d attempted, %d accepted, %d taken by the sink, failures %v, want 400 of each", c, r.Total.Attempted(), r.Total.Accepted, s.messages.Load(), r.Total.Failures)
			}
			if err := s.distinct(); err != nil {
				t.Error(err)
			}
		}
	})
}
