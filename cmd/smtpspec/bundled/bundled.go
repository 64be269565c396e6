// Package bundled starts the bundled server for a run, and describes it as a target:
// it maps between target.yaml and the configuration of the bundled peers.
package bundled

import (
	"context"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/peculiarity"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

const (
	// Domain is what the bundled server serves.
	Domain = "bundled.example"
	// Parallel is how many cases run at the same time: the server is
	// quick, and most of the time is waiting for what must not come.
	Parallel = 64
	// name is printed in reports.
	name = "smtpspec reference server"
	// user may log in.
	user = "test@" + Domain
	// password is that of the reference server in this process; it
	// opens nothing else.
	password = "secret-of-the-bundled-server"
	// settle is how long one message too many may take: the server
	// stores before it answers.
	settle = 150 * time.Millisecond
)

// Start starts the reference server on loopback, with a fault unless id
// is empty, and describes it for a run.
func Start(_ context.Context, id string) (*selftest.Bundle, error) {
	rules := refserver.StrictRules()
	if id != "" {
		var err error
		if rules, err = Rules(id); err != nil {
			return nil, err
		}
	}
	return startWith(rules, func(*refserver.Config, *target.Target) {})
}

// StartPeculiar starts the reference server with a peculiarity, and says what its
// operator would say of it: not what the peculiarity changes, nor the ports and the
// idle time-out that are there to be certified.
func StartPeculiar(p peculiarity.Peculiarity) (*selftest.Bundle, error) {
	rules := refserver.StrictRules()
	p.Apply(rules)
	b, err := startWith(rules, func(cfg *refserver.Config, t *target.Target) {
		limits := cfg.Limits
		cfg.IdleTimeout = 5 * time.Minute
		p.Configure(cfg)
		for key, changed := range map[string]bool{
			"max_size":       cfg.Limits.MessageSize != limits.MessageSize,
			"max_recipients": cfg.Limits.Recipients != limits.Recipients,
			"idle_timeout":   true,
		} {
			if changed {
				delete(t.Declares, key)
			}
		}
		*t.Delivery.Settle += target.Period(p.Filing)
	})
	if err != nil {
		return nil, err
	}
	for _, port := range []string{"odmr", "dummy", "reject554"} {
		delete(b.Target.Ports, port)
	}
	return b, nil
}

// startWith starts the reference server with rules, and says what a run has to know
// of it; configure changes both what it is and what is said of it.
func startWith(rules *refserver.Rules, configure func(*refserver.Config, *target.Target)) (*selftest.Bundle, error) {
	dir, err := os.MkdirTemp("", "smtpspec-")
	if err != nil {
		return nil, err
	}
	started := false
	defer func() {
		if !started {
			_ = os.RemoveAll(dir)
		}
	}()
	target := describe(dir)
	store, err := refserver.NewMaildirStore(target.Delivery.Dir, false)
	if err != nil {
		return nil, err
	}
	cfg := refserver.DefaultConfig(Domain)
	Apply(cfg, target)
	cfg.Mailboxes = append(slices.Clone(cfg.Mailboxes), user)
	if cfg.ClientCAs, err = certifyUser(user, target.TLS); err != nil {
		return nil, err
	}
	cfg.Limits.Mails, cfg.Limits.RecipientDomains = 1000, 100
	configure(cfg, target)
	cfg.Listeners = nil
	for _, p := range Ports() {
		cfg.Listeners = append(cfg.Listeners, p.Listener("127.0.0.1:0"))
	}
	server, err := server.Start(cfg, rules, refserver.NewBackend(cfg, store))
	if err != nil {
		return nil, err
	}
	stop := func() {
		shutdown(server)
		_ = os.RemoveAll(dir)
	}
	started = true
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	for i, p := range Ports() {
		target.Ports.Set(p.Name, server.Addr(i).(*net.TCPAddr).Port)
	}
	return &selftest.Bundle{Target: target, Roots: roots, Stop: stop}, nil
}

// shutdown gives a server a moment to end its sessions, and then closes what is open.
func shutdown(s *server.Server) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = s.Shutdown(ctx) // it could only report that the time was up
}

// certifyUser writes a certificate by which a user logs in, and its key.
func certifyUser(user string, files target.TLS) (*x509.CertPool, error) {
	certificate, key, err := server.UserCertificate(user)
	if err != nil {
		return nil, err
	}
	for path, text := range map[string][]byte{files.Certificate: certificate, files.Key: key} {
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return nil, err
		}
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate)
	return roots, nil
}

// describe is the target.yaml of the bundled server, whose files are in a directory. It
// has no ports yet.
func describe(dir string) *target.Target {
	at := func(local string) []string { return []string{local + "@" + Domain} }
	wait := target.Period(settle)
	return &target.Target{
		Name: name, Host: "127.0.0.1", Domain: Domain,
		Mailboxes: target.Mailboxes{
			Known: slices.Concat(at("alice"), at("bob")), Unknown: "nobody@" + Domain, Foreign: "user@elsewhere.example",
		},
		Auth:     target.Auth{User: user, Password: password, Token: "token-of-the-bundled-server"},
		TLS:      target.TLS{ServerName: Domain, Certificate: filepath.Join(dir, "client.pem"), Key: filepath.Join(dir, "client-key.pem")},
		Delivery: target.Delivery{Dir: filepath.Join(dir, "spool"), Settle: &wait},
		Declares: target.Declares{
			"max_size": {"1048576"}, "max_recipients": {"1000"}, "idle_timeout": {"3s"},
			"etrn_queue": {"carol@branch.example", "dave@second.example"}, "null_mx": {"nomail.example"},
			"reassigned": at("erin"), "failing": slices.Concat(at("judy"), at("karl")), "list": at("team"), "ambiguous": at("smith"),
			"forwarded": at("frank"), "moved": at("heidi"), "forwarded_utf8": at("grete"), "moved_utf8": at("ivo"),
			"full": at("mia"), "ascii_only": at("nils"),
		},
	}
}
