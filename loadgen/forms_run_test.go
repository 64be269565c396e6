package loadgen

import "testing"

// TestRun_octets runs both transports against a sink, and
// compares the octets that were counted with those that came.
func TestRun_octets(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
			s := newSink(t, nil)
			o := options(t, s, exchange)
			set := settings()
			set.Size, set.Recipients, set.Senders = sizes(t, "100:5,10KiB:4,300KiB:1"), counts(t, "1..3"), 7
			o.Program, o.Goroutines, o.PerConnection = compiled(t, exchange, set), goroutines, 30
			r := measure(t.Context(), t, o)
			s.stop()
			if r.Total.Accepted != o.Messages || r.Total.Octets != s.octets {
				t.Errorf("%s: %d accepted, %d octets counted and %d received", exchange, r.Total.Accepted, r.Total.Octets, s.octets)
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
		r := measure(t.Context(), t, o)
		if r.Total.Accepted != 50 || r.Total.Opened != 50 {
			t.Errorf("%d accepted on %d connections", r.Total.Accepted, r.Total.Opened)
		}
	})
}
