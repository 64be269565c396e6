package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// loadFlags are the flags of load.
type loadFlags struct {
	mixFlags
	target, config      string
	authorized          bool
	exchange, tls       string
	connections         int
	messages            int64
	duration, warmup    time.Duration
	rate, connectRate   float64
	perConnection       int
	depth               int
	timeout             time.Duration
	thresholds          []string
	source              string
	json, junit, outDir string
	hdr                 string
	quiet, noColor      bool
	verbose             bool
	delivery            deliveryFlags
	baseline            baselineFlags

	stages string
	find   findFlags

	bounds  []reports.Threshold
	steps   []loadgen.Stage // stages, read
	sources []netip.Addr
}

func loadCommand() *cobra.Command {
	var f loadFlags
	c := &cobra.Command{
		Use: "load [SCENARIO]", Short: "Put load on a server, or without a target on the bundled one", Args: cobra.MaximumNArgs(1),
		Long: "Sends messages on many connections and says how many a second were accepted and\n" +
			"how long each phase took. Without --rate the next message of a connection starts\n" +
			"when the one before has ended; with it messages start by the clock, and latency\n" +
			"counts from the intended start, so that a server that stalls is seen by all of\n" +
			"them. --stages changes the rate by the clock, and --find-rate looks for the highest\n" +
			"at which your bounds hold. SCENARIO is another exchange of the catalogue, or a file of your own.\n\n" +
			"Mail goes only to mailboxes.known of target.yaml.\n\n" +
			"With --verify-delivery what was accepted is then looked for in delivery.dir.\n\n" +
			"With --baseline the result is compared with an earlier one of the same plan, as\n" +
			"smtpspec diff does it.\n\n" +
			"Exit codes: 0 every threshold holds, 1 one is missed, a figure regressed, or a message\n" +
			"was lost or delivered twice, 2 the call is wrong, 3 no verdict, because the target died or\n" +
			"accepted nothing, 130 interrupted.",
		Example: "  smtpspec load --connections 100 --messages 50000\n" +
			"  smtpspec load --config target.yaml --rate 500 --duration 1m --threshold 'p99<50ms' --threshold 'errors<0.1%'\n" +
			"  smtpspec load --config target.yaml --stages 30s@100,1m@100..1000,30s@1000\n" +
			"  smtpspec load --config target.yaml --connections 200 --find-rate 'p99<50ms,errors<0.1%'\n" +
			"  smtpspec load --config target.yaml --exchange pipelined --size 100KiB --json result.json",
		RunE: func(c *cobra.Command, args []string) error { return load(c, &f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.target, "target", "", "the server, `HOST:PORT`, in place of that of --config")
	fl.StringVar(&f.config, "config", "", "target.yaml: mailboxes, credentials and limits of the server (`FILE`)")
	fl.BoolVar(&f.authorized, "authorized", false, "you may put load on this server although it is not on loopback")
	fl.StringVar(&f.exchange, "exchange", "", "classic (default), pipelined or chunking")
	fl.StringVar(&f.tls, "tls", "none", "none, starttls or implicit")
	f.add(c)
	fl.IntVar(&f.connections, "connections", 10, "connections at once")
	fl.Int64Var(&f.messages, "messages", 0, "end after so many messages")
	fl.DurationVar(&f.duration, "duration", 0, "end after this time (10s when there is no --messages)")
	fl.DurationVar(&f.warmup, "warmup", 0, "time at the beginning that is not counted")
	fl.Float64Var(&f.rate, "rate", 0, "open loop: messages a second, whatever the server does")
	fl.StringVar(&f.stages, "stages", "", "open loop whose rate changes: 30s@100,1m@100..1000 is 30 s at 100 messages a second,\nthen a minute that grows to 1000 (`LIST`)")
	fl.Float64Var(&f.connectRate, "connect-rate", 0, "bound for the connections opened a second")
	fl.StringVar(&f.source, "source", "", "addresses that connections go out from in turn (`ADDR[,ADDR…]`); a range is 127.0.0.2-127.0.0.20")
	fl.IntVar(&f.perConnection, "messages-per-connection", 0, "end a connection after so many messages")
	fl.IntVar(&f.depth, "depth", 1, "messages under way at once on a connection, where none awaits 354 (--exchange chunking)")
	fl.DurationVar(&f.timeout, "timeout", 10*time.Second, "bound for each reply")
	fl.StringArrayVar(&f.thresholds, "threshold", nil, "a bound such as 'p99(transaction)<50ms', 'errors<0.1%' or 'rate>=1000' (`EXPR`; may be repeated)")
	f.delivery.add(c)
	f.baseline.addLoad(c)
	fl.StringVar(&f.json, "json", "", "write the result to `FILE`")
	fl.StringVar(&f.junit, "junit", "", "write a JUnit report to `FILE`")
	fl.StringVar(&f.outDir, "out", "", "write every report into `DIR`")
	fl.StringVar(&f.hdr, "hdr", "", "write the latencies of each second to `FILE`, an HdrHistogram log tagged by phase")
	fl.BoolVar(&f.verbose, "verbose", false, "a line each second: rate, latency, errors, open connections")
	fl.BoolVar(&f.quiet, "quiet", false, "missed thresholds and the summary")
	fl.BoolVar(&f.noColor, "no-color", false, "no colours")
	f.find.flags(c)
	return c
}

func load(c *cobra.Command, f *loadFlags, args []string) error {
	if err := f.mixFlags.check(c); err != nil {
		return usage(err)
	}
	if err := errors.Join(f.schedule(), f.find.check(c, f)); err != nil {
		return usage(err)
	}
	if err := errors.Join(f.check(), f.baseline.read(c, "load")); err != nil {
		return usage(err)
	}
	if err := f.delivery.check(c, f); err != nil {
		return usage(err)
	}
	catalogue, err := loadedFor(args)
	if err != nil {
		return usage(err)
	}
	exchange, err := f.choose(catalogue, args)
	if err != nil {
		return usage(err)
	}
	ctx := c.Context()
	t, err := f.open(ctx, exchange)
	if err != nil {
		return usage(err)
	}
	defer t.stop()
	o, err := f.options(t, exchange)
	if err != nil {
		return usage(err)
	}
	if err := f.delivery.prepare(ctx, t, o); err != nil {
		return usage(err)
	}
	if err := f.baseline.plan(f, o); err != nil {
		return usage(err)
	}
	if err := t.offers(ctx, o.Program.Keywords, f.timeout); err != nil {
		if ctx.Err() != nil {
			return &exit{code: exitInterrupted}
		}
		return &exit{exitNoVerdict, fmt.Errorf("no verdict: %w", err)}
	}
	run := f.measure
	if f.find.search != nil {
		run = f.find.run
	}
	result, unlogged, err := run(c, f, o)
	if err != nil {
		return err
	}
	result.Tool, result.Target, result.Source.WithServer = tool(catalogue), t.facts, t.facts.Bundled
	f.complete(&result.Plan, o)
	return f.conclude(c, result, unlogged)
}

// measure runs once. Unlogged says why the log of latencies is not whole.
func (*loadFlags) measure(c *cobra.Command, f *loadFlags, o *loadgen.Options) (result *reports.Load, unlogged, err error) {
	log, err := f.openLatencies()
	if err != nil {
		return nil, nil, usage(err)
	}
	progress := newLoadProgress(c.ErrOrStderr(), f)
	o.Progress, o.Latencies = progress, log.writer()
	measured, err := loadgen.Run(c.Context(), *o)
	progress.end()
	closed := log.close()
	if err == nil {
		result, err = measured.Report(o)
	}
	if err != nil {
		return nil, nil, &exit{exitNoVerdict, err}
	}
	return result, errors.Join(measured.Unlogged, closed), nil
}

// loadedFor reads as much of the catalogue as the exchange needs.
func loadedFor(args []string) (*scenarios.Catalogue, error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "load.") && filepath.Ext(args[0]) != ".yaml" {
		return scenarios.LoadExchanges()
	}
	return scenarios.LoadCatalogue()
}

// plannedTLS is what the plan says of TLS.
func (f *loadFlags) plannedTLS(p *loadgen.Program) string {
	if f.tls == "none" && p.Secured() {
		return "scenario"
	}
	return f.tls
}

// choose finds the one exchange that is to be repeated.
func (f *loadFlags) choose(catalogue *scenarios.Catalogue, args []string) (*scenarios.Case, error) {
	if len(args) > 0 && f.exchange != "" {
		return nil, errors.New("a SCENARIO is an exchange; leave out --exchange")
	}
	if len(args) == 0 {
		if f.exchange == "" {
			f.exchange = "classic"
		}
		if !slices.Contains([]string{"classic", "pipelined", "chunking"}, f.exchange) {
			return nil, fmt.Errorf("--exchange %q: there are classic, pipelined and chunking", f.exchange)
		}
		args = []string{"load." + f.exchange}
	}
	cases, err := named(catalogue, args[0])
	if err != nil {
		return nil, err
	}
	if len(cases) != 1 {
		ids := make([]string, len(cases))
		for i, c := range cases {
			ids[i] = c.ID
		}
		return nil, fmt.Errorf("load repeats one exchange, and %s names %d: %s", args[0], len(cases), strings.Join(ids, ", "))
	}
	return cases[0], nil
}

// options puts together what the load generator needs.
func (f *loadFlags) options(t *loadTarget, exchange *scenarios.Case) (*loadgen.Options, error) {
	var run [4]byte
	if _, err := rand.Read(run[:]); err != nil {
		return nil, fmt.Errorf("no random numbers for ids: %w", err)
	}
	settings := f.settings()
	settings.Facts, settings.Mailboxes, settings.MaxSize = t.Facts(), t.Mailboxes.Known, t.Declares.MaxSize
	settings.User, settings.Password = t.Auth.User, t.Auth.Password
	settings.Run, settings.Date = hex.EncodeToString(run[:]), time.Now().Format("Mon, 02 Jan 2006 15:04:05 -0700")
	if f.tls != "none" {
		settings.TLS = loadgen.TLS(f.tls)
	}
	program, err := loadgen.Compile(exchange, settings)
	if err != nil {
		return nil, err
	}
	if program.Single && f.perConnection > 1 {
		return nil, fmt.Errorf("--messages-per-connection %d: %s opens a connection for each message; leave it out", f.perConnection, exchange.ID)
	}
	if f.depth > 1 && !program.OneWrite() {
		return nil, fmt.Errorf("--depth %d: a message of %s awaits replies before all of it is sent, so the next cannot be under way; take one that goes out in one write, such as --exchange chunking",
			f.depth, program.ID)
	}
	if err := f.measurable(program); err != nil {
		return nil, err
	}
	address, err := netip.ParseAddrPort(t.facts.Address)
	if err != nil {
		return nil, err
	}
	return &loadgen.Options{
		Program: program, Address: address, TLS: t.tls, Sources: f.sources, Connections: f.connections, Messages: f.messages, Duration: f.duration,
		Warmup: f.warmup, PerConnection: f.perConnection, Depth: f.depth, Rate: f.rate, Stages: f.steps, ConnectRate: f.connectRate, Timeout: f.timeout,
	}, loadgen.Preflight(f.connections, address.Addr(), f.sources, t.facts.Bundled)
}

// conclude writes every report and gives the exit code. unlogged says why the
// log of latencies is not whole.
func (f *loadFlags) conclude(c *cobra.Command, result *reports.Load, unlogged error) error {
	f.delivery.conclude(c.Context(), c.ErrOrStderr(), result, f.quiet)
	if result.Answer == nil {
		reports.ConcludeLoad(result, f.bounds)
	} else {
		reports.ConcludeSearch(result, f.find.search.Bounds)
	}
	code, err := f.judge(c, result)
	err = errors.Join(err, f.write(result))
	if unlogged != nil {
		err = errors.Join(err, fmt.Errorf("the log of latencies is not complete: %w", unlogged))
	}
	terminal := reports.TerminalOptions{Color: useColor(c.OutOrStdout(), f.noColor), Width: width(c.OutOrStdout()), Quiet: f.quiet}
	if werr := reports.WriteLoadTerminal(c.OutOrStdout(), result, terminal); err == nil {
		err = werr
	}
	if err != nil && code == exitOK {
		code = exitNoVerdict
	}
	if code == exitOK {
		return nil
	}
	return &exit{code, err}
}

func (f *loadFlags) write(result *reports.Load) error {
	var errs []error
	add := func(path string, write func(io.Writer, *reports.Load) error) {
		if path != "" {
			errs = append(errs, reports.WriteFile(path, func(w io.Writer) error { return write(w, result) }))
		}
	}
	add(f.json, reports.WriteLoadJSON)
	add(f.junit, reports.WriteLoadJUnit)
	if f.outDir != "" {
		add(filepath.Join(f.outDir, "result.json"), reports.WriteLoadJSON)
		add(filepath.Join(f.outDir, "junit.xml"), reports.WriteLoadJUnit)
	}
	return errors.Join(errs...)
}

// folders makes sure that the reports have somewhere to go.
func (f *loadFlags) folders() error {
	if f.outDir != "" {
		if err := os.MkdirAll(f.outDir, 0o755); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	for flag, path := range map[string]string{"--json": f.json, "--junit": f.junit, "--hdr": f.hdr} {
		if path == "" {
			continue
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return fmt.Errorf("%s %s: the folder %s does not exist", flag, path, filepath.Dir(path))
		}
	}
	return nil
}
