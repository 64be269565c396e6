package player

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

func TestStartTLS(t *testing.T) {
	const start = "S 220 hi\nC STARTTLS\n"
	const play = "- connect: {}\n  S: 220\n- C: STARTTLS\n  S: 220\n"
	for _, c := range []struct {
		name, script, play string
		want               reports.Verdict
		reason             string
		kind               string // a deviation
	}{
		{"upgrade", start + "S 220 go\ntls\nC EHLO\nS 250 hi\nhold", "- tls: {}\n- C: EHLO x\n  S: 250", reports.Pass, "", ""},
		{"reply in clear behind it", start + "raw \"220 go\\r\\n250 injected\\r\\n\"\ntls\nC EHLO\nS 250 hi\nhold", "- pause: 30ms\n- tls: {}\n- expect_silence: 30ms\n- C: EHLO x\n  S: 250", reports.Pass, "", PlaintextAfterStartTLS},
		{"part of a reply in clear", start + "raw \"220 go\\r\\n250 in\"\ntls\nC EHLO\nS 250 hi\nhold", "- pause: 30ms\n- tls: {}\n- C: EHLO x\n  S: 250", reports.Pass, "", PlaintextAfterStartTLS},
		{"talk in TLS", start + "S 220 go\ntls\nS 250 early\nhold", "- tls: {}\n- expect_silence: 1s", reports.Fail, "250 early", ""},
		{"no handshake", start + "S 220 go\nhold", "- tls: {}", reports.Fail, "TLS handshake failed", ""},
		{"a handshake answered in clear", start + "S 220 go\nsome\nS 500 what?\nhold", "- tls: {}", reports.Fail, "TLS handshake failed", ""},
		{"fin before the handshake", start + "S 220 go\nfin", "- pause: 30ms\n- tls: {}", reports.Fail, "closed (FIN)", ""},
		{"a handshake that must fail", start + "S 220 go\nsome\nS garbage\nhold", "- tls: {fails: true}\n- S: silence", reports.Pass, "", ""},
		{"and the end that follows", start + "S 220 go\nsome\nS garbage\nfin", "- tls: {fails: true}\n- S: close", reports.Pass, "", ""},
		{"a handshake that must fail and does not", start + "S 220 go\ntls\nhold", "- tls: {fails: true}", reports.Fail, "one that succeeded", ""},
		{"a handshake that may fail", start + "S 220 go\nsome\nS garbage\nhold", "- tls: {may_fail: true}\n- S: 250", reports.Pass, "", ""},
		{"a handshake that may not come about", start + "S 220 go\nfin", "- pause: 30ms\n- tls: {may_fail: true}\n- S: 250", reports.Pass, "", ""},
		{"a handshake that may fail and does not", start + "S 220 go\ntls\nS 250 early\nhold", "- tls: {may_fail: true}\n- expect_silence: 1s", reports.Fail, "250 early", ""},
		{"an alert that comes early", start + "raw \"220 go\\r\\n\\x15\\x03\\x01\\x00\\x02\\x02\\x0a\"\nfin", "- pause: 30ms\n- tls: {fails: true}", reports.Pass, "", ""},
		{"fin in TLS", start + "S 220 go\ntls\nfin", "- tls: {}\n- S: fin", reports.Pass, "", ""},
		{"close in TLS", start + "S 220 go\ntls\nC NOOP\nfin", "- tls: {}\n- C: NOOP\n  S: close", reports.Pass, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, c.script).player()
			p.Limits.Reply = 500 * time.Millisecond
			r := p.Run(t.Context(), load(t, "", play+c.play))
			said := why(r)
			if r.Verdict != c.want || !strings.Contains(said, c.reason) {
				t.Errorf("%s: %s, want %s: %s\n%s", r.Verdict, said, c.want, c.reason, transcript(r))
			}
			has := slices.ContainsFunc(r.Deviations, func(d Deviation) bool { return d.Kind == c.kind })
			if c.kind != "" && !has || c.kind == "" && len(r.Deviations) > 0 {
				t.Errorf("deviations %v, want %q", r.Deviations, c.kind)
			}
		})
	}
}

// TestCertificate has no verdict on a server whose certificate does not match.
func TestCertificate(t *testing.T) {
	for _, step := range []string{"tls: {}", "tls: {may_fail: true}", "tls: {fails: true}"} {
		p := serve(t, "S 220 hi\nC STARTTLS\nS 220 go\ntls\nhold").player()
		p.Target.TLS.ServerName = "other.example.net"
		r := p.Run(t.Context(), load(t, "", "- connect: {}\n  S: 220\n- C: STARTTLS\n  S: 220\n- "+step))
		if r.Verdict != reports.Unknown || !strings.Contains(why(r), "certificate") {
			t.Errorf("%s: %s: %s", step, r.Verdict, why(r))
		}
	}
}

// TestImplicitTLS begins with the handshake.
func TestImplicitTLS(t *testing.T) {
	s := serve(t, "tls\nS 220 hi\nhold")
	p := s.player()
	p.Target.Ports["submissions"] = p.Target.Ports["smtp"]
	r := p.Run(t.Context(), load(t, "", "- connect: {port: submissions, tls: true}\n  S: 220\n- expect_open: {port: submissions}"))
	if r.Verdict != reports.Pass {
		t.Errorf("%s: %s", r.Verdict, why(r))
	}
}

// TestTLSFailure distinguishes the ways in which a handshake fails.
func TestTLSFailure(t *testing.T) {
	for _, c := range []struct {
		err  error
		want reports.TLSFailure
	}{
		{io.EOF, reports.TLSEnded},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, reports.TLSEnded},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, reports.TLSTimeout},
		{&net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}, reports.TLSAlert},
		{errRefused, reports.TLSAlert},
		{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}, reports.TLSCertificate},
		{tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, reports.TLSProtocol},
	} {
		if got := tlsFailure(c.err); got != c.want {
			t.Errorf("%v: got %s, want %s", c.err, got, c.want)
		}
	}
}
