package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
)

// loadTarget is a server that load is put on.
type loadTarget struct {
	*scenarios.Target
	facts reports.Target
	port  string // its name in target.yaml
	tls   *tls.Config
	stop  func()
}

// open finds the target, or starts the bundled server as a sink.
func (f *loadFlags) open(ctx context.Context, scenario *scenarios.Case) (*loadTarget, error) {
	t := &loadTarget{port: portOf(scenario), stop: func() {}}
	if f.tls == string(exchange.Implicit) {
		t.port = scenarios.PortSubmissions
	}
	if f.target == "" && f.config == "" {
		return f.startSink(t)
	}
	target, number, err := readTarget(f.target, f.config)
	if err != nil {
		return nil, err
	}
	t.Target = target
	if number == 0 {
		number = t.Ports[t.port]
	}
	if number == 0 {
		return nil, fmt.Errorf("this exchange needs ports.%s in %s", t.port, f.config)
	}
	if len(t.Mailboxes.Known) == 0 {
		return nil, errors.New("load goes only to mailboxes.known of target.yaml, which is empty: name them with --config")
	}
	address, err := suite.Resolve(ctx, t.Host, f.authorized || t.Authorized)
	if err != nil {
		return nil, err
	}
	if t.tls, err = t.TLSConfig(nil); err != nil {
		return nil, err
	}
	t.facts = reports.Target{Name: t.Name, Address: net.JoinHostPort(address, strconv.Itoa(number)), Domain: t.Domain}
	if t.Name == "" {
		t.facts.Name = net.JoinHostPort(t.Host, strconv.Itoa(number))
	}
	return t, nil
}

// portOf is the name of the port that an exchange connects to.
func portOf(exchange *scenarios.Case) string {
	for _, st := range exchange.Steps {
		if st.Connect != nil && st.Connect.Port != "" {
			return st.Connect.Port
		}
	}
	return scenarios.PortSMTP
}

// startSink starts the bundled server, which accepts every message and keeps
// none.
func (f *loadFlags) startSink(t *loadTarget) (*loadTarget, error) {
	cfg := refserver.DefaultConfig(bundled.Domain)
	cfg.Users = map[string]string{bundled.User: bundled.Password}
	cfg.MaxConnections = f.connections + 100
	cfg.Limits.MessageSize = 2 * mix.MaxBody
	cfg.Limits.Recipients = max(cfg.Limits.Recipients, f.counts.Max())
	profiles := []refserver.Listener{
		{Profile: refserver.ProfileMX, Address: "127.0.0.1:0"},
		{Profile: refserver.ProfileSubmission, Address: "127.0.0.1:0"},
		{Profile: refserver.ProfileMX, Address: "127.0.0.1:0", ImplicitTLS: true},
		{Profile: refserver.ProfileLMTP, Address: "127.0.0.1:0"},
	}
	names := []string{scenarios.PortSMTP, scenarios.PortSubmission, scenarios.PortSubmissions, scenarios.PortLMTP}
	at := slices.Index(names, t.port)
	if at < 0 {
		return nil, fmt.Errorf("the bundled server takes load on %s, not on %s: choose another exchange", strings.Join(names, ", "), t.port)
	}
	cfg.Listeners = profiles
	server, err := server.Start(cfg, nil, refserver.NewBackend(cfg, refserver.DiscardStore{}))
	if err != nil {
		return nil, err
	}
	t.Target = &scenarios.Target{
		Host: "127.0.0.1", Domain: cfg.Domain, Mailboxes: scenarios.TargetMailboxes{Known: cfg.Mailboxes},
		Auth: scenarios.TargetAuth{User: bundled.User, Password: bundled.Password}, TLS: scenarios.TargetTLS{ServerName: cfg.Domain},
	}
	t.stop = func() {
		ctx, cancel := stopContext()
		defer cancel()
		_ = server.Shutdown(ctx) // what is left open is closed when the time is up
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	t.facts = reports.Target{Name: "smtpspec reference server", Address: server.Addr(at).String(), Domain: cfg.Domain, Bundled: true}
	t.tls, err = t.TLSConfig(roots)
	return t, err
}

// offers asks the target on one connection whether it is there and has what the
// exchange needs.
func (t *loadTarget) offers(ctx context.Context, keywords []string, timeout time.Duration) error {
	host, port, err := net.SplitHostPort(t.facts.Address)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	target := &player.Target{Host: host, Ports: map[string]int{t.port: number}, DefaultPort: t.port, TLS: t.tls}
	limits := player.DefaultLimits()
	limits.Reply = timeout
	survey, err := player.TakeSurvey(ctx, target, limits, t.port)
	if err != nil {
		return err
	}
	t.facts.Greeting, t.facts.Capabilities = survey.Greeting, survey.Keywords()
	for _, k := range keywords {
		if !survey.Has(k, "") {
			return fmt.Errorf("the exchange needs %s, which %s does not offer", k, t.facts.Address)
		}
	}
	return nil
}

// stopContext gives a server that is stopped a moment to end its sessions.
func stopContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), time.Second)
}
