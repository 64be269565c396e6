// Package bundled starts the bundled server for a run, and describes it as a target:
// it maps between target.yaml and the configuration of the bundled peers.
package bundled

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite"
)

const (
	// Domain is what the bundled server serves.
	Domain = "bundled.example"
	// User is who may log in.
	User = "test@" + Domain
	// bundledReassigned is a mailbox that had another owner.
	bundledReassigned = "erin@" + Domain
	// Mailboxes that have moved: mail is sent on, or refused, and the new
	// address is ASCII or not.
	bundledForwarded     = "frank@" + Domain
	bundledMoved         = "heidi@" + Domain
	bundledForwardedUTF8 = "grete@" + Domain
	bundledMovedUTF8     = "ivo@" + Domain
	// bundledAmbiguous is a name that matches several mailboxes.
	bundledAmbiguous = "smith@" + Domain
	// Mailboxes that cannot get mail: any, or mail with a header in UTF-8.
	bundledFull      = "mia@" + Domain
	bundledASCIIOnly = "nils@" + Domain
	// Password is that of the reference server in this process; it
	// opens nothing else.
	Password = "secret-of-the-bundled-server"
	// bundledToken is an access token of its user, for OAUTHBEARER.
	bundledToken = "token-of-the-bundled-server"
	// Parallel is how many cases run at the same time: the server is
	// quick, and most of the time is waiting for what must not come.
	Parallel = 64
	// bundledIdle is the idle time-out that the run declares and checks.
	bundledIdle = 3 * time.Second
	// bundledSettle is how long one message too many may take: the server
	// stores before it answers.
	bundledSettle = 150 * time.Millisecond
)

// Start starts the reference server on loopback, with a fault unless id
// is empty, and describes it for a run.
func Start(_ context.Context, id string) (*suite.Bundle, error) {
	rules := refserver.StrictRules()
	if id != "" {
		f, ok := refserver.FaultByID(id)
		if !ok {
			return nil, fmt.Errorf("unknown fault %q", id)
		}
		f.Apply(rules)
	}
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
	spool := filepath.Join(dir, "spool")
	store, err := refserver.NewFolderStore(spool, false)
	if err != nil {
		return nil, err
	}
	cfg := refserver.DefaultConfig(Domain)
	cfg.Mailboxes = append(cfg.Mailboxes, User)
	cfg.Users = map[string]string{User: Password}
	cfg.Tokens = map[string]string{bundledToken: User}
	own := scenarios.TargetTLS{ServerName: Domain, Certificate: filepath.Join(dir, "client.pem"), Key: filepath.Join(dir, "client-key.pem")}
	if cfg.ClientCAs, err = certifyUser(User, own); err != nil {
		return nil, err
	}
	cfg.IdleTimeout = bundledIdle
	cfg.Limits.MessageSize = 1 << 20
	cfg.Limits.Mails, cfg.Limits.RecipientDomains = 1000, 100
	cfg.Held = map[string][]string{User: {"branch.example", "second.example"}}
	cfg.NullMX = []string{"nomail.example"}
	cfg.Listeners = append(cfg.Listeners,
		refserver.Listener{Profile: refserver.ProfileODMR, Address: "127.0.0.1:0"},
		refserver.Listener{Profile: refserver.ProfileDummy, Address: "127.0.0.1:0"},
		refserver.Listener{Profile: refserver.ProfileRefusing, Address: "127.0.0.1:0"})
	owned := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	cfg.Reassigned = map[string]time.Time{bundledReassigned: owned, "postmaster@" + Domain: owned}
	cfg.Forwarded = map[string]string{bundledForwarded: "frank@new.example", bundledForwardedUTF8: "grete.müller@new.example"}
	cfg.Moved = map[string]string{bundledMoved: "heidi@new.example", bundledMovedUTF8: "ivo.müller@new.example"}
	cfg.Failing = []string{"judy@" + Domain, "karl@" + Domain}
	cfg.Ambiguous = map[string][]string{bundledAmbiguous: {"jane.smith@" + Domain, "john.smith@" + Domain}}
	cfg.Full, cfg.ASCIIOnly = []string{bundledFull}, []string{bundledASCIIOnly}
	server, err := refserver.Start(cfg, rules, refserver.NewBackend(cfg, store))
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
	target := bundledTarget(cfg, server, spool)
	target.TLS = own
	return &suite.Bundle{Target: target, Roots: roots, Stop: stop}, nil
}

// certifyUser writes a certificate by which a user logs in, and its key.
func certifyUser(user string, files scenarios.TargetTLS) (*x509.CertPool, error) {
	certificate, key, err := refserver.UserCertificate(user)
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

// bundledTarget is the target.yaml of the bundled server.
func bundledTarget(cfg *refserver.Config, server *refserver.Server, spool string) *scenarios.Target {
	port := func(i int) int { return server.Addr(i).(*net.TCPAddr).Port }
	return &scenarios.Target{
		Name: "smtpspec reference server", Host: "127.0.0.1", Domain: cfg.Domain,
		Ports: scenarios.TargetPorts{SMTP: port(0), Submission: port(1), Submissions: port(2), LMTP: port(3), ODMR: port(4), Dummy: port(5), Refusing: port(6)},
		Mailboxes: scenarios.TargetMailboxes{
			Known: cfg.Mailboxes[:2], Unknown: "nobody@" + cfg.Domain, Foreign: "user@elsewhere.example",
		},
		Auth:     scenarios.TargetAuth{User: User, Password: Password, Token: bundledToken},
		Delivery: scenarios.TargetDelivery{Dir: spool, Settle: &scenarios.Duration{Fixed: bundledSettle}},
		Declares: scenarios.TargetDeclares{
			MaxSize: int(cfg.Limits.MessageSize), MaxRecipients: cfg.Limits.Recipients,
			IdleTimeout: &scenarios.Duration{Fixed: cfg.IdleTimeout},
			Reassigned:  bundledReassigned,
			Failing:     cfg.Failing, List: "team@" + cfg.Domain, Ambiguous: bundledAmbiguous,
			Forwarded: bundledForwarded, Moved: bundledMoved, ForwardedUTF8: bundledForwardedUTF8, MovedUTF8: bundledMovedUTF8,
			Full: bundledFull, ASCIIOnly: bundledASCIIOnly,
			Held:   scenarios.Strings{"carol@branch.example", "dave@second.example"},
			NullMX: cfg.NullMX[0],
		},
	}
}
