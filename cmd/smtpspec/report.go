package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
)

func reportCommand() *cobra.Command {
	var o outputs
	var noColor, verbose bool
	c := &cobra.Command{
		Use: "report RESULT.json...", Short: "Render result files again", Args: cobra.MinimumNArgs(1),
		Long: "Shows results that --json or --out wrote, and writes other reports of them. Several\n" +
			"results of runs stand beside each other with --html, and two of loads over each\n" +
			"other; every other report is about one. The exit code is that of the worst result.",
		Example: "  smtpspec report result.json --verbose\n" +
			"  smtpspec report postfix.json exim.json --html servers.html",
		Annotations: exits("0 what every result says holds", "1 a violation, or a threshold missed", "2 a file is no result", "3 no verdict", "130 a result is of an interrupted run"),
		RunE: func(c *cobra.Command, args []string) error {
			r, err := readResults(args)
			if err != nil {
				return usage(err)
			}
			if err := errors.Join(o.takes(r), o.check()); err != nil {
				return usage(err)
			}
			if err := o.prepare(); err != nil {
				return usage(err)
			}
			code := exitOK
			for _, run := range r.runs {
				reports.Conclude(run, run.Strict)
				code = worse(code, reports.ExitCode(run, run.Strict))
			}
			for _, load := range r.loads {
				code = worse(code, reports.LoadExitCode(load))
			}
			options := terminal.Options{Color: useColor(c.OutOrStdout(), noColor), Width: width(c.OutOrStdout()), Verbose: verbose}
			return o.conclude(c, r, code, func(w io.Writer) error { return showAll(w, r, options) }, nil)
		},
	}
	o.add(c, "never", forAll)
	c.Flags().BoolVar(&noColor, "no-color", false, "no colours")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "every case")
	return c
}

// readResults reads files, which have to be of one kind.
func readResults(paths []string) (results, error) {
	var r results
	for _, path := range paths {
		run, load, err := readResult(path)
		if err != nil {
			return r, err
		}
		if run != nil {
			r.runs = append(r.runs, run)
		} else {
			r.loads = append(r.loads, load)
		}
		if len(r.runs) > 0 && len(r.loads) > 0 {
			return r, fmt.Errorf("%s is the result of another kind than %s: give those of runs, or those of loads", path, paths[0])
		}
	}
	return r, nil
}

// worse orders exit codes: a violation says more than that nothing can be said.
func worse(a, b int) int {
	rank := map[int]int{exitOK: 0, exitNoVerdict: 1, exitInterrupted: 2, exitViolation: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

// showAll writes one result behind the other.
func showAll(w io.Writer, r results, o terminal.Options) error {
	var errs []error
	next := func(n int) {
		if n > 0 {
			_, err := fmt.Fprintln(w)
			errs = append(errs, err)
		}
	}
	for i, run := range r.runs {
		next(i)
		errs = append(errs, terminal.WriteRun(w, run, o))
	}
	for i, load := range r.loads {
		next(i)
		errs = append(errs, terminal.WriteLoad(w, load, o))
	}
	return errors.Join(errs...)
}
