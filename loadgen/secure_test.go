package loadgen

import (
	"context"
	"crypto/tls"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// certified is a configuration for each end.
func certified(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	s := httptest.NewTLSServer(nil) // for its certificate
	defer s.Close()
	client = &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12} //nolint:gosec // of this test alone
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12}, client
}

// TestRun_securedInterrupted interrupts them in the middle of their work.
func TestRun_securedInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	server, client := certified(t)
	s := newSink(t, func(s *sink) {
		s.tls = server
		s.delay = func(n int64) time.Duration {
			if n == 600 {
				cancel()
			}
			return 0
		}
	})
	set := plain()
	set.TLS = exchange.Implicit
	o := options(t, s, "load.chunking")
	o.Program, o.TLS = program(t, "load.chunking", set), client
	o.Connections, o.Depth, o.Messages, o.Timeout = 200, 4, 0, 20*time.Second
	r := runLoad(ctx, t, o)
	if !r.Interrupted || r.Total.Accepted < 500 || r.Total.Failures[exchange.CauseInterrupted] != r.Total.Failed() {
		t.Errorf("got interrupted %v, %d accepted, failures %v, want true, 500 or more, and those that were interrupted", r.Interrupted, r.Total.Accepted, r.Total.Failures)
	}
	if n := r.Total.Latency[exchange.PhaseTLS].TotalCount(); n == 0 || n > 200 {
		t.Errorf("got %d handshakes, want 1 to 200", n)
	}
}

// TestRun_handshakeFails counts them by what the server did.
func TestRun_handshakeFails(t *testing.T) {
	for name, c := range map[string]struct {
		say    string
		causes []exchange.Cause
	}{
		"in clear": {"220 in clear", []exchange.Cause{exchange.CauseTLS}},
		"silent":   {"hang", []exchange.Cause{exchange.CauseTimeout}},
		"closed":   {"fin", []exchange.Cause{exchange.CauseClosed, exchange.CauseReset}},
		"reset":    {"rst", []exchange.Cause{exchange.CauseClosed, exchange.CauseReset}},
	} {
		t.Run(name, func(t *testing.T) {
			_, client := certified(t)
			s := newSink(t, func(s *sink) {
				s.say = func(int64, int64, string) string { return c.say }
			})
			set := plain()
			set.TLS = exchange.Implicit
			o := options(t, s, "load.classic")
			o.Program, o.TLS, o.Messages, o.Timeout = program(t, "load.classic", set), client, 8, 500*time.Millisecond
			r := runLoad(t.Context(), t, o)
			known := int64(0)
			for _, cause := range c.causes {
				known += r.Total.Failures[cause]
			}
			if known != 8 || r.Total.Attempted() != 8 {
				t.Errorf("got failures %v, want 8 of %v", r.Total.Failures, c.causes)
			}
		})
	}
}
