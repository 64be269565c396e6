package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
)

// loadTarget is a server that load is put on.
type loadTarget struct {
	*target.Target
	facts reports.Target
	port  string // its name in target.yaml
	tls   *tls.Config
	stop  func()
}

// open finds the target, or starts the bundled server as a sink.
func (f *loadFlags) open(ctx context.Context, scenario *scenarios.Case) (*loadTarget, error) {
	t := &loadTarget{port: portOf(scenario), stop: func() {}}
	if f.tls == string(exchange.Implicit) {
		t.port = target.PortSubmissions
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
	return target.PortSMTP
}

// startSink starts the bundled server as the target.
func (f *loadFlags) startSink(t *loadTarget) (*loadTarget, error) {
	sink, err := bundled.StartSink(t.port, f.connections, f.counts.Max())
	if err != nil {
		return nil, err
	}
	t.Target, t.stop = sink.Target, sink.Stop
	t.facts = reports.Target{Name: t.Name, Address: net.JoinHostPort(t.Host, strconv.Itoa(t.Ports[t.port])), Domain: t.Domain, Bundled: true}
	t.tls, err = t.TLSConfig(sink.Roots)
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
