package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/reports"
)

// diffFlags are the flags of diff, and those of a baseline that say how it is
// compared.
type diffFlags struct {
	json, markdown  string
	maxRegression   string
	failOn          string
	quiet, verbose  bool
	noColor         bool
	regressionBound float64 // maxRegression, read
}

func diffCommand() *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use: "diff OLD.json NEW.json", Short: "Compare two results, in behaviour or in speed", Args: cobra.ExactArgs(2),
		Long: "Compares two results of run, or two of load.\n\n" +
			"Of two runs it shows each changed verdict, and each changed reply with the same\n" +
			"verdict. Dates, queue ids and whatever else differs from run to run do not count;\n" +
			"reply codes, enhanced status codes, capabilities and endings always do. A regression\n" +
			"is a verdict that gets worse: to fail; to warn from pass or info; to error, unknown\n" +
			"or skip from pass, info or warn; or a passed case that is missing although the\n" +
			"catalogue is the same. With --fail-on reply a changed reply is one too, with\n" +
			"--fail-on text changed text as well.\n\n" +
			"Of two loads of the same plan it shows throughput, errors, processor time and the\n" +
			"percentiles of each phase, each ratio with its confidence interval, estimated from the\n" +
			"variation between the seconds of each load. A regression is a figure whose whole\n" +
			"interval is worse than --max-regression. On a busy machine only medians are compared,\n" +
			"and where the load generator itself was the bottleneck there is no verdict.\n" +
			"30 s of load tell more than 10.",
		Annotations: manual.ExitCodes("0 no regression", "1 a regression", "2 the results cannot be compared", "3 no verdict: nothing can be concluded from them"),
		Example: "  smtpspec diff last-release.json today.json\n" +
			"  smtpspec diff postfix.json exim.json --fail-on reply --markdown changes.md\n" +
			"  smtpspec diff load-before.json load-after.json --max-regression 5%",
		RunE: func(c *cobra.Command, args []string) error { return diff(c, &f, args[0], args[1]) },
	}
	fl := c.Flags()
	fl.StringVar(&f.json, "json", "", "write the comparison to `FILE`, smtpspec.diff/2")
	fl.StringVar(&f.markdown, "markdown", "", "write the comparison as Markdown to `FILE`")
	addMaxRegression(c, &f.maxRegression)
	fl.StringVar(&f.failOn, "fail-on", string(reports.FailOnVerdict), "what is a regression of a run: verdict (a worse verdict), reply (a changed reply too) or text (changed text too) (`WHAT`)")
	fl.BoolVar(&f.quiet, "quiet", false, "one line for each regression, and the summary")
	fl.BoolVarP(&f.verbose, "verbose", "v", false, "every case")
	fl.BoolVar(&f.noColor, "no-color", false, "no colours")
	return c
}

func addMaxRegression(c *cobra.Command, to *string) {
	c.Flags().StringVar(to, "max-regression", "10%", "how much worse a figure of a load may be (`SHARE`)")
}

// check finds mistakes in the flags.
func (f *diffFlags) check() error {
	if !slices.Contains([]string{"verdict", "reply", "text"}, f.failOn) {
		return fmt.Errorf("invalid --fail-on %q: use verdict, reply or text", f.failOn)
	}
	var err error
	if f.regressionBound, err = parseShare(f.maxRegression); err != nil {
		return fmt.Errorf("invalid --max-regression %w", err)
	}
	for flag, path := range map[string]string{"--json": f.json, "--markdown": f.markdown} {
		if path == "" {
			continue
		}
		if err := reports.CheckFile(path); err != nil {
			return fmt.Errorf("%s: %w", flag, err)
		}
	}
	return nil
}

// parseShare reads a share such as 10%.
func parseShare(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	v, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(v >= 0 && v < 100) {
		return 0, fmt.Errorf("%q: use a share from 0%% to below 100%%, such as 10%%", text)
	}
	return v / 100, nil
}

func diff(c *cobra.Command, f *diffFlags, oldPath, newPath string) error {
	if err := f.check(); err != nil {
		return output.Usage(err)
	}
	old, oldLoad, err := readResult(oldPath)
	if err != nil {
		return output.Usage(err)
	}
	fresh, freshLoad, err := readResult(newPath)
	if err != nil {
		return output.Usage(err)
	}
	var d *reports.Diff
	switch {
	case old != nil && fresh != nil:
		d, err = reports.CompareRuns(old, fresh, reports.FailOn(f.failOn))
	case oldLoad != nil && freshLoad != nil:
		d, err = reports.CompareLoads(oldLoad, freshLoad, f.regressionBound)
	case old != nil:
		err = fmt.Errorf("%s is a result of run and %s a result of load: compare results of the same command", oldPath, newPath)
	default:
		err = fmt.Errorf("%s is a result of load and %s a result of run: compare results of the same command", oldPath, newPath)
	}
	if err != nil {
		return output.Usage(err)
	}
	d.Old.Name, d.New.Name = filepath.Base(oldPath), filepath.Base(newPath)
	return f.show(c.OutOrStdout(), d)
}

// show writes a comparison, and gives the exit code.
func (f *diffFlags) show(out io.Writer, d *reports.Diff) error {
	code := reports.DiffExitCode(d)
	var errs []error
	if f.json != "" {
		errs = append(errs, reports.WriteFile(f.json, func(w io.Writer) error { return reports.WriteDiffJSON(w, d) }))
	}
	if f.markdown != "" {
		errs = append(errs, reports.WriteFile(f.markdown, func(w io.Writer) error { return reports.WriteDiffMarkdown(w, d) }))
	}
	terminal := reports.TerminalOptions{Color: tui.UseColor(out, f.noColor), Width: tui.Width(out), Verbose: f.verbose, Quiet: f.quiet}
	err := errors.Join(append(errs, reports.WriteDiffTerminal(out, d, terminal))...)
	if err != nil && code == output.ExitOK {
		code = output.ExitNoVerdict
	}
	if code == output.ExitOK {
		return nil
	}
	return &output.Exit{Code: code, Err: err}
}

// readResult reads a result of either kind; the other is nil. Errors name the
// file.
func readResult(path string) (*reports.Run, *reports.Load, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	run, load, err := reports.ReadResult(file)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return run, load, nil
}
