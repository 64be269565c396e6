package loadgen

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/mix"
)

func TestMain(m *testing.M) {
	if schedule := os.Getenv(sinkProcess); schedule != "" {
		if err := beSink(schedule); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

func options(t testing.TB, s *sink, exchange string) Options {
	return Options{
		Program: program(t, exchange, plain()), Address: s.address(), Connections: 8, Messages: 400, Timeout: 5 * time.Second,
		Histograms: true,
	}
}

func runLoad(ctx context.Context, t testing.TB, o Options) *Result {
	t.Helper()
	r, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Total.Accepted + r.Total.Rejected + r.Total.Failed(); got != r.Total.Attempted() {
		t.Fatalf("got %d attempted and %d outcomes, want as many", r.Total.Attempted(), got)
	}
	if n := r.Total.Latency[exchange.PhaseTransaction].TotalCount(); n != r.Total.Accepted {
		t.Errorf("got %d accepted and %d latencies, want as many", r.Total.Accepted, n)
	}
	if n := r.Intervals[len(r.Intervals)-1].Connections; n != 0 {
		t.Errorf("got %d open connections at the end, want 0", n)
	}
	var sum [3]int64
	latencies := int64(0)
	var cpu time.Duration
	for _, i := range r.Intervals {
		latencies += i.Latency[exchange.PhaseTransaction.String()].Count
		cpu += i.CPU
		sum[0] += i.Accepted
		sum[1] += i.Rejected
		sum[2] += i.Failed
	}
	if latencies != r.Total.Accepted {
		t.Errorf("got %d latencies in the intervals, want %d", latencies, r.Total.Accepted)
	}
	if cpu > r.Usage.CPU {
		t.Errorf("got %v of processor time in the intervals, want at most %v of the whole run", cpu, r.Usage.CPU)
	}
	if sum != [3]int64{r.Total.Accepted, r.Total.Rejected, r.Total.Failed()} {
		t.Errorf("got intervals that add up to %v, want %d %d %d", sum, r.Total.Accepted, r.Total.Rejected, r.Total.Failed())
	}
	return r
}

// quick is for runs that wait for a target that does not answer.
func quick() timing {
	return timing{interval: 100 * time.Millisecond, maxBackoff: 50 * time.Millisecond, refusedTimeout: 300 * time.Millisecond, connectGrace: 500 * time.Millisecond, quitTimeout: 200 * time.Millisecond}
}

// both runs a test on both transports.
func both(t *testing.T, f func(t *testing.T, goroutines bool)) {
	for _, goroutines := range []bool{false, true} {
		t.Run(map[bool]string{false: "loop", true: "goroutines"}[goroutines], func(t *testing.T) { f(t, goroutines) })
	}
}

func TestRun_everyMessageOnce(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
			for _, c := range []struct {
				size, perConnection, connections int
				rate                             float64
			}{{20, 0, 8, 0}, {20, 1, 8, 0}, {20, 7, 3, 0}, {100_000, 0, 4, 0}, {20, 0, 500, 0}, {20, 0, 8, 5000}, {20, 3, 8, 5000}} {
				t.Run(fmt.Sprint(exchange, c), func(t *testing.T) {
					s := newSink(t, nil)
					o := options(t, s, exchange)
					set := plain()
					set.Size = mix.Fixed(c.size)
					o.Program = program(t, exchange, set)
					o.PerConnection, o.Connections, o.Rate, o.Goroutines = c.perConnection, c.connections, c.rate, goroutines
					r := runLoad(t.Context(), t, o)
					if r.Total.Accepted != 400 || r.Total.Attempted() != 400 || s.messages.Load() != 400 {
						t.Errorf("got %d attempted, %d accepted, %d taken by the sink, failures %v, want 400 of each", r.Total.Attempted(), r.Total.Accepted, s.messages.Load(), r.Total.Failures)
					}
					if err := s.distinct(); err != nil {
						t.Error(err)
					}
					if r.Interrupted || r.Dead != "" {
						t.Errorf("got interrupted %v, dead %q, want neither", r.Interrupted, r.Dead)
					}
					if c.perConnection == 1 && s.sessions.Load() < 400 {
						t.Errorf("got %d connections, want at least 400 for 400 messages of one each", s.sessions.Load())
					}
				})
			}
		}
	})
}

func TestRun_causes(t *testing.T) {
	for name, c := range map[string]struct {
		say   func(conn, n int64, verb string) string
		check func(n *measure.Numbers) bool
	}{
		"reset": {func(_, n int64, verb string) string {
			if verb == "MAIL" && n%3 == 0 {
				return "rst"
			}
			return ""
		}, func(n *measure.Numbers) bool { return n.Failures[exchange.CauseReset] > 0 && n.Rejected == 0 }},
		"closed in the content": {func(conn, _ int64, verb string) string {
			if verb == "CONTENT" && conn%2 == 0 {
				return "fin"
			}
			return ""
		}, func(n *measure.Numbers) bool {
			return n.Failures[exchange.CauseClosed]+n.Failures[exchange.CauseReset] > 0 && n.Accepted > 0
		}},
		"temporary": {func(_, n int64, verb string) string {
			if verb == "RCPT" && n%2 == 0 {
				return "450 later"
			}
			return ""
		}, func(n *measure.Numbers) bool {
			return n.Rejected > 0 && n.Accepted > 0 && n.Replies[450] == n.Refused && n.Failed() == 0
		}},
		"closing": {func(_, n int64, verb string) string {
			if verb == "MAIL" && n > 10 {
				return "421 enough"
			}
			return ""
		}, func(n *measure.Numbers) bool { return n.Rejected > 0 && n.Replies[421] == n.Rejected }},
		"greeting": {func(conn, _ int64, verb string) string {
			if verb == "GREETING" && conn <= 4 {
				return "554 not you"
			}
			return ""
		}, func(n *measure.Numbers) bool { return n.Failures[exchange.CauseOpening] == 4 && n.Accepted == 396 }},
		"nonsense": {func(conn, _ int64, verb string) string {
			if verb == "DATA" && conn == 1 {
				return "what?"
			}
			return ""
		}, func(n *measure.Numbers) bool { return n.Failures[exchange.CauseMalformed] == 1 && n.Accepted == 399 }},
	} {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, goroutines bool) {
				s := newSink(t, func(s *sink) { s.say = c.say })
				o := options(t, s, "load.classic")
				o.Goroutines = goroutines
				r := runLoad(t.Context(), t, o)
				if r.Total.Attempted() != 400 || !c.check(r.Total) {
					t.Errorf("got %d attempted, %d accepted, %d rejected, failures %v", r.Total.Attempted(), r.Total.Accepted, r.Total.Rejected, r.Total.Failures)
				}
			})
		})
	}
}

// TestRun_stalledConnection has a server that is silent, or reads no content, on the only
// connection.
func TestRun_stalledConnection(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for verb, how := range map[string]string{"MAIL": "hang", "DATA": "stall"} {
			s := newSink(t, func(s *sink) {
				s.say = func(_, _ int64, at string) string {
					if at == verb {
						return how
					}
					return ""
				}
			})
			o := options(t, s, "load.classic")
			set := plain()
			set.Size = mix.Fixed(8 << 20) // more than the sockets hold
			o.Program, o.Goroutines, o.Connections, o.Messages, o.Timeout = program(t, "load.classic", set), goroutines, 1, 1, 400*time.Millisecond
			r := runLoad(t.Context(), t, o)
			if r.Total.Failures[exchange.CauseTimeout] != 1 || r.Total.Attempted() != 1 {
				t.Errorf("%s at %s: got %d attempted, failures %v, want a timeout", how, verb, r.Total.Attempted(), r.Total.Failures)
			}
		}
	})
}

func TestRun_refused(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.classic")
		s.stop()
		o.Goroutines, o.Messages = goroutines, 12
		r := runLoad(t.Context(), t, o)
		if r.Total.Attempted() != 12 || r.Total.Failures[exchange.CauseRefused] != 12 {
			t.Errorf("got %d attempted, failures %v, want 12 refused connections", r.Total.Attempted(), r.Total.Failures)
		}
	})
}

func TestRun_deadTarget(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.classic")
		s.stop()
		o.Goroutines, o.Messages, o.Rate, o.timing = goroutines, 0, 50, quick()
		r := runLoad(t.Context(), t, o)
		if r.Dead == "" || r.Total.Accepted != 0 {
			t.Errorf("got dead %q, %d accepted, want a dead target and none accepted", r.Dead, r.Total.Accepted)
		}
		if r.Total.Failures[exchange.CauseNotStarted] == 0 {
			t.Errorf("got failures %v, want some that never started", r.Total.Failures)
		}
	})
}

func TestRun_interrupted(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, rate := range []float64{0, 1000} {
			t.Run(fmt.Sprint(rate), func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s := newSink(t, func(s *sink) {
					s.delay = func(n int64) time.Duration {
						if n == 50 {
							cancel()
						}
						if n > 60 {
							return time.Minute // the sink is stopped before
						}
						return 0
					}
				})
				o := options(t, s, "load.pipelined")
				o.Goroutines, o.Messages, o.Rate, o.timing = goroutines, 0, rate, quick()
				r := runLoad(ctx, t, o)
				if !r.Interrupted || r.Total.Attempted() == 0 {
					t.Errorf("got interrupted %v, %d attempted, want true and some attempted", r.Interrupted, r.Total.Attempted())
				}
				if taken := s.messages.Load(); r.Total.Accepted > taken {
					t.Errorf("got %d accepted, want at most the %d that the sink took", r.Total.Accepted, taken)
				}
			})
		}
	})
}

func TestRun_warmUp(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, rate := range []float64{0, 500} {
			s := newSink(t, func(s *sink) { s.delay = func(int64) time.Duration { return time.Millisecond } })
			o := options(t, s, "load.classic")
			o.Goroutines, o.Rate, o.Warmup, o.Messages = goroutines, rate, 100*time.Millisecond, 100
			r := runLoad(t.Context(), t, o)
			if r.Total.Attempted() != 100 || s.messages.Load() <= 100 {
				t.Errorf("rate %v: got %d counted of %d that the sink took, want 100 of more", rate, r.Total.Attempted(), s.messages.Load())
			}
			if n := r.Total.Latency[exchange.PhaseConnect].TotalCount(); n != 0 {
				t.Errorf("rate %v: got %d counted connects, want 0 in the warm-up", rate, n)
			}
		}
	})
}

func TestRun_duration(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, rate := range []float64{0, 500} {
			s := newSink(t, nil)
			o := options(t, s, "load.pipelined")
			o.Goroutines, o.Rate, o.Messages, o.Duration = goroutines, rate, 0, 200*time.Millisecond
			r := runLoad(t.Context(), t, o)
			if r.Total.Accepted != r.Total.Attempted() || r.Total.Accepted != s.messages.Load() {
				t.Errorf("rate %v: got %d attempted, %d accepted, %d taken by the sink, failures %v, want as many", rate, r.Total.Attempted(), r.Total.Accepted, s.messages.Load(), r.Total.Failures)
			}
			if rate > 0 && r.Total.Attempted() != 100 {
				t.Errorf("got %d messages in 0.2 s of %v a second, want 100", r.Total.Attempted(), rate)
			}
		}
	})
}
