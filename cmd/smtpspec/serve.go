package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen, submission, tlsListen, lmtpListen, odmrListen, dummyListen, refusingListen string
	config, deliver, fault                                                             string
	listFaults, authorized                                                             bool
}

func serveCommand() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use: "serve", Short: "Run the bundled server", Args: cobra.NoArgs,
		Long: "Runs the bundled server: a strict receiver, a sink for load, or a server with a\n" +
			"fault. It listens on loopback only, unless --authorized is given, and relays only\n" +
			"for authenticated users. It runs until it is interrupted.",
		Example: "  smtpspec serve --listen 127.0.0.1:2525 --deliver ./spool\n" +
			"  smtpspec serve --listen 127.0.0.1:2525 --fault eod-lf-dot-lf",
		Annotations: manual.ExitCodes("0 stopped", "2 usage error, an error in the configuration, or an address in use", "3 it could not be shut down cleanly"),
		RunE:        func(c *cobra.Command, _ []string) error { return serve(c, &f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.listen, "listen", "127.0.0.1:2525", "SMTP (`HOST:PORT`)")
	fl.StringVar(&f.submission, "submission-listen", "", "submission with STARTTLS and AUTH (`HOST:PORT`)")
	fl.StringVar(&f.tlsListen, "tls-listen", "", "submission with implicit TLS (`HOST:PORT`)")
	fl.StringVar(&f.lmtpListen, "lmtp-listen", "", "LMTP (`HOST:PORT`)")
	fl.StringVar(&f.odmrListen, "odmr-listen", "", "On-Demand Mail Relay, for the queues that --config declares (`HOST:PORT`)")
	fl.StringVar(&f.dummyListen, "dummy-listen", "", "a host that never accepts mail, RFC 7504 (`HOST:PORT`)")
	fl.StringVar(&f.refusingListen, "refusing-listen", "", "rejects connections with 554 (`HOST:PORT`)")
	fl.StringVar(&f.config, "config", "", "target.yaml: domain, mailboxes, credentials and limits of the server (`FILE`)")
	fl.StringVar(&f.deliver, "deliver", "discard", "directory of delivered messages, or discard (`DIR`)")
	fl.StringVar(&f.fault, "fault", "", "break one requirement on purpose (`ID`)")
	fl.BoolVar(&f.listFaults, "list-faults", false, "list the faults and the requirements that they break")
	fl.BoolVar(&f.authorized, "authorized", false, "allow addresses that are not on loopback")
	return c
}

// readStrictly names the strict reading under which alone a fault is one.
func readStrictly(f refserver.Fault) string {
	if f.Policy == "" {
		return ""
	}
	return ", a mistake with --policy " + f.Policy
}

func serve(c *cobra.Command, f *serveFlags) error {
	if f.listFaults {
		for _, fault := range refserver.Faults() {
			fmt.Fprintf(c.OutOrStdout(), "%-12s %-44s %-50s %s%s\n", fault.Area, fault.ID, fault.Requirement, fault.Title, readStrictly(fault))
		}
		return nil
	}
	cfg, err := f.serverConfig()
	if err != nil {
		return output.Usage(err)
	}
	rules, err := rulesFor(f.fault)
	if err != nil {
		return output.Usage(err)
	}
	var store refserver.Store = refserver.DiscardStore{}
	if f.deliver != "discard" {
		if store, err = refserver.NewFolderStore(f.deliver, true); err != nil {
			return output.Usage(err)
		}
	}
	server, err := refserver.Start(cfg, rules, refserver.NewBackend(cfg, store))
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
		t, err := scenarios.LoadFacts(f.config)
		if err != nil {
			return nil, err
		}
		applyTarget(cfg, t)
	}
	cfg.Listeners = nil
	for _, l := range []refserver.Listener{
		{Profile: refserver.ProfileMX, Address: f.listen},
		{Profile: refserver.ProfileSubmission, Address: f.submission},
		{Profile: refserver.ProfileSubmission, Address: f.tlsListen, ImplicitTLS: true},
		{Profile: refserver.ProfileLMTP, Address: f.lmtpListen},
		{Profile: refserver.ProfileODMR, Address: f.odmrListen},
		{Profile: refserver.ProfileDummy, Address: f.dummyListen},
		{Profile: refserver.ProfileRefusing, Address: f.refusingListen},
	} {
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

func applyTarget(cfg *refserver.Config, t *scenarios.Target) {
	if t.Domain != "" {
		cfg.Domain, cfg.Lists = t.Domain, nil
	}
	if len(t.Mailboxes.Known) > 0 {
		cfg.Mailboxes = t.Mailboxes.Known
	}
	if t.Auth.User != "" {
		cfg.Users = map[string]string{t.Auth.User: t.Auth.Password}
	}
	if t.Auth.Token != "" {
		cfg.Tokens = map[string]string{t.Auth.Token: t.Auth.User}
	}
	for _, address := range t.Declares.Held {
		if cfg.Held == nil {
			cfg.Held = map[string][]string{}
		}
		cfg.Held[t.Auth.User] = append(cfg.Held[t.Auth.User], address[strings.LastIndexByte(address, '@')+1:])
	}
	if t.Declares.NullMX != "" {
		cfg.NullMX = []string{t.Declares.NullMX}
	}
	if t.Declares.MaxSize > 0 {
		cfg.Limits.MessageSize = int64(t.Declares.MaxSize)
	}
	if t.Declares.MaxRecipients > 0 {
		cfg.Limits.Recipients = t.Declares.MaxRecipients
	}
	if address := t.Declares.Reassigned; address != "" {
		cfg.Reassigned = map[string]time.Time{address: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)}
	}
	cfg.Failing = t.Declares.Failing
	if list := t.Declares.List; list != "" {
		cfg.Lists = map[string][]string{list: cfg.Mailboxes}
	}
	if name := t.Declares.Ambiguous; name != "" {
		cfg.Ambiguous = map[string][]string{name: cfg.Mailboxes}
	}
	cfg.Forwarded = movedTo(t.Declares.Forwarded, "new@new.example", t.Declares.ForwardedUTF8, "neu.müller@new.example")
	cfg.Moved = movedTo(t.Declares.Moved, "new@new.example", t.Declares.MovedUTF8, "neu.müller@new.example")
	if address := t.Declares.Full; address != "" {
		cfg.Full = []string{address}
	}
	if address := t.Declares.ASCIIOnly; address != "" {
		cfg.ASCIIOnly = []string{address}
	}
	if d := t.Declares.IdleTimeout; d != nil {
		cfg.IdleTimeout = d.Fixed
	}
}

// movedTo reads pairs of an address and the one that its owner has moved to, and
// leaves out those without the first.
func movedTo(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i] != "" {
			m[pairs[i]] = pairs[i+1]
		}
	}
	return m
}

func rulesFor(fault string) (*refserver.Rules, error) {
	if fault == "" {
		return nil, nil // the strict ones
	}
	f, ok := refserver.FaultByID(fault)
	if !ok {
		var ids []string
		for _, f := range refserver.Faults() {
			ids = append(ids, f.ID)
		}
		return nil, fmt.Errorf("there is no fault %q%s; --list-faults lists them", fault, manual.DidYouMean(fault, ids))
	}
	return f.Rules(), nil
}
