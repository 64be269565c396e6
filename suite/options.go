package suite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite/player"
)

// Options say what to play, against whom, and how.
type Options struct {
	Cases        []*scenarios.Case
	Requirements *scenarios.Requirements
	Policies     *scenarios.Policies // nil leaves reports without the texts
	Target       *scenarios.Target
	Authorized   bool
	Bundled      bool   // the target is the server that comes with the program
	Profile      string // receiver, submission or lmtp
	Parallel     int    // cases side by side; 0 for the default
	Limits       player.Limits
	Progress     Progress
	Tool         reports.Tool
	// Roots verifies certificates; nil for target.yaml's ca, or the system's.
	Roots *x509.CertPool
}

// DefaultParallel is how many cases are played side by side.
const DefaultParallel = 16

// Progress is told how a run goes. Its methods are called one at a time.
type Progress interface {
	// Begin says what will be played.
	Begin(cases []*scenarios.Case)
	// Started says that a case is being played now. One that cannot be played is
	// done without it.
	Started(c *scenarios.Case)
	Done(c *reports.Case)
}

// profilePort is the port that a connect without a port opens.
func profilePort(profile string) string {
	switch profile {
	case "submission":
		return "submission"
	case "lmtp":
		return "lmtp"
	default:
		return "smtp"
	}
}

// playerTarget turns target.yaml into what the player needs.
func playerTarget(ctx context.Context, o *Options) (*player.Target, error) {
	address, err := Resolve(ctx, o.Target.Host, o.Authorized || o.Target.Authorized)
	if err != nil {
		return nil, err
	}
	config, err := tlsConfig(o)
	if err != nil {
		return nil, err
	}
	t := &player.Target{
		Host: address, Ports: o.Target.Ports.Map(), DefaultPort: profilePort(o.Profile), TLS: config,
		User: o.Target.Auth.User, Password: o.Target.Auth.Password, Token: o.Target.Auth.Token, Facts: o.Target.Facts(),
	}
	if own := o.Target.TLS; own.Certificate != "" {
		pair, err := tls.LoadX509KeyPair(own.Certificate, own.Key)
		if err != nil {
			return nil, fmt.Errorf("tls.certificate and tls.key: %w", err)
		}
		t.Certificate = &pair
	}
	if d := o.Target.Declares.IdleTimeout; d != nil {
		t.IdleTimeout = d.Fixed
	}
	if _, ok := t.Ports[t.DefaultPort]; !ok {
		return nil, fmt.Errorf("profile %s needs ports.%s in target.yaml", o.Profile, t.DefaultPort)
	}
	if o.Target.Delivery.Dir != "" {
		settle := scenarios.DefaultSettle
		if s := o.Target.Delivery.Settle; s != nil {
			settle = s.Fixed
		}
		if t.Store, err = player.OpenStore(ctx, o.Target.Delivery.Spool(), settle); err != nil {
			return nil, err
		}
		t.Store.Sure = o.Bundled
	}
	return t, nil
}

func tlsConfig(o *Options) (*tls.Config, error) {
	config := &tls.Config{
		ServerName: o.Target.TLS.ServerName, InsecureSkipVerify: o.Target.TLS.Insecure, //nolint:gosec // the operator asks for it in target.yaml
		MinVersion: tls.VersionTLS12, RootCAs: o.Roots,
	}
	if config.ServerName == "" {
		config.ServerName = o.Target.Host
	}
	if path := o.Target.TLS.CA; path != "" {
		pem, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("tls.ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("tls.ca: %s holds no certificate in PEM form", path)
		}
	}
	return config, nil
}

// limitsOf fills in what the caller left open.
func limitsOf(l player.Limits) player.Limits {
	d := player.DefaultLimits()
	fill := func(v *time.Duration, otherwise time.Duration) {
		if *v == 0 {
			*v = otherwise
		}
	}
	fill(&l.Reply, d.Reply)
	fill(&l.Case, d.Case)
	fill(&l.Silence, d.Silence)
	if l.Octets == 0 {
		l.Octets = d.Octets
	}
	return l
}
