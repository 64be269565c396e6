package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
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
		Use: "serve", Short: "Run the bundled server", Args: cobra.NoArgs,
		Long: "Runs the bundled server: a strict receiver, a sink for load, or a server with\n" +
			"faults. It listens on loopback only, unless --authorized is given, and relays only\n" +
			"for authenticated users. It runs until it is interrupted.",
		Example: "  smtpspec serve --listen 127.0.0.1:2525 --deliver ./spool\n" +
			"  smtpspec serve --listen 127.0.0.1:2525 --fault eod-lf-dot-lf",
		Annotations: manual.ExitCodes("0 stopped", "2 usage error, an error in the configuration, or an address in use", "3 it could not be shut down cleanly"),
		RunE:        func(c *cobra.Command, _ []string) error { return serve(c, &f) },
	}
	fl := c.Flags()
	f.listen = map[string]*string{}
	for _, p := range bundled.Ports() {
		address := ""
		if p.Name == target.PortSMTP {
			address = "127.0.0.1:2525"
		}
		f.listen[p.Name] = fl.String(p.Flag, address, p.Help+" (`HOST:PORT`)")
	}
	fl.StringVar(&f.config, "config", "", "target.yaml: domain, mailboxes, credentials and limits of the server (`FILE`)")
	fl.StringVar(&f.deliver, "deliver", "discard", "directory of delivered messages, or discard (`DIR`)")
	fl.StringSliceVar(&f.faults, "fault", nil, "break a requirement on purpose, or several (`ID[,ID...]`; may be repeated)")
	fl.BoolVar(&f.listFaults, "list-faults", false, "list the faults and the requirements that they break")
	fl.BoolVar(&f.authorized, "authorized", false, "allow addresses that are not on loopback")
	return c
}

// readStrictly names the strict reading under which alone a fault is one.
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
		return output.Usage(err)
	}
	rules, err := bundled.Rules(f.faults...)
	if err != nil {
		return output.Usage(err)
	}
	var store refserver.Store = refserver.DiscardStore{}
	if f.deliver != "discard" {
		if store, err = refserver.NewMaildirStore(f.deliver, true); err != nil {
			return output.Usage(err)
		}
	}
	server, err := server.Start(cfg, rules, refserver.NewBackend(cfg, store))
	if err != nil {
		return output.Usage(err)
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
		return &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	return nil
}

// serverConfig turns flags and target.yaml into the server's configuration.
func (f *serveFlags) serverConfig() (*refserver.Config, error) {
	cfg := refserver.DefaultConfig(bundled.Domain)
	if f.config != "" {
		t, err := target.LoadFacts(f.config)
		if err != nil {
			return nil, err
		}
		bundled.Apply(cfg, t)
	}
	cfg.Listeners = nil
	for _, p := range bundled.Ports() {
		l := p.Listener(*f.listen[p.Name])
		if l.Address == "" {
			continue
		}
		host, _, err := net.SplitHostPort(l.Address)
		if err != nil {
			return nil, fmt.Errorf("invalid address %q: use HOST:PORT, such as 127.0.0.1:2525", l.Address)
		}
		if ip := net.ParseIP(host); !f.authorized && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("%s is not on loopback: use --authorized to serve there", l.Address)
		}
		cfg.Listeners = append(cfg.Listeners, l)
	}
	return cfg, nil
}
