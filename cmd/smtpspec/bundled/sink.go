package bundled

import (
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

// StartSink starts the bundled server for load on a port of target.yaml. It accepts
// every message and keeps none.
func StartSink(port string, connections, recipients int) (*selftest.Bundle, error) {
	names := []string{target.PortSMTP, target.PortSubmission, target.PortSubmissions, target.PortLMTP}
	listeners := []refserver.Listener{
		{Profile: refserver.ProfileMX},
		{Profile: refserver.ProfileSubmission},
		{Profile: refserver.ProfileMX, ImplicitTLS: true},
		{Profile: refserver.ProfileLMTP},
	}
	at := slices.Index(names, port)
	if at < 0 {
		return nil, fmt.Errorf("the bundled server takes load on %s, not on %s: choose another exchange", strings.Join(names, ", "), port)
	}
	listener := listeners[at]
	listener.Address = "127.0.0.1:0"
	cfg := refserver.DefaultConfig(Domain)
	cfg.Listeners = []refserver.Listener{listener}
	cfg.Users = map[string]string{user: password}
	cfg.MaxConnections = connections + 100
	cfg.Limits.MessageSize = 2 * mix.MaxBody
	cfg.Limits.Recipients = max(cfg.Limits.Recipients, recipients)
	server, err := server.Start(cfg, nil, refserver.NewBackend(cfg, refserver.DiscardStore{}))
	if err != nil {
		return nil, err
	}
	target := &target.Target{
		Name: name, Host: "127.0.0.1", Domain: Domain, Mailboxes: target.Mailboxes{Known: cfg.Mailboxes},
		Auth: target.Auth{User: user, Password: password}, TLS: target.TLS{ServerName: Domain},
	}
	target.Ports.Set(port, server.Addr(0).(*net.TCPAddr).Port)
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	return &selftest.Bundle{Target: target, Roots: roots, Stop: func() { shutdown(server) }}, nil
}
