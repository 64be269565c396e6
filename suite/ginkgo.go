package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// Selection chooses cases the way Ginkgo does.
type Selection struct {
	LabelFilter string   // an expression over labels, such as "smuggling && !slow"
	Focus       []string // regular expressions over id and title
	Named       bool     // the cases were asked for by name, so that load exchanges stay
}

// Check finds mistakes before Ginkgo does, which would end the process.
func (s Selection) Check() error {
	if s.LabelFilter != "" {
		if _, err := types.ParseLabelFilter(s.LabelFilter); err != nil {
			return fmt.Errorf("--label-filter %q: %s; it takes labels joined by &&, || and !, with brackets, as Ginkgo does",
				s.LabelFilter, complaint(err))
		}
	}
	for _, f := range s.Focus {
		if _, err := regexp.Compile(f); err != nil {
			return fmt.Errorf("--focus %q: %w", f, err)
		}
	}
	return nil
}

// complaint is the last line of an error of Ginkgo, which is written for its own
// terminal.
func complaint(err error) string {
	var g types.GinkgoError
	if !errors.As(err, &g) {
		return "it cannot be read"
	}
	lines := strings.Split(strings.TrimSpace(g.Message), "\n")
	return lines[len(lines)-1]
}

// filter leaves out what is slow unless it is asked for.
func (s Selection) filter() string {
	switch {
	case strings.Contains(s.LabelFilter, labelSlow):
		return s.LabelFilter
	case strings.TrimSpace(s.LabelFilter) == "":
		return "!" + labelSlow
	default:
		return "(" + s.LabelFilter + ") && !" + labelSlow
	}
}

// labelSlow marks cases that take minutes; they run when a filter names them.
const labelSlow = "slow"

// labelLoad marks the exchanges of load runs: they prove nothing, and
// run only when they are named.
const labelLoad = "load"

// Match returns which cases are selected. The sanity cases belong to every
// selection that is not empty.
func (s Selection) Match(cases []*scenarios.Case) ([]*scenarios.Case, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	filter, err := types.ParseLabelFilter(s.filter())
	if err != nil {
		return nil, err
	}
	var out []*scenarios.Case
	found := false
	for _, c := range cases {
		chosen := filter(Labels(c)) && s.focused(c) && (s.Named || !slices.Contains(c.Labels, labelLoad))
		found = found || chosen
		if chosen || stage(c) == stageFirst || stage(c) == stageLast {
			out = append(out, c)
		}
	}
	if !found {
		return nil, nil
	}
	return out, nil
}

func (s Selection) focused(c *scenarios.Case) bool {
	for _, f := range s.Focus {
		if regexp.MustCompile(f).MatchString(specText(c)) {
			return true
		}
	}
	return len(s.Focus) == 0
}

// Labels are what --label-filter sees of a case: its own labels, its level
// (must, should, may) and its document (rfc5321).
func Labels(c *scenarios.Case) []string {
	labels := append([]string{}, c.Labels...)
	labels = append(labels, []string{"may", "should", "must"}[c.Level.Rank()])
	for _, id := range c.Proves {
		document, _, _ := strings.Cut(strings.ToLower(id), "-")
		labels = append(labels, document)
	}
	return labels
}

func specText(c *scenarios.Case) string { return c.ID + " " + c.Title }

// Failer is what Ginkgo needs of testing.T.
type Failer interface{ Fail() }

// quietFailer drops Ginkgo's failures, which are in the report with more detail.
type quietFailer struct{}

func (quietFailer) Fail() {}

// RunQuietly runs the cases through Ginkgo without its console and returns the
// report: what the program does.
func RunQuietly(ctx context.Context, s *Session) *reports.Run {
	console := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = console }()
	RunSpecs(ctx, quietFailer{}, s)
	return s.Report(ctx)
}

// RunSpecs runs the cases as Ginkgo specs, for go test and ginkgo -p too. In
// one process the exchanges are run ahead by a pool and the specs wait for
// them; the processes of ginkgo -p each run their own.
func RunSpecs(ctx context.Context, t Failer, s *Session) bool {
	globals.Reset()
	gomega.RegisterFailHandler(ginkgo.Fail)
	config, reporter := ginkgo.GinkgoConfiguration()
	config.FailOnEmpty = true
	config.RandomSeed = 1
	reporter.NoColor = true
	fetch := s.Result
	if config.ParallelTotal <= 1 {
		fetch = s.Wait
	}
	register(ctx, s.options.Cases, fetch)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		if config.ParallelTotal <= 1 {
			s.Start(ctx, s.options.Cases)
		}
	}()
	passed := ginkgo.RunSpecs(t, "smtpspec", config, reporter)
	<-finished
	return passed
}

// register builds the tree: a container for each section, a spec for each case.
func register(ctx context.Context, cases []*scenarios.Case, fetch func(context.Context, *scenarios.Case) *reports.Case) {
	ginkgo.Describe("SMTP", func() {
		for _, c := range cases {
			args := []any{
				ginkgo.Label(Labels(c)...),
				types.CodeLocation{FileName: c.Pos.File, LineNumber: c.Pos.Line},
				func() { assert(fetch(ctx, c)) },
			}
			if c.Serial || stage(c) >= stageWatch {
				args = append(args, ginkgo.Serial)
			}
			ginkgo.It(specText(c), args...)
		}
	})
}

// assert reports a result to Ginkgo.
func assert(out *reports.Case) {
	if out == nil {
		ginkgo.Skip("interrupted")
	}
	ginkgo.AddReportEntry("case", out, ginkgo.ReportEntryVisibilityNever)
	switch out.Verdict {
	case reports.Skip, reports.Unknown:
		ginkgo.Skip(string(out.Verdict) + ": " + out.Why())
	default:
		gomega.Expect(out.Verdict).NotTo(gomega.BeElementOf(reports.Fail, reports.Error), explain(out))
	}
}

// explain returns a failure with its exchange.
func explain(out *reports.Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", out.Why())
	for _, f := range out.Findings {
		fmt.Fprintf(&b, "%s:%d %s\n  sent     %s\n  expected %s\n  got      %s\n", f.File, f.Line, f.Requirement, f.Sent, f.Expected, f.Got)
	}
	for _, e := range out.Transcript {
		for _, said := range e.Lines() {
			fmt.Fprintf(&b, "%9.1f %-2s %s: %s\n", e.AtMS, e.On, said.From, said.Text)
		}
	}
	return b.String()
}
