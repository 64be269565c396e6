package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// loadFlags are the flags of load.
type loadFlags struct {
	mixFlags
	target, config    string
	authorized        bool
	exchange, tls     string
	connections       int
	messages          int64
	duration, warmup  time.Duration
	rate, connectRate float64
	perConnection     int
	depth             int
	timeout           time.Duration
	thresholds        []string
	source            string
	outputs           output.Flags
	hdr               string
	quiet, noColor    bool
	verbose           bool
	delivery          deliveryFlags
	baseline          baselineFlags

	stages string
	find   findFlags

	bounds  []reports.Threshold
	steps   []schedule.Stage // stages, read
	sources []netip.Addr
}

func loadCommand() *cobra.Command {
	var f loadFlags
	c := &cobra.Command{
		Use: "load [SCENARIO]", Short: "Put load on a server, by default on the bundled one", Args: cobra.MaximumNArgs(1),
		Long: "Sends messages on many connections, and reports how many per second were accepted\n" +
			"and the latency of each phase. Without --rate a connection sends its next message\n" +
			"when the one before has ended (closed loop); with it messages start by the clock\n" +
			"(open loop), and latency counts from the intended start. Mail goes only to\n" +
			"mailboxes.known of target.yaml. See smtpspec help load-testing.",
		Annotations: manual.ExitCodes("0 every threshold is met", "1 a threshold is missed, a figure regressed, or a message was lost or delivered twice", "2 usage error",
			"3 no verdict: the target died or accepted nothing", "130 interrupted"),
		Example: "  smtpspec load --connections 100 --messages 50000\n" +
			"  smtpspec load --config target.yaml --rate 500 --duration 1m --threshold 'p99<50ms'\n" +
			"  smtpspec load --config target.yaml --stages 30s@100,1m@100..1000,30s@1000\n" +
			"  smtpspec load --config target.yaml --find-rate 'p99<50ms,errors<0.1%'",
		RunE: func(c *cobra.Command, args []string) error { return load(c, &f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.target, "target", "", "the server, instead of that of --config (`HOST:PORT`)")
	fl.StringVar(&f.config, "config", "", "target.yaml: server, mailboxes and limits (`FILE`)")
	fl.BoolVar(&f.authorized, "authorized", false, "allow a target that is not on loopback, with permission")
	fl.StringVar(&f.exchange, "exchange", "", "classic (default), pipelined or chunking")
	fl.StringVar(&f.tls, "tls", "none", "none, starttls or implicit")
	f.add(c)
	fl.IntVar(&f.connections, "connections", 10, "number of concurrent connections")
	fl.Int64Var(&f.messages, "messages", 0, "end after this number of messages")
	fl.DurationVar(&f.duration, "duration", 0, "end after this time (10s without --messages)")
	fl.DurationVar(&f.warmup, "warmup", 0, "time at the start that is not measured")
	fl.Float64Var(&f.rate, "rate", 0, "messages per second, by the clock (open loop)")
	fl.StringVar(&f.stages, "stages", "", "rates by the clock: 30s@100,1m@100..1000 (`LIST`)")
	fl.Float64Var(&f.connectRate, "connect-rate", 0, "at most this number of new connections per second")
	fl.StringVar(&f.source, "source", "", "source addresses, in turn: ADDR,ADDR or ADDR-ADDR (`ADDR`)")
	fl.IntVar(&f.perConnection, "messages-per-connection", 0, "messages on one connection (0: no limit)")
	fl.IntVar(&f.depth, "depth", 1, "unanswered messages on a connection (--exchange chunking)")
	fl.DurationVar(&f.timeout, "timeout", 10*time.Second, "time limit for each reply")
	fl.StringArrayVar(&f.thresholds, "threshold", nil, "'p99(rcpt)<50ms', 'errors<0.1%', 'rate>=1000' (`EXPR`)")
	f.delivery.add(c)
	f.baseline.addLoad(c)
	f.outputs.Add(c, "auto", output.ForLoads)
	fl.StringVar(&f.hdr, "hdr", "", "latencies of each second as an HdrHistogram log (`FILE`)")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "a line per second")
	fl.BoolVar(&f.quiet, "quiet", false, "missed thresholds and the summary")
	fl.BoolVar(&f.noColor, "no-color", false, "no colours")
	f.find.flags(c)
	return c
}

func load(c *cobra.Command, f *loadFlags, args []string) error {
	if err := f.mixFlags.check(c); err != nil {
		return output.Usage(err)
	}
	if err := errors.Join(f.schedule(), f.find.check(c, f)); err != nil {
		return output.Usage(err)
	}
	if err := errors.Join(f.check(), f.baseline.read(c, "load")); err != nil {
		return output.Usage(err)
	}
	if err := f.delivery.check(c, f); err != nil {
		return output.Usage(err)
	}
	catalogue, err := loadedFor(args)
	if err != nil {
		return output.Usage(err)
	}
	exchange, err := f.choose(catalogue, args)
	if err != nil {
		return output.Usage(err)
	}
	if err := f.outputs.Prepare(); err != nil {
		return output.Usage(err)
	}
	ctx := c.Context()
	t, err := f.open(ctx, exchange)
	if err != nil {
		return output.Usage(err)
	}
	defer t.stop()
	o, err := f.options(t, exchange)
	if err != nil {
		return output.Usage(err)
	}
	if err := f.delivery.prepare(ctx, t, o); err != nil {
		return output.Usage(err)
	}
	if err := f.baseline.plan(f, o); err != nil {
		return output.Usage(err)
	}
	if err := t.offers(ctx, o.Program.Keywords, f.timeout); err != nil {
		if ctx.Err() != nil {
			return &output.Exit{Code: output.ExitInterrupted}
		}
		return &output.Exit{Code: output.ExitNoVerdict, Err: fmt.Errorf("no verdict: %w", err)}
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

// measure runs once. Unlogged is why the latency log is incomplete.
func (*loadFlags) measure(c *cobra.Command, f *loadFlags, o *loadgen.Options) (result *reports.Load, unlogged, err error) {
	log, err := f.openLatencies()
	if err != nil {
		return nil, nil, output.Usage(err)
	}
	progress := tui.NewLoadProgress(c.ErrOrStderr(), f.progress())
	o.Progress, o.Latencies = progress, log.writer()
	measured, err := loadgen.Run(c.Context(), *o)
	progress.End()
	closed := log.close()
	if err == nil {
		result, err = measured.Report(o)
	}
	if err != nil {
		return nil, nil, &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	return result, errors.Join(measured.Unlogged, closed), nil
}

// progress are the flags that affect progress.
func (f *loadFlags) progress() tui.LoadStyle {
	return tui.LoadStyle{Messages: f.messages, Warmup: f.warmup, Duration: f.duration, Quiet: f.quiet, Verbose: f.verbose, NoColor: f.noColor}
}

// loadedFor reads as much of the catalogue as the exchange needs.
func loadedFor(args []string) (*catalogue.Catalogue, error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "load.") && filepath.Ext(args[0]) != ".yaml" {
		return catalogue.LoadExchanges()
	}
	return catalogue.Load()
}

// complete adds to a plan what the load generator does not know of it.
func (f *loadFlags) complete(p *reports.LoadPlan, o *loadgen.Options) {
	p.Exchange, p.TLS = f.exchange, f.plannedTLS(o.Program)
	f.plan(o.Program, p)
}

// plannedTLS is the TLS of the plan.
func (f *loadFlags) plannedTLS(p *exchange.Program) string {
	if f.tls == "none" && p.Secured() {
		return "scenario"
	}
	return f.tls
}

// choose finds the one exchange that is to be repeated.
func (f *loadFlags) choose(catalogue *catalogue.Catalogue, args []string) (*scenarios.Case, error) {
	if len(args) > 0 && f.exchange != "" {
		return nil, errors.New("--exchange cannot be used with a SCENARIO, which is an exchange: leave it out")
	}
	if len(args) == 0 {
		if f.exchange == "" {
			f.exchange = "classic"
		}
		if !slices.Contains([]string{"classic", "pipelined", "chunking"}, f.exchange) {
			return nil, fmt.Errorf("invalid --exchange %q: use classic, pipelined or chunking", f.exchange)
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
		return nil, fmt.Errorf("load repeats one exchange, but %s names %d: choose one of %s", args[0], len(cases), strings.Join(ids, ", "))
	}
	return cases[0], nil
}

// options puts together what the load generator needs.
func (f *loadFlags) options(t *loadTarget, scenario *scenarios.Case) (*loadgen.Options, error) {
	var run [4]byte
	if _, err := rand.Read(run[:]); err != nil {
		return nil, fmt.Errorf("cannot make random ids: %w", err)
	}
	settings := f.settings()
	settings.Facts, settings.Mailboxes, settings.MaxSize = t.Facts(), t.Mailboxes.Known, int(t.MaxSize())
	settings.User, settings.Password = t.Auth.User, t.Auth.Password
	settings.Run, settings.Date = hex.EncodeToString(run[:]), time.Now().Format(target.DateForm)
	if f.tls != "none" {
		settings.TLS = exchange.TLS(f.tls)
	}
	program, err := exchange.Compile(scenario, settings)
	if err != nil {
		return nil, err
	}
	if program.Single && f.perConnection > 1 {
		return nil, fmt.Errorf("invalid --messages-per-connection %d: %s opens a connection for each message; leave it out", f.perConnection, scenario.ID)
	}
	if f.depth > 1 && !program.OneWrite() {
		return nil, fmt.Errorf("invalid --depth %d: %s awaits replies within a message; use an exchange that sends a message in one write, such as --exchange chunking",
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
		Histograms: f.outputs.Wanted(),
	}, loadgen.Preflight(f.connections, address.Addr(), f.sources, t.facts.Bundled)
}

// conclude writes every report and gives the exit code. Unlogged is why the
// latency log is incomplete.
func (f *loadFlags) conclude(c *cobra.Command, result *reports.Load, unlogged error) error {
	f.delivery.conclude(c.Context(), c.ErrOrStderr(), result, f.quiet)
	if result.Answer == nil {
		reports.ConcludeLoad(result, f.bounds)
	} else {
		reports.ConcludeSearch(result, f.find.search.Bounds)
	}
	code, err := f.exitCode(c, result)
	if unlogged != nil {
		err = errors.Join(err, fmt.Errorf("the latency log is incomplete: %w", unlogged))
	}
	terminal := reports.TerminalOptions{Color: tui.UseColor(c.OutOrStdout(), f.noColor), Width: tui.Width(c.OutOrStdout()), Quiet: f.quiet}
	show := func(w io.Writer) error { return reports.WriteLoadTerminal(w, result, terminal) }
	return f.outputs.Conclude(c, output.Results{Loads: []*reports.Load{result}}, code, show, err)
}
