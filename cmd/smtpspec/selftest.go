package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

// selftestReply bounds each reply of the bundled server: some faults never answer.
const selftestReply = 4 * time.Second

func selftestCommand() *cobra.Command {
	var only []string
	var parallel int
	var verbose, full, noColor bool
	c := &cobra.Command{
		Use: "selftest", Short: "Show that every fault of the bundled server is caught", Args: cobra.NoArgs,
		Long: "Runs the catalogue against the bundled server without faults, which must pass, and\n" +
			"then with each of its faults in turn, which must fail. A fault that survives is a\n" +
			"missing scenario. Scenarios that no fault fails are listed at the end: they need a\n" +
			"fault.",
		Example: "  smtpspec selftest\n" +
			"  smtpspec selftest --fault eod-lf-dot-lf --verbose",
		Annotations: manual.ExitCodes("0 every fault is caught", "1 a fault survives, or the server without faults fails", "2 usage error", "3 a server could not be started", "130 interrupted"),
		RunE: func(c *cobra.Command, _ []string) error {
			return runSelftest(c, only, parallel, verbose, full, noColor)
		},
	}
	c.Flags().StringArrayVar(&only, "fault", nil, "only this fault (`ID`; may be repeated)")
	c.Flags().IntVar(&parallel, "parallel", 6, "maximum concurrent servers")
	c.Flags().BoolVar(&full, "full", false, "run the full catalogue against every fault, not only the cases meant to catch it")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "every case that caught a fault")
	c.Flags().BoolVar(&noColor, "no-color", false, "no colours")
	return c
}

func runSelftest(c *cobra.Command, only []string, parallel int, verbose, full, noColor bool) error {
	catalogue, err := catalogue.Load()
	if err != nil {
		return output.Usage(err)
	}
	faults, err := chosenFaults(only)
	if err != nil {
		return output.Usage(err)
	}
	cases, err := suite.Selection{}.Match(catalogue.Cases)
	if err != nil {
		return output.Usage(err)
	}
	began := time.Now()
	out := c.OutOrStdout()
	progress := tui.NewSelftestProgress(c.ErrOrStderr(), out, len(faults), noColor)
	test := &selftest.Test{
		Options: suite.Options{
			Cases: cases, Requirements: catalogue.Requirements, Policies: catalogue.Policies, Parallel: 32, Limits: player.Limits{Reply: selftestReply}, Progress: progress,
		},
		Faults: faults, Profiles: target.ProfileNames(), Servers: parallel, Full: full, Start: bundled.Start,
		Report: func(r selftest.FaultResult) { progress.Fault(len(r.Cases) == 0, catchLine(r, verbose)) },
	}
	result, err := test.Run(c.Context())
	progress.End()
	if errors.Is(err, context.Canceled) {
		return &output.Exit{Code: output.ExitInterrupted}
	}
	if err != nil {
		return &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	for _, broken := range result.Broken {
		fmt.Fprintf(out, "without a fault: %s %s: %s\n", broken.Verdict, broken.ID, broken.Why())
	}
	passed := 0
	for _, run := range result.Clean {
		passed += reports.Count(run.Cases).Pass
	}
	if len(only) == 0 {
		for _, id := range result.Idle {
			fmt.Fprintf(out, "no fault fails %s\n", id)
		}
	} else {
		result.Idle = nil
	}
	fmt.Fprintf(out, "%d faults, %d caught, %d survived; without faults %d passed, %d did not; %d scenarios that no fault fails; %.1f s\n",
		len(faults), len(faults)-len(result.Survivors), len(result.Survivors), passed, len(result.Broken), len(result.Idle), time.Since(began).Seconds())
	if len(result.Survivors)+len(result.Broken) > 0 {
		return &output.Exit{Code: output.ExitViolation}
	}
	return nil
}

// catchLine names the cases that caught a fault.
func catchLine(r selftest.FaultResult, verbose bool) string {
	switch {
	case r.Err != nil:
		return fmt.Sprintf("SURVIVED %-40s %s: %v", r.Fault.ID, r.Fault.Requirement, r.Err)
	case len(r.Cases) == 0:
		return fmt.Sprintf("SURVIVED %-40s %s: %s", r.Fault.ID, r.Fault.Requirement, r.Fault.Title)
	}
	names, more := r.Cases, ""
	if !verbose && len(names) > 3 {
		names, more = names[:3], fmt.Sprintf(" and %d more", len(r.Cases)-3)
	}
	return fmt.Sprintf("caught   %-40s %s by %s%s", r.Fault.ID, r.Fault.Requirement, strings.Join(names, ", "), more)
}

// chosenFaults are those named, in the order of all, or all.
func chosenFaults(only []string) ([]selftest.Fault, error) {
	for _, id := range only {
		if _, err := bundled.Fault(id); err != nil {
			return nil, err
		}
	}
	var out []selftest.Fault
	for _, f := range fault.All() {
		if len(only) == 0 || slices.Contains(only, f.ID) {
			out = append(out, selftest.Fault{ID: f.ID, Title: f.Title, Requirement: f.Requirement, Profile: faultProfile(f), Policy: f.Policy})
		}
	}
	return out, nil
}

// faultProfile is the profile under which a fault shows.
func faultProfile(f fault.Fault) string {
	if _, ok := target.LookupProfile(f.Area); ok {
		return f.Area
	}
	return target.DefaultProfile
}
