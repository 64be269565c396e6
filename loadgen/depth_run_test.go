package loadgen

import "testing"

func TestRun_depthNeedsOneWrite(t *testing.T) {
	o := options(t, newSink(t, nil), "load.pipelined")
	o.Depth = 2
	if _, err := Run(t.Context(), o); err == nil {
		t.Error("messages that await 354 were sent two at once")
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
			set := settings()
			set.Size = Fixed(c.size)
			o.Program = compiled(t, "load.chunking", set)
			o.Depth, o.PerConnection, o.Rate, o.Goroutines, o.Connections = 16, c.perConnection, c.rate, goroutines, 4
			r := measure(t.Context(), t, o)
			if r.Total.Accepted != 400 || r.Total.Attempted() != 400 || s.messages.Load() != 400 {
				t.Errorf("%v: %d attempted, %d accepted, the sink took %d: %v", c, r.Total.Attempted(), r.Total.Accepted, s.messages.Load(), r.Total.Failures)
			}
			if err := s.distinct(); err != nil {
				t.Error(err)
			}
		}
	})
}
