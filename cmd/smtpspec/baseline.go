package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/suite"
)

// baselineFlags compare a result with an earlier one, right after it was measured.
type baselineFlags struct {
	path string
	dir  string // of the reports; "" when there is none
	// github reports whether GitHub is told what regressed.
	github bool
	diffFlags

	run  *reports.Run // one of them when there is a baseline
	load *reports.Load
	// again runs cases once more; nil if they cannot be.
	again func(ids []string) *reports.Run
}

// addRun adds the flags of run.
func (b *baselineFlags) addRun(c *cobra.Command) {
	c.Flags().StringVar(&b.path, "baseline", "", "compare with an earlier result; a regression is a violation too (`FILE`)")
	c.Flags().StringVar(&b.failOn, "fail-on", string(reports.FailOnReply), "what is a regression: verdict (a worse verdict), reply (a changed reply too) or text (changed text too) (`WHAT`)")
	b.maxRegression = "10%"
}

// addLoad adds the flags of load.
func (b *baselineFlags) addLoad(c *cobra.Command) {
	c.Flags().StringVar(&b.path, "baseline", "", "compare with an earlier result; a regression fails the load too (`FILE`)")
	addMaxRegression(c, &b.maxRegression)
	b.failOn = string(reports.FailOnVerdict)
}

// read reads the baseline before anything is sent, and refuses what cannot be
// compared in any case.
func (b *baselineFlags) read(c *cobra.Command, kind string) error {
	for _, name := range []string{"fail-on", "max-regression"} {
		if b.path == "" && c.Flags().Changed(name) {
			return fmt.Errorf("--%s needs --baseline", name)
		}
	}
	if err := b.check(); err != nil || b.path == "" {
		return err
	}
	var err error
	if b.run, b.load, err = readResult(b.path); err != nil {
		return fmt.Errorf("--baseline %w", err)
	}
	if kind == "run" && b.run == nil {
		return fmt.Errorf("--baseline %s is a result of load: give a result of run", b.path)
	}
	if kind == "load" && b.load == nil {
		return fmt.Errorf("--baseline %s is a result of run: give a result of load", b.path)
	}
	return nil
}

// readRun reads the baseline of a run.
func (b *baselineFlags) readRun(c *cobra.Command, profile string) error {
	if err := b.read(c, "run"); err != nil || b.run == nil {
		return err
	}
	if b.run.Profile != profile {
		return fmt.Errorf("--baseline %s has the profile %s, this run has %s: compare runs of the same profile", b.path, reports.Clean(b.run.Profile), profile)
	}
	return nil
}

// only leaves those cases out of the baseline that are of the catalogue and not
// run now: that they are missing is not a change.
func (b *baselineFlags) only(catalogue *catalogue.Catalogue, cases []*scenarios.Case) {
	if b.run == nil {
		return
	}
	left := map[string]bool{}
	for _, c := range catalogue.Cases {
		left[c.ID] = true
	}
	for _, c := range cases {
		delete(left, c.ID)
	}
	b.run.Cases = slices.DeleteFunc(b.run.Cases, func(c reports.Case) bool { return left[c.ID] })
}

// replay runs some cases of a run once more.
func replay(ctx context.Context, o suite.Options) func(ids []string) *reports.Run {
	return func(ids []string) *reports.Run {
		again := o
		again.Progress = nil
		again.Cases = slices.DeleteFunc(slices.Clone(o.Cases), func(c *scenarios.Case) bool { return !slices.Contains(ids, c.ID) })
		session, err := suite.Prepare(ctx, again)
		if err != nil {
			return nil
		}
		return session.Run(ctx)
	}
}

// exitCode gives a run its verdict, with waivers and the baseline applied, and
// the exit code. A regression or a wrong waiver counts like a violation, also
// where nothing else can be said.
func (f *runFlags) exitCode(c *cobra.Command, result *reports.Run) (code int, err error) {
	f.baseline.dir, f.baseline.github = f.outputs.Dir, f.outputs.Tells()
	wrong := f.waivers.apply(c, result, time.Now())
	reports.Conclude(result, f.strict)
	code = reports.ExitCode(result, f.strict)
	regressed, err := f.baseline.against(c, result, f.terminal(c))
	if (wrong || regressed) && (code == output.ExitOK || code == output.ExitNoVerdict) {
		code = output.ExitViolation
	}
	return code, err
}

// against compares a run with the baseline, and shows it. One that was
// interrupted, or in which nothing was observed, is not compared.
func (b *baselineFlags) against(c *cobra.Command, result *reports.Run, o reports.TerminalOptions) (regressed bool, err error) {
	observed := slices.ContainsFunc(result.Cases, func(c reports.Case) bool {
		return c.Verdict == reports.Pass || c.Verdict == reports.Info || c.Verdict == reports.Fail || c.Verdict == reports.Warn
	})
	if b.run == nil || result.Interrupted || !observed {
		return false, nil
	}
	d, err := reports.CompareSettled(b.run, result, reports.FailOn(b.failOn), b.again)
	if err != nil {
		return false, err
	}
	return b.tell(c, d, o)
}

// plan refuses a baseline of another plan before anything is sent.
func (b *baselineFlags) plan(f *loadFlags, o *loadgen.Options) error {
	if b.load == nil {
		return nil
	}
	planned := o.Plan()
	f.complete(&planned, o)
	if f.find.search != nil {
		planned.Search = &reports.LoadSearchPlan{}
	}
	if err := reports.SamePlan(b.load.Plan, planned); err != nil {
		return fmt.Errorf("--baseline %s: %w", b.path, err)
	}
	return nil
}

// exitCode is that of a load, with the baseline applied.
func (f *loadFlags) exitCode(c *cobra.Command, result *reports.Load) (code int, err error) {
	f.baseline.dir, f.baseline.github = f.outputs.Dir, f.outputs.Tells()
	code = reports.LoadExitCode(result)
	out := c.OutOrStdout()
	regressed, err := f.baseline.againstLoad(c, result, reports.TerminalOptions{Color: tui.UseColor(out, f.noColor), Width: tui.Width(out), Quiet: f.quiet})
	if regressed && code == output.ExitOK {
		code = output.ExitViolation
	}
	return code, err
}

// againstLoad compares a load with the baseline, and shows it.
func (b *baselineFlags) againstLoad(c *cobra.Command, result *reports.Load, o reports.TerminalOptions) (regressed bool, err error) {
	if b.load == nil || result.Interrupted {
		return false, nil
	}
	d, err := reports.CompareLoads(b.load, result, b.regressionBound)
	if err != nil {
		return false, err
	}
	return b.tell(c, d, o)
}

// tell shows a comparison with the baseline, before the report of the run itself,
// whose summary stays the last line.
func (b *baselineFlags) tell(c *cobra.Command, d *reports.Diff, o reports.TerminalOptions) (regressed bool, err error) {
	d.Old.Name, d.New.Name = filepath.Base(b.path), "this one"
	err = reports.WriteDiffTerminal(c.OutOrStdout(), d, o)
	if b.dir != "" {
		err = errors.Join(err,
			reports.WriteFile(filepath.Join(b.dir, "diff.json"), func(w io.Writer) error { return reports.WriteDiffJSON(w, d) }),
			reports.WriteFile(filepath.Join(b.dir, "diff.md"), func(w io.Writer) error { return reports.WriteDiffMarkdown(w, d) }))
	}
	if b.github {
		err = errors.Join(err, output.TellDiff(c, d))
	}
	if !o.Quiet {
		fmt.Fprintln(c.OutOrStdout())
	}
	return d.Verdict == reports.Regressed, err
}
