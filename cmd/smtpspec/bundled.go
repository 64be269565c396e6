package main

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
	"github.com/smtpspec/smtpspec/suite"
)

const (
	bundledDomain = "bundled.example"
	bundledUser   = "test@" + bundledDomain
	// bundledPassword is that of the reference server in this process; it
	// opens nothing else.
	bundledPassword = "secret-of-the-bundled-server"
	// bundledParallel is how many cases are played side by side: the server is
	// quick, and most of the time is waiting for what must not come.
	bundledParallel = 64
	// bundledSettle is how long one message too many may take: the server
	// stores before it answers.
	bundledSettle = 150 * time.Millisecond
)

// startBundled starts the reference server on loopback, with a fault unless id
// is empty, and says what a run has to know of it.
func startBundled(_ context.Context, id string) (*suite.Bundle, error) {
	rules := refserver.StrictRules()
	if id != "" {
		f, err := faultByID(id)
		if err != nil {
			return nil, err
		}
		f.Apply(rules)
	}
	return startWith(rules, func(*refserver.Config, *target.Target) {})
}

// startPeculiar starts the reference server with a peculiarity, and says what its
// operator would say of it: not what the peculiarity changes, nor the ports and the
// idle time-out that are there to be certified.
func startPeculiar(p peculiarity.Peculiarity) (*suite.Bundle, error) {
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
func startWith(rules *refserver.Rules, configure func(*refserver.Config, *target.Target)) (*suite.Bundle, error) {
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
	target := bundledTarget(dir)
	store, err := refserver.NewFolderStore(target.Delivery.Dir, false)
	if err != nil {
		return nil, err
	}
	cfg := refserver.DefaultConfig(bundledDomain)
	applyTarget(cfg, target)
	cfg.Mailboxes = append(slices.Clone(cfg.Mailboxes), bundledUser)
	if cfg.ClientCAs, err = certifyUser(bundledUser, target.TLS); err != nil {
		return nil, err
	}
	cfg.Limits.Mails, cfg.Limits.RecipientDomains = 1000, 100
	configure(cfg, target)
	cfg.Listeners = nil
	for _, s := range services() {
		cfg.Listeners = append(cfg.Listeners, s.listener("127.0.0.1:0"))
	}
	server, err := server.Start(cfg, rules, refserver.NewBackend(cfg, store))
	if err != nil {
		return nil, err
	}
	stop := func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = server.Shutdown(ctx) // what is left open is closed when the time is up
		_ = os.RemoveAll(dir)
	}
	started = true
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	for i, s := range services() {
		target.Ports.Set(s.port, server.Addr(i).(*net.TCPAddr).Port)
	}
	return &suite.Bundle{Target: target, Roots: roots, Stop: stop}, nil
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

// bundledTarget is the target.yaml of the bundled server, whose files are in a folder. It
// has no ports yet.
func bundledTarget(dir string) *target.Target {
	at := func(local string) []string { return []string{local + "@" + bundledDomain} }
	settle := target.Period(bundledSettle)
	return &target.Target{
		Name: "smtpspec reference server", Host: "127.0.0.1", Domain: bundledDomain,
		Mailboxes: target.Mailboxes{
			Known: slices.Concat(at("alice"), at("bob")), Unknown: "nobody@" + bundledDomain, Foreign: "user@elsewhere.example",
		},
		Auth:     target.Auth{User: bundledUser, Password: bundledPassword, Token: "token-of-the-bundled-server"},
		TLS:      target.TLS{ServerName: bundledDomain, Certificate: filepath.Join(dir, "client.pem"), Key: filepath.Join(dir, "client-key.pem")},
		Delivery: target.Delivery{Dir: filepath.Join(dir, "spool"), Settle: &settle},
		Declares: target.Declares{
			"max_size": {"1048576"}, "max_recipients": {"1000"}, "idle_timeout": {"3s"},
			"etrn_queue": {"carol@branch.example", "dave@second.example"}, "null_mx": {"nomail.example"},
			"reassigned": at("erin"), "failing": slices.Concat(at("judy"), at("karl")), "list": at("team"), "ambiguous": at("smith"),
			"forwarded": at("frank"), "moved": at("heidi"), "forwarded_utf8": at("grete"), "moved_utf8": at("ivo"),
			"full": at("mia"), "ascii_only": at("nils"),
		},
	}
}
