package suite

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/player"
)

// Options are what to run, against which target, and how.
type Options struct {
	Cases        []*scenarios.Case
	Requirements *requirements.Requirements
	Policies     *requirements.Policies // nil leaves reports without the texts
	Target       *target.Target
	Authorized   bool
	Bundled      bool   // the target is the server that comes with the program
	Profile      string // receiver, submission or lmtp
	Parallel     int    // maximum concurrent cases; 0 for the default
	Limits       player.Limits
	Progress     Progress
	Tool         reports.Tool
	// Roots verifies certificates; nil for target.yaml's ca, or the system's.
	Roots *x509.CertPool
}

// DefaultParallel is how many cases run concurrently.
const DefaultParallel = 16

// Progress gets the progress of a run. Its methods are called one at a time.
type Progress interface {
	// Begin gets the cases that will run.
	Begin(cases []*scenarios.Case)
	// Started reports that a case is running now. One that cannot run is
	// done without it.
	Started(c *scenarios.Case)
	Done(c *reports.Case)
}

// playerTarget converts target.yaml for the player.
func playerTarget(ctx context.Context, o *Options) (*player.Target, error) {
	address, err := Resolve(ctx, o.Target.Host, o.Authorized || o.Target.Authorized)
	if err != nil {
		return nil, err
	}
	profile, ok := target.LookupProfile(o.Profile)
	if !ok {
		return nil, fmt.Errorf("unknown profile %q: use one of %s", o.Profile, strings.Join(target.ProfileNames(), ", "))
	}
	if _, ok := o.Target.Ports[profile.Port]; !ok {
		return nil, fmt.Errorf("profile %s needs ports.%s in target.yaml", profile.Name, profile.Port)
	}
	t := &player.Target{
		Host: address, Ports: o.Target.Ports, DefaultPort: profile.Port, IdleTimeout: o.Target.IdleTimeout(),
		User: o.Target.Auth.User, Password: o.Target.Auth.Password, Token: o.Target.Auth.Token, Facts: o.Target.Facts(),
	}
	if t.TLS, err = o.Target.TLSConfig(o.Roots); err != nil {
		return nil, err
	}
	if t.Certificate, err = o.Target.ClientCertificate(); err != nil {
		return nil, err
	}
	if o.Target.Delivery.Dir != "" {
		if t.Store, err = player.OpenStore(ctx, o.Target.Delivery.Spool(), o.Target.Delivery.SettleTime()); err != nil {
			return nil, err
		}
		t.Store.Sure = o.Bundled
	}
	return t, nil
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
