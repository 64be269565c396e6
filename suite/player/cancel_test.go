package player

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// TestCancel ends the context in each kind of wait: the case ends at once, with
// an error, and leaves nothing running (see TestMain).
func TestCancel(t *testing.T) {
	const opened = "- connect: {}\n  S: 220\n"
	const tls = "S 220 hi\nC STARTTLS\nS 220 go\n"
	for _, c := range []struct{ name, script, play string }{
		{"reply", "S 220 hi\nhold", opened + "- S: 250"},
		{"quiet", "S 220 hi\nhold", opened + "- expect_silence: 1h"},
		{"pause", "S 220 hi\nhold", opened + "- pause: 1h"},
		{"gap", "S 220 hi\nhold", opened + "- send: [\"a\", \"b\"]\n  gap: 1h\n  unread: true"},
		{"collect", "S 220 hi\nhold", opened + "- collect: {until: 221, count: {250: 0..}}"},
		{"sending", "S 220 hi\nstuck", opened + "- send: \"${repeat:0123456789abcdef:600000}\"\n  unread: true"},
		{"handshake", tls + "stuck", opened + "- C: STARTTLS\n  S: 220\n- tls: {}"},
		{"sending in TLS", tls + "tls\nstuck", opened + "- C: STARTTLS\n  S: 220\n- tls: {}\n- send: \"${repeat:0123456789abcdef:600000}\"\n  unread: true"},
		{"auth", "S 220 hi\nhold", opened + "- auth: PLAIN"},
		{"alive", "hold", "- connect: {}\n- expect_open: {}"},
		{"delivered", "S 220 hi\nhold", opened + "- delivered: {count: 1}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, c.script).player()
			p.Limits.Reply, p.Limits.Case = time.Hour, time.Hour
			var err error
			if p.Target.Store, err = OpenStore(t.Context(), target.Spool{Dir: t.TempDir()}, time.Hour); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancelCause(context.Background())
			time.AfterFunc(100*time.Millisecond, func() { cancel(errors.New("by hand")) })
			r := p.Run(ctx, load(t, "", c.play))
			if r.Verdict != reports.Error || !strings.Contains(why(r), "by hand") || len(r.Findings) > 0 {
				t.Errorf("%s: %s %v", r.Verdict, why(r), r.Findings)
			}
		})
	}
}

// TestCaseTooLong bounds a complete case.
func TestCaseTooLong(t *testing.T) {
	p := serve(t, "S 220 hi\nhold").player()
	p.Limits.Case = 50 * time.Millisecond
	r := p.Run(t.Context(), load(t, "", "- connect: {}\n  S: 220\n- expect_silence: 1h"))
	if r.Verdict != reports.Error || !strings.Contains(why(r), "longer than it may") {
		t.Errorf("%s: %s", r.Verdict, why(r))
	}
}
