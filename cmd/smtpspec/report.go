package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/reports"
)

func reportCommand() *cobra.Command {
	var o output.Flags
	var noColor, verbose bool
	c := &cobra.Command{
		Use: "report RESULT.json...", Short: "Render results again, or side by side", Args: cobra.MinimumNArgs(1),
		Long: "Shows results that --json or --out wrote, and writes other reports of them. --html\n" +
			"shows several runs side by side, and two loads over each other; every other report\n" +
			"takes one result. The exit code is that of the worst result.",
		Example: "  smtpspec report result.json --verbose\n" +
			"  smtpspec report postfix.json exim.json --html servers.html",
		Annotations: manual.ExitCodes("0 every result is conformant, every threshold met", "1 a violation, or a threshold missed", "2 usage error, or a file is not a result", "3 no verdict", "130 a result is of an interrupted run"),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := readResults(args)
			if err != nil {
				return output.Usage(err)
			}
			if err := errors.Join(o.Takes(r), o.Check()); err != nil {
				return output.Usage(err)
			}
			if err := o.Prepare(); err != nil {
				return output.Usage(err)
			}
			code := output.ExitOK
			for _, run := range r.Runs {
				reports.Conclude(run, run.Strict)
				code = worse(code, reports.ExitCode(run, run.Strict))
			}
			for _, load := range r.Loads {
				code = worse(code, reports.LoadExitCode(load))
			}
			terminal := reports.TerminalOptions{Color: tui.UseColor(c.OutOrStdout(), noColor), Width: tui.Width(c.OutOrStdout()), Verbose: verbose}
			return o.Conclude(c, r, code, func(w io.Writer) error { return showAll(w, r, terminal) }, nil)
		},
	}
	o.Add(c, "never", output.ForAll)
	c.Flags().BoolVar(&noColor, "no-color", false, "no colours")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "every case")
	return c
}

// readResults reads files, which have to be of one kind.
func readResults(paths []string) (output.Results, error) {
	var r output.Results
	for _, path := range paths {
		run, load, err := readResult(path)
		if err != nil {
			return r, err
		}
		if run != nil {
			r.Runs = append(r.Runs, run)
		} else {
			r.Loads = append(r.Loads, load)
		}
		if len(r.Runs) > 0 && len(r.Loads) > 0 {
			return r, fmt.Errorf("%s and %s are results of different commands: give results of run, or of load", path, paths[0])
		}
	}
	return r, nil
}

// worse orders exit codes: a violation says more than no verdict.
func worse(a, b int) int {
	rank := map[int]int{output.ExitOK: 0, output.ExitNoVerdict: 1, output.ExitInterrupted: 2, output.ExitViolation: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// showAll writes one result after the other.
func showAll(w io.Writer, r output.Results, o reports.TerminalOptions) error {
	var errs []error
	next := func(n int) {
		if n > 0 {
			_, err := fmt.Fprintln(w)
			errs = append(errs, err)
		}
	}
	for i, run := range r.Runs {
		next(i)
		errs = append(errs, reports.WriteTerminal(w, run, o))
	}
	for i, load := range r.Loads {
		next(i)
		errs = append(errs, reports.WriteLoadTerminal(w, load, o))
	}
	return errors.Join(errs...)
}
