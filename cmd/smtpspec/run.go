package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
)

// runFlags are the flags of run.
type runFlags struct {
	target, config      string
	authorized          bool
	profile             string
	selection           suite.Selection
	strict, list        bool
	parallel            int
	timeout             time.Duration
	json, junit, outDir string
	quiet, verbose      bool
	noColor             bool
}

func runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run [SCENARIO...]",
		Short: "Certify a server, or without a target the bundled one",
		Long: "Plays the catalogue, or the named scenarios, against a server and gives a verdict.\n" +
			"A SCENARIO is an id (a whole one, or the beginning up to a dot or slash), or a\n" +
			"file of your own. Without --target and --config the bundled reference server is\n" +
			"started in this process and certified.",
		Annotations: exits("0 every selected MUST holds", "1 a violation", "2 the call or a file is wrong", "3 no verdict", "130 interrupted"),
		Example: "  smtpspec run\n" +
			"  smtpspec run --target 127.0.0.1:2525\n" +
			"  smtpspec run --config target.yaml --json result.json smuggling",
		RunE: func(c *cobra.Command, args []string) error { return run(c, &f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.target, "target", "", "the server, `HOST:PORT`")
	fl.StringVar(&f.config, "config", "", "target.yaml: mailboxes, credentials and limits of the server (`FILE`)")
	fl.BoolVar(&f.authorized, "authorized", false, "you may test this server although it is not on loopback")
	fl.StringVar(&f.profile, "profile", "receiver", "the kind of server: receiver, submission or lmtp")
	fl.StringVar(&f.selection.LabelFilter, "label-filter", "", "labels as Ginkgo filters them, such as 'smuggling && must'")
	fl.StringArrayVar(&f.selection.Focus, "focus", nil, "only cases whose id or title matches (`REGEXP`; may be repeated)")
	fl.BoolVar(&f.strict, "strict", false, "a broken SHOULD is a violation too")
	fl.BoolVar(&f.list, "list", false, "list what would be played, and send nothing")
	fl.IntVar(&f.parallel, "parallel", 0, fmt.Sprintf("cases side by side (default %d, %d on the bundled server)", suite.DefaultParallel, bundledParallel))
	fl.DurationVar(&f.timeout, "timeout", 10*time.Second, "bound for each reply")
	fl.StringVar(&f.json, "json", "", "write the result to `FILE`")
	fl.StringVar(&f.junit, "junit", "", "write a JUnit report to `FILE`")
	fl.StringVar(&f.outDir, "out", "", "write every report into `DIR`")
	fl.BoolVar(&f.quiet, "quiet", false, "failures in one line each, and the summary")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "every case, not only those that did not pass")
	fl.BoolVar(&f.noColor, "no-color", false, "no colours")
	return c
}

func run(c *cobra.Command, f *runFlags, args []string) error {
	if err := f.check(); err != nil {
		return usage(err)
	}
	catalogue, err := scenarios.LoadCatalogue()
	if err != nil {
		return usage(err)
	}
	cases, err := choose(catalogue, f, args)
	if refused := (*exit)(nil); errors.As(err, &refused) {
		return refused
	}
	if err != nil {
		return usage(err)
	}
	if f.list {
		return listCases(c.OutOrStdout(), cases)
	}
	if len(cases) == 0 {
		return &exit{exitNoVerdict, errors.New("no scenario was selected, so nothing can be said")}
	}
	if err := f.folder(); err != nil {
		return usage(err)
	}
	ctx := c.Context()
	bundle, err := f.open(ctx)
	if err != nil {
		return usage(err)
	}
	defer bundle.Stop()
	progress := newProgress(c.ErrOrStderr(), progressStyle{f.quiet, f.verbose, f.noColor, f.strict})
	options := suite.Options{
		Cases: cases, Requirements: catalogue.Requirements, Target: bundle.Target, Roots: bundle.Roots,
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
		return usage(err)
	}
	result := suite.RunQuietly(ctx, session)
	progress.End()
	return f.conclude(c, result)
}

// conclude writes every report and gives the exit code.
func (f *runFlags) conclude(c *cobra.Command, result *reports.Run) error {
	reports.Conclude(result, f.strict)
	code := reports.ExitCode(result, f.strict)
	err := f.write(result)
	terminal := reports.TerminalOptions{
		Color: useColor(c.OutOrStdout(), f.noColor), Width: width(c.OutOrStdout()), Verbose: f.verbose, Quiet: f.quiet,
	}
	if werr := reports.WriteTerminal(c.OutOrStdout(), result, terminal); err == nil {
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

// write writes the report files that were asked for.
func (f *runFlags) write(result *reports.Run) error {
	var errs []error
	add := func(path string, write func(io.Writer, *reports.Run) error) {
		if path != "" {
			errs = append(errs, reports.WriteFile(path, func(w io.Writer) error { return write(w, result) }))
		}
	}
	add(f.json, reports.WriteJSON)
	add(f.junit, reports.WriteJUnit)
	if f.outDir != "" {
		add(filepath.Join(f.outDir, "result.json"), reports.WriteJSON)
		add(filepath.Join(f.outDir, "junit.xml"), reports.WriteJUnit)
	}
	return errors.Join(errs...)
}

// check finds mistakes in the flags before anything is sent.
func (f *runFlags) check() error {
	if f.profile == "" {
		f.profile = "receiver"
	}
	if !slices.Contains([]string{"receiver", "submission", "lmtp"}, f.profile) {
		return fmt.Errorf("--profile %q: there are receiver, submission and lmtp", f.profile)
	}
	if f.parallel == 0 {
		f.parallel = suite.DefaultParallel
		if f.bundled() {
			f.parallel = bundledParallel
		}
	}
	if f.timeout == 0 {
		f.timeout = player.DefaultLimits().Reply
	}
	if f.parallel < 1 || f.parallel > 1000 {
		return fmt.Errorf("--parallel %d: want 1 to 1000", f.parallel)
	}
	if f.timeout < 100*time.Millisecond || f.timeout > time.Hour {
		return fmt.Errorf("--timeout %v: want 100ms to 1h", f.timeout)
	}
	for flag, path := range map[string]string{"--json": f.json, "--junit": f.junit} {
		if path == "" {
			continue
		}
		if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
			return fmt.Errorf("%s %s: the folder %s does not exist", flag, path, filepath.Dir(path))
		}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return fmt.Errorf("%s %s: that is a folder; name a file in it", flag, path)
		}
	}
	return nil
}

// folder makes the folder for the reports.
func (f *runFlags) folder() error {
	if f.outDir == "" {
		return nil
	}
	if err := os.MkdirAll(f.outDir, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	return nil
}

// bundled tells whether the server of this program is the target.
func (f *runFlags) bundled() bool { return f.target == "" && f.config == "" }

// open finds the target, or starts the bundled server.
func (f *runFlags) open(ctx context.Context) (*suite.Bundle, error) {
	if f.bundled() {
		return startBundled(ctx, "")
	}
	t := &scenarios.Target{TLS: scenarios.TargetTLS{Insecure: true}}
	if f.config != "" {
		var err error
		if t, err = scenarios.LoadTarget(f.config); err != nil {
			return nil, err
		}
	}
	if f.target != "" {
		host, port, err := net.SplitHostPort(f.target)
		n, perr := strconv.Atoi(port)
		if err != nil || perr != nil || n < 1 || n > 65535 {
			return nil, fmt.Errorf("--target %q: want HOST:PORT, such as 127.0.0.1:25", f.target)
		}
		t.Host = host
		switch f.profile {
		case "submission":
			t.Ports.Submission = n
		case "lmtp":
			t.Ports.LMTP = n
		default:
			t.Ports.SMTP = n
		}
	}
	if t.Name == "" {
		t.Name = net.JoinHostPort(t.Host, strconv.Itoa(firstPort(t, f.profile)))
	}
	return &suite.Bundle{Target: t, Stop: func() {}}, nil
}

func firstPort(t *scenarios.Target, profile string) int {
	return map[string]int{"submission": t.Ports.Submission, "lmtp": t.Ports.LMTP, "receiver": t.Ports.SMTP}[profile]
}
