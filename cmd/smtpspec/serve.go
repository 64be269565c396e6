package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen                 map[string]*string // addresses by ports
	config, deliver        string
	faults                 []string
	listFaults, authorized bool
}

func serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use: "serve", Short: "Run the bundled reference server", Args: cobra.NoArgs,
		Long: "Runs the reference server: a strict receiver, a sink for load, or a server with\n" +
			"faults. It listens on loopback only unless --authorized is given, and relays for\n" +
			"nobody who has not authenticated. It runs until it is interrupted.",
		Example: "  smtpspec serve --listen 127.0.0.1:2525 --deliver ./spool\n" +
			"  smtpspec serve --listen 127.0.0.1:2525 --fault eod-lf-dot-lf",
		Annotations: exits("0 stopped", "2 the call or the configuration is wrong, or an address is taken", "3 it could not be stopped in order"),
		RunE:        func(c *cobra.Command, _ []string) error { return serve(c, &f) },
	}
	fl := c.Flags()
	f.listen = map[string]*string{}
	for _, s := range services() {
		address := ""
		if s.port == target.PortSMTP {
			address = "127.0.0.1:2525"
		}
		f.listen[s.port] = fl.String(s.flag, address, s.help+" (`HOST:PORT`)")
	}
	fl.StringVar(&f.config, "config", "", "target.yaml whose domain, mailboxes, credentials and limits the server takes (`FILE`)")
	fl.StringVar(&f.deliver, "deliver", "discard", "a folder for delivered messages, or discard (`DIR`)")
	fl.StringSliceVar(&f.faults, "fault", nil, "break a requirement on purpose, or several (`ID[,ID...]`; may be repeated)")
	fl.BoolVar(&f.listFaults, "list-faults", false, "list the faults with the requirements that they break")
	fl.BoolVar(&f.authorized, "authorized", false, "allow addresses that are not on loopback")
	return c
}

// readStrictly says under which stricter reading alone a fault is one.
func readStrictly(f fault.Fault) string {
	if f.Policy == "" {
		return ""
	}
	return ", a mistake with --policy " + f.Policy
}

func serve(c *cobra.Command, f *serveFlags) error {
	if f.listFaults {
		for _, one := range fault.All() {
			fmt.Fprintf(c.OutOrStdout(), "%-12s %-44s %-50s %s%s\n", one.Area, one.ID, one.Requirement, one.Title, readStrictly(one))
		}
		return nil
	}
	cfg, err := f.serverConfig()
	if err != nil {
		return usage(err)
	}
	rules, err := rulesFor(f.faults)
	if err != nil {
		return usage(err)
	}
	var store refserver.Store = refserver.DiscardStore{}
	if f.deliver != "discard" {
		if store, err = refserver.NewMaildirStore(f.deliver, true); err != nil {
			return usage(err)
		}
	}
	server, err := server.Start(cfg, rules, refserver.NewBackend(cfg, store))
	if err != nil {
		return usage(err)
	}
	for i, l := range cfg.Listeners {
		tls := ""
		if l.ImplicitTLS {
			tls = " with TLS"
		}
		fmt.Fprintf(c.OutOrStdout(), "%s%s on %s\n", l.Profile, tls, server.Addr(i))
	}
	<-c.Context().Done()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return &exit{exitNoVerdict, err}
	}
	return nil
}

// serverConfig turns flags and target.yaml into the server's configuration.
func (f *serveFlags) serverConfig() (*refserver.Config, error) {
	cfg := refserver.DefaultConfig(bundledDomain)
	if f.config != "" {
		t, err := target.LoadFacts(f.config)
		if err != nil {
			return nil, err
		}
		applyTarget(cfg, t)
	}
	cfg.Listeners = nil
	for _, s := range services() {
		l := s.listener(*f.listen[s.port])
		if l.Address == "" {
			continue
		}
		host, _, err := net.SplitHostPort(l.Address)
		if err != nil {
			return nil, fmt.Errorf("%q: want HOST:PORT, such as 127.0.0.1:2525", l.Address)
		}
		if ip := net.ParseIP(host); !f.authorized && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("%s is not on loopback; give --authorized to serve there", l.Address)
		}
		cfg.Listeners = append(cfg.Listeners, l)
	}
	return cfg, nil
}

// rulesFor are the rules of a server with some faults, or nil for the strict ones.
func rulesFor(ids []string) (*refserver.Rules, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rules := refserver.StrictRules()
	for _, id := range ids {
		f, err := faultByID(id)
		if err != nil {
			return nil, fmt.Errorf("%w; --list-faults lists them", err)
		}
		f.Apply(rules)
	}
	return rules, nil
}

// faultByID finds a fault, or says which id is like the one that was given.
func faultByID(id string) (fault.Fault, error) {
	f, ok := fault.ByID(id)
	if ok {
		return f, nil
	}
	var ids []string
	for _, f := range fault.All() {
		ids = append(ids, f.ID)
	}
	return f, fmt.Errorf("there is no fault %q%s", id, didYouMean(id, ids))
}
