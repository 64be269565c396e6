package loadgen

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/mix"
)

// TestRun_hostileServer puts load on servers of which some connections misbehave:
// the run ends, every message comes to one end, and the failures have the cause
// that the server gave.
func TestRun_hostileServer(t *testing.T) {
	third := func(at, what string) func(conn, n int64, verb string) string {
		return func(conn, _ int64, verb string) string {
			if conn%3 == 1 && verb == at {
				return what
			}
			return ""
		}
	}
	gone := []exchange.Cause{exchange.CauseReset, exchange.CauseClosed}
	for name, c := range map[string]struct {
		say    func(conn, n int64, verb string) string
		causes []exchange.Cause // no others
		clean  bool             // no failures at all
	}{
		"silent greeting":       {say: third("GREETING", "hang"), causes: []exchange.Cause{exchange.CauseTimeout}},
		"resets in MAIL":        {say: third("MAIL", "rst"), causes: gone},
		"closes in MAIL":        {say: third("MAIL", "fin"), causes: gone},
		"closes in the content": {say: third("CONTENT", "fin"), causes: gone},
		"silent at RCPT":        {say: third("RCPT", "hang"), causes: []exchange.Cause{exchange.CauseTimeout}},
		"silent at the content": {say: third("CONTENT", "hang"), causes: []exchange.Cause{exchange.CauseTimeout}},
		"silent but for dots":   {say: third("MAIL", "drip"), causes: []exchange.Cause{exchange.CauseTimeout}},
		"silent at QUIT":        {say: third("QUIT", "hang"), clean: true},
		"421 for a greeting":    {say: third("GREETING", "421 too busy"), causes: []exchange.Cause{exchange.CauseOpening}},
		"421 in MAIL":           {say: third("MAIL", "421 bye"), causes: gone}, // of what was sent after it
		"noise":                 {say: third("MAIL", "\x00\xff\x80"), causes: []exchange.Cause{exchange.CauseMalformed}},
		"noise without an end":  {say: third("MAIL", "endless \x00\xff\x80"), causes: []exchange.Cause{exchange.CauseMalformed}},
		"a reply without end":   {say: third("MAIL", "endless 250-more\r\n"), causes: []exchange.Cause{exchange.CauseMalformed}},
		"replies without end":   {say: third("GREETING", "endless 220 again\r\n"), causes: append([]exchange.Cause{exchange.CauseUnexpected, exchange.CauseOpening, exchange.CauseMalformed}, gone...)},
		"answers too early":     {say: third("EHLO", "250 me\r\n250 MAIL\r\n250 RCPT\r\n354 DATA\r\n250 taken"), causes: []exchange.Cause{exchange.CauseUnexpected}},
		"354 for MAIL":          {say: third("MAIL", "354 go"), causes: []exchange.Cause{exchange.CauseUnexpected}},
	} {
		exchanges, timeout := map[string]int{"load.classic": 1, "load.pipelined": 1, "load.chunking": 8}, 10*time.Second
		if strings.HasPrefix(name, "silent") { // each waits for a time-out
			exchanges, timeout = map[string]int{"load.chunking": 8}, 400*time.Millisecond
		}
		for exchange, depth := range exchanges {
			for _, goroutines := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/%v", name, exchange, goroutines), func(t *testing.T) {
					t.Parallel()
					s := newSink(t, func(s *sink) { s.say = c.say })
					o := options(t, s, exchange)
					o.Goroutines, o.Depth, o.Connections, o.PerConnection, o.Messages, o.Timeout = goroutines, depth, 6, 5, 60, timeout
					r := runLoad(t.Context(), t, o)
					if r.Total.Attempted() != 60 || r.Dead != "" || r.Total.Accepted == 0 {
						t.Errorf("got %d attempted, %d accepted, dead %q, want 60 attempted and some accepted", r.Total.Attempted(), r.Total.Accepted, r.Dead)
					}
					known := int64(0)
					for _, cause := range c.causes {
						known += r.Total.Failures[cause]
					}
					if known != r.Total.Failed() || !c.clean && r.Total.Failed()+r.Total.Rejected == 0 {
						t.Errorf("got failures %v and %d rejected, want only %v", r.Total.Failures, r.Total.Rejected, c.causes)
					}
				})
			}
		}
	}
}

// TestRun_serverDies ends the server, its listener and all connections, after
// some messages.
func TestRun_serverDies(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		dead := make(chan struct{})
		s := newSink(t, func(s *sink) {
			s.delay = func(n int64) time.Duration {
				if n == 100 {
					go func() { s.stop(); close(dead) }()
				}
				return 0
			}
		})
		o := options(t, s, "load.chunking")
		o.Goroutines, o.Depth, o.Messages, o.Timeout = goroutines, 4, 1_000_000, time.Second
		o.timing = quick()
		r := runLoad(t.Context(), t, o)
		<-dead
		if r.Total.Accepted == 0 || r.Dead == "" || r.Total.Failures[exchange.CauseRefused] == 0 {
			t.Errorf("got dead %q, %d accepted, failures %v, want a dead target and refused connections", r.Dead, r.Total.Accepted, r.Total.Failures)
		}
		if taken := s.messages.Load(); r.Total.Accepted > taken {
			t.Errorf("got %d accepted, want at most the %d that the server took", r.Total.Accepted, taken)
		}
	})
}

// TestRun_serverStopsListening stops listening half-way, and goes on with the
// connections that it has.
func TestRun_serverStopsListening(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, func(s *sink) {
			s.delay = func(n int64) time.Duration {
				if n == 50 {
					s.listener.Close()
				}
				return 5 * time.Millisecond
			}
			s.say = func(conn, _ int64, verb string) string {
				if conn == 1 && verb == "CONTENT" && s.messages.Load() > 60 {
					return "rst"
				}
				return ""
			}
		})
		o := options(t, s, "load.classic")
		o.Goroutines, o.Messages = goroutines, 200
		r := runLoad(t.Context(), t, o)
		if r.Total.Failures[exchange.CauseRefused] == 0 || r.Total.Accepted < 150 || r.Total.Attempted() != 200 || r.Dead != "" {
			t.Errorf("got %d accepted, failures %v, dead %q, want 150 accepted and refused connections", r.Total.Accepted, r.Total.Failures, r.Dead)
		}
	})
}

// TestRun_idleConnection leaves a connection idle for longer than the
// time-out, and then lets it wait for a reply.
func TestRun_idleConnection(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		t.Parallel()
		s := newSink(t, func(s *sink) { s.delay = func(int64) time.Duration { return 50 * time.Millisecond } })
		o := options(t, s, "load.classic")
		o.Goroutines, o.Connections, o.Rate, o.Messages, o.Timeout = goroutines, 1, 0.7, 2, 1300*time.Millisecond
		if r := runLoad(t.Context(), t, o); r.Total.Accepted != 2 {
			t.Errorf("got %d accepted, failures %v, want 2 accepted", r.Total.Accepted, r.Total.Failures)
		}
	})
}

// TestRun_stalledConnectionHoldsUpNoOther keeps one connection waiting until every
// other message has been taken: it would wait for ever if they waited for it.
func TestRun_stalledConnectionHoldsUpNoOther(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, at := range []string{"MAIL", "READ", "CONTENT"} {
			for _, rate := range []float64{0, 400} {
				messages, others := int64(24), make(chan struct{})
				if at == "READ" {
					messages = 8 // they are large
				}
				s := newSink(t, func(s *sink) {
					s.before = func(conn int64, verb string) {
						if conn != 1 || verb != at {
							return
						}
						select {
						case <-others:
						case <-s.done:
						}
					}
					s.delay = func(n int64) time.Duration {
						// At CONTENT the stalled message counts when it came.
						if n == messages-2 || at == "CONTENT" && n == messages-1 {
							select {
							case <-others:
							default:
								close(others)
							}
						}
						return 0
					}
				})
				o := options(t, s, "load.classic")
				set := plain()
				if at == "READ" {
					set.Size = mix.Fixed(8 << 20) // more than the sockets hold: its writes stall
				}
				o.Program = program(t, "load.classic", set)
				o.Goroutines, o.Connections, o.Messages, o.Rate, o.Timeout = goroutines, 4, messages, rate, 20*time.Second
				r := runLoad(t.Context(), t, o)
				if r.Total.Accepted != messages {
					t.Errorf("stalled at %s, rate %g: got %d accepted, failures %v, want %d accepted", at, rate, r.Total.Accepted, r.Total.Failures, messages)
				}
				s.stop()
			}
		}
	})
}
