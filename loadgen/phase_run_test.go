package loadgen

import (
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// TestRun_phases submits over STARTTLS and AUTH, and with TLS
// from the beginning.
func TestRun_phases(t *testing.T) {
	cfg := refserver.DefaultConfig("example.com")
	cfg.Users = map[string]string{"user": "secret"}
	cfg.Listeners = []refserver.Listener{
		{Profile: refserver.ProfileSubmission, Address: "127.0.0.1:0"},
		{Profile: refserver.ProfileMX, Address: "127.0.0.1:0", ImplicitTLS: true},
	}
	server, err := server.Start(cfg, nil, refserver.NewBackend(cfg, refserver.DiscardStore{}))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Shutdown(t.Context())
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	for listener, c := range []struct {
		exchange string
		tls      exchange.TLS
		want     map[exchange.Phase]int64 // for each connection
	}{
		{"load.submission", exchange.AsWritten, map[exchange.Phase]int64{exchange.PhaseConnect: 1, exchange.PhaseTLS: 1, exchange.PhaseGreeting: 1, exchange.PhaseEhlo: 2, exchange.PhaseAuth: 1}},
		{"load.classic", exchange.Implicit, map[exchange.Phase]int64{exchange.PhaseConnect: 1, exchange.PhaseTLS: 1, exchange.PhaseGreeting: 1, exchange.PhaseEhlo: 1}},
	} {
		set := plain()
		set.User, set.Password, set.TLS, set.Mailboxes = "user", "secret", c.tls, cfg.Mailboxes
		set.Facts = map[string]string{"mailbox": cfg.Mailboxes[0]}
		r := runLoad(t.Context(), t, Options{
			Program: program(t, c.exchange, set), Address: server.Addr(listener).(*net.TCPAddr).AddrPort(), Connections: 4, Messages: 12, PerConnection: 3,
			Timeout: 5 * time.Second, TLS: &tls.Config{RootCAs: roots, ServerName: cfg.Domain, MinVersion: tls.VersionTLS12},
		})
		if r.Total.Accepted != 12 {
			t.Fatalf("%s: got %d accepted, failures %v, want 12 accepted", c.exchange, r.Total.Accepted, r.Total.Failures)
		}
		for p := range c.want {
			c.want[p] *= r.Total.Opened
		}
		for _, p := range []exchange.Phase{exchange.PhaseMail, exchange.PhaseRcpt, exchange.PhaseData, exchange.PhaseContent, exchange.PhaseTransaction} {
			c.want[p] = 12
		}
		got := map[exchange.Phase]int64{}
		for _, p := range exchange.Phases() {
			if n := r.Total.Latency[p].TotalCount(); n > 0 {
				got[p] = n
			}
		}
		if !maps.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.exchange, got, c.want)
		}
	}
}
