package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

// runFlags are the flags of run.
type runFlags struct {
	target, config string
	authorized     bool
	profile        string
	selection      suite.Selection
	policy         string
	readings       requirements.Readings
	strict, list   bool
	parallel       int
	timeout        time.Duration
	outputs        output.Flags
	quiet, verbose bool
	noColor        bool
	waivers        waiverFlags
	baseline       baselineFlags
}

func runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run [SCENARIO...]",
		Short: "Certify a server, by default the bundled one",
		Long: "Runs the catalogue, or the named scenarios, against a server and gives a verdict. A\n" +
			"SCENARIO is an id (complete, or its beginning up to a dot or slash), a requirement\n" +
			"or its beginning (RFC1985, RFC5321-4.1.1.4), which selects the cases that prove it,\n" +
			"or a file of your own. Without --target and --config the bundled server is started\n" +
			"in this process and certified.\n\n" +
			"--waivers excuses known deviations: they are reported as waived, and do not count\n" +
			"until they expire. --baseline compares with an earlier result: a verdict that got\n" +
			"worse, or a changed reply with the same verdict, is a violation too. A violation that\n" +
			"the baseline has already is still a violation.",
		Annotations: manual.ExitCodes("0 every selected MUST holds", "1 a violation, or a regression against --baseline", "2 usage error, or an error in a file", "3 no verdict", "130 interrupted"),
		Example: "  smtpspec run\n" +
			"  smtpspec run --target 127.0.0.1:2525\n" +
			"  smtpspec run --config target.yaml --json result.json smuggling",
		RunE: func(c *cobra.Command, args []string) error { return run(c, &f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.target, "target", "", "the server, `HOST:PORT`")
	fl.StringVar(&f.config, "config", "", "target.yaml: mailboxes, credentials and limits of the server (`FILE`)")
	fl.BoolVar(&f.authorized, "authorized", false, "allow a target that is not on loopback; you need permission to test it")
	fl.StringVar(&f.profile, "profile", target.DefaultProfile, "the kind of server: "+strings.Join(target.ProfileNames(), ", "))
	fl.StringVar(&f.selection.LabelFilter, "label-filter", "", "only cases with these labels, as a Ginkgo filter: 'smuggling && must' (`FILTER`)")
	fl.StringArrayVar(&f.selection.Focus, "focus", nil, "only cases whose id or title matches (`REGEXP`; may be repeated)")
	fl.BoolVar(&f.strict, "strict", false, "a broken SHOULD is a violation too")
	fl.StringVar(&f.policy, "policy", requirements.DefaultReadings, "read these entries of the policy table strictly, as in C01,C22, or strict for all; default: none (`ENTRIES`)")
	fl.BoolVar(&f.list, "list", false, "list the selected cases, and send nothing")
	fl.IntVar(&f.parallel, "parallel", 0, fmt.Sprintf("maximum concurrent cases (default %d, %d on the bundled server)", suite.DefaultParallel, bundled.Parallel))
	fl.DurationVar(&f.timeout, "timeout", 10*time.Second, "time limit for each reply")
	f.outputs.Add(c, "auto", output.ForRuns)
	fl.BoolVar(&f.quiet, "quiet", false, "one line for each failure, and the summary")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "every case, not only those that did not pass")
	fl.BoolVar(&f.noColor, "no-color", false, "no colours")
	f.waivers.add(c)
	f.baseline.addRun(c)
	return c
}

func run(c *cobra.Command, f *runFlags, args []string) error {
	if err := errors.Join(f.check(), f.baseline.readRun(c, f.profile)); err != nil {
		return output.Usage(err)
	}
	catalogue, err := catalogue.Load()
	if err != nil {
		return output.Usage(err)
	}
	if f.readings, err = catalogue.Policies.ParseReadings(f.policy); err != nil {
		return output.Usage(fmt.Errorf("--policy: %w; smtpspec show policies lists them", err))
	}
	cases, err := choose(catalogue, f, args)
	if refused := (*output.Exit)(nil); errors.As(err, &refused) {
		return refused
	}
	if err != nil {
		return output.Usage(err)
	}
	if err := f.waivers.read(catalogue, cases); err != nil {
		return output.Usage(err)
	}
	f.baseline.only(catalogue, cases)
	if f.list {
		return listCases(c.OutOrStdout(), cases)
	}
	if len(cases) == 0 {
		return &output.Exit{Code: output.ExitNoVerdict, Err: errors.New("no verdict: no scenario was selected; smtpspec list lists them")}
	}
	if err := f.outputs.Prepare(); err != nil {
		return output.Usage(err)
	}
	ctx := c.Context()
	bundle, err := f.open(ctx)
	if err != nil {
		return output.Usage(err)
	}
	defer bundle.Stop()
	progress := tui.NewProgress(c.ErrOrStderr(), tui.Style{Quiet: f.quiet, Verbose: f.verbose, NoColor: f.noColor, Strict: f.strict, Waivers: f.waivers.list})
	options := suite.Options{
		Cases: cases, Requirements: catalogue.Requirements, Policies: catalogue.Policies, Target: bundle.Target, Roots: bundle.Roots,
		Authorized: f.authorized, Bundled: f.bundled(), Profile: f.profile, Parallel: f.parallel,
		Limits: player.Limits{Reply: f.timeout}, Progress: progress, Tool: tool(catalogue),
	}
	session, err := suite.Prepare(ctx, options)
	var unreachable *suite.UnreachableError
	if errors.As(err, &unreachable) {
		if ctx.Err() == nil {
			fmt.Fprintf(c.ErrOrStderr(), "smtpspec: no verdict: %v\n", err)
		}
		return f.conclude(c, suite.Unreached(ctx, options, err))
	}
	if err != nil {
		return output.Usage(err)
	}
	f.baseline.again = replay(ctx, options)
	result := suite.RunQuietly(ctx, session)
	progress.End()
	return f.conclude(c, result)
}

// conclude writes every report and gives the exit code.
func (f *runFlags) conclude(c *cobra.Command, result *reports.Run) error {
	code, err := f.exitCode(c, result)
	show := func(w io.Writer) error { return terminal.WriteRun(w, result, f.terminal(c)) }
	return f.outputs.Conclude(c, output.Results{Runs: []*reports.Run{result}}, code, show, err)
}

func (f *runFlags) terminal(c *cobra.Command) terminal.Options {
	out := c.OutOrStdout()
	return terminal.Options{Color: tui.UseColor(out, f.noColor), Width: tui.Width(out), Verbose: f.verbose, Quiet: f.quiet}
}

// check finds mistakes in the flags before anything is sent.
func (f *runFlags) check() error {
	if f.profile == "" {
		f.profile = target.DefaultProfile
	}
	if names := target.ProfileNames(); !slices.Contains(names, f.profile) {
		return fmt.Errorf("invalid --profile %q: use one of %s", f.profile, strings.Join(names, ", "))
	}
	if f.parallel == 0 {
		f.parallel = suite.DefaultParallel
		if f.bundled() {
			f.parallel = bundled.Parallel
		}
	}
	if f.timeout == 0 {
		f.timeout = player.DefaultLimits().Reply
	}
	if f.parallel < 1 || f.parallel > 1000 {
		return fmt.Errorf("invalid --parallel %d: use 1 to 1000", f.parallel)
	}
	if f.timeout < 100*time.Millisecond || f.timeout > time.Hour {
		return fmt.Errorf("invalid --timeout %v: use 100ms to 1h", f.timeout)
	}
	return f.outputs.Check()
}

// bundled reports whether the server of this program is the target.
func (f *runFlags) bundled() bool { return f.target == "" && f.config == "" }

// open finds the target, or starts the bundled server.
func (f *runFlags) open(ctx context.Context) (*selftest.Bundle, error) {
	if f.bundled() {
		return bundled.Start(ctx, "")
	}
	t, number, err := readTarget(f.target, f.config)
	if err != nil {
		return nil, err
	}
	profile, _ := target.LookupProfile(f.profile) // checked with the flags
	if number > 0 {
		t.Ports.Set(profile.Port, number)
	}
	if t.Name == "" {
		t.Name = net.JoinHostPort(t.Host, strconv.Itoa(t.Ports[profile.Port]))
	}
	return &selftest.Bundle{Target: t, Stop: func() {}}, nil
}

// readTarget is what --target and --config, at least one of which is given, say of
// the server; number is the port of --target, or 0. With --target the file need not
// say where the server is.
func readTarget(address, config string) (t *target.Target, number int, err error) {
	t = &target.Target{TLS: target.TLS{Insecure: true}}
	switch {
	case config != "" && address != "":
		t, err = target.LoadFacts(config)
	case config != "":
		t, err = target.Load(config)
	}
	if err != nil || address == "" {
		return t, 0, err
	}
	host, port, err := net.SplitHostPort(address)
	number, _ = strconv.Atoi(port)
	if err != nil || number < 1 || number > 65535 {
		return nil, 0, fmt.Errorf("invalid --target %q: use HOST:PORT, such as 127.0.0.1:25", address)
	}
	t.Host = host
	return t, number, nil
}
