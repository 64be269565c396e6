package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/ratesearch"
	"github.com/smtpspec/smtpspec/reports"
)

// findFlags are the flags of a search for the highest rate.
type findFlags struct {
	bounds, rates, precision string
	probe                    time.Duration

	search *ratesearch.Search // nil when nothing is searched for
}

const (
	// probeWarmup and probeDrain are the warm-up of a probe when none is asked
	// for, and the rest between two probes.
	probeWarmup, probeDrain = time.Second, 500 * time.Millisecond
	// leastProbe is how many messages the smallest probe has to have.
	leastProbe = 10
)

func (f *findFlags) flags(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&f.bounds, "find-rate", "", "find the highest rate with 'p99<50ms,errors<0.1%' (`EXPR`)")
	fl.StringVar(&f.rates, "find-range", "10..100000", "range of rates to search (`FROM..TO`)")
	fl.StringVar(&f.precision, "precision", "5%", "precision of the answer, 1% to 50% (`SHARE`)")
	fl.DurationVar(&f.probe, "probe", 10*time.Second, "time at each rate, after a warm-up of 1s (`TIME`)")
}

// check reads the flags, refuses what contradicts a search, and sets the time of
// a probe.
func (f *findFlags) check(c *cobra.Command, l *loadFlags) error {
	changed := c.Flags().Changed
	if !changed("find-rate") {
		for _, name := range []string{"find-range", "precision", "probe"} {
			if changed(name) {
				return fmt.Errorf("--%s needs --find-rate", name)
			}
		}
		return nil
	}
	for name, why := range map[string]string{
		"rate": "the rate is searched for", "stages": "the rate is searched for", "duration": "--probe is the time at each rate",
		"messages": "--probe is the time at each rate", "threshold": "name every threshold in --find-rate",
		"hdr": "measure the answer again with --rate",
	} {
		if changed(name) {
			return fmt.Errorf("--%s cannot be used with --find-rate: %s", name, why)
		}
	}
	s := &ratesearch.Search{Probe: f.probe, Warmup: l.warmup, Drain: probeDrain}
	if !changed("warmup") {
		s.Warmup = probeWarmup
	}
	var err error
	if s.Bounds, err = reports.ParseBounds(f.bounds); err != nil {
		return fmt.Errorf("--find-rate: %w", err)
	}
	if s.From, s.To, err = parseRange(f.rates); err != nil {
		return fmt.Errorf("--find-range: %w", err)
	}
	if s.Precision, err = strconv.ParseFloat(strings.TrimSuffix(f.precision, "%"), 64); err != nil || !strings.HasSuffix(f.precision, "%") || !(s.Precision >= 1 && s.Precision <= 50) {
		return fmt.Errorf("invalid --precision %q: use 1%% to 50%%", f.precision)
	}
	s.Precision /= 100
	if f.probe < 100*time.Millisecond || f.probe > 24*time.Hour {
		return fmt.Errorf("invalid --probe %v: use 100ms to 24h", f.probe)
	}
	if s.From*f.probe.Seconds() < leastProbe {
		return fmt.Errorf("--probe %v at %g messages/s is less than %d messages, too few to judge: use a longer probe or a higher --find-range", f.probe, s.From, leastProbe)
	}
	f.search = s
	l.duration, l.warmup = s.Probe, s.Warmup
	return nil
}

var rangeForm = regexp.MustCompile(`^ *([0-9]{1,8}(?:\.[0-9]{1,6})?) *\.\. *([0-9]{1,8}(?:\.[0-9]{1,6})?) *$`)

// parseRange reads LOW..HIGH.
func parseRange(text string) (from, to float64, err error) {
	wrong := func(at int, problem string) error {
		return &reports.ExpressionError{Text: text, At: at, Problem: problem}
	}
	m := rangeForm.FindStringSubmatchIndex(text)
	if m == nil {
		return 0, 0, wrong(0, "use LOW..HIGH in messages per second, such as 10..100000")
	}
	from, _ = strconv.ParseFloat(text[m[2]:m[3]], 64) // the form is that of a number
	to, _ = strconv.ParseFloat(text[m[4]:m[5]], 64)
	switch {
	case from < 0.01:
		return 0, 0, wrong(m[2], "rate too low: use 0.01 messages per second or more")
	case to > maxRate:
		return 0, 0, wrong(m[4], fmt.Sprintf("rate too high: use %d messages per second or less", maxRate))
	case to < from:
		return 0, 0, wrong(m[4], "the range ends below its start: use LOW..HIGH")
	}
	return from, to, nil
}

// run searches, and shows each probe when it has ended.
func (f *findFlags) run(c *cobra.Command, l *loadFlags, o *loadgen.Options) (result *reports.Load, unlogged, err error) {
	out := c.OutOrStdout()
	if l.quiet {
		out = io.Discard
	}
	terminal := reports.TerminalOptions{Color: tui.UseColor(out, l.noColor), Width: tui.Width(out)}
	probes, length := f.search.Most()
	bounds := make([]string, len(f.search.Bounds))
	for i, b := range f.search.Bounds {
		bounds[i] = b.String()
	}
	_, _ = fmt.Fprintf(out, "search: the highest rate with %s, from %g to %g messages/s, within %g%%\n", strings.Join(bounds, ", "), f.search.From, f.search.To, 100*f.search.Precision)
	_, _ = fmt.Fprintf(out, "at most %d probes of %v after %v of warm-up, %v in total, and up to %v more for each rate that the server does not sustain\n\n",
		probes, f.search.Probe, f.search.Warmup, length, o.Timeout)
	var progress *tui.LoadProgress
	if tui.MayDraw(out) && tui.IsLive(c.ErrOrStderr()) {
		progress = tui.NewLoadProgress(c.ErrOrStderr(), l.progress())
		defer progress.End()
		o.Progress, out = progress, progress.Above(out)
	}
	lost := reports.WriteProbesHead(out, terminal)
	f.search.Probed = func(p reports.LoadProbe) {
		lost = errors.Join(lost, reports.WriteProbe(out, p, terminal))
		if progress != nil {
			progress.Again()
		}
	}
	result, err = ratesearch.Find(c.Context(), *o, *f.search)
	if err == nil {
		_, err = fmt.Fprintln(out)
	}
	if err = errors.Join(err, lost); err != nil {
		return nil, nil, &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	return result, nil, nil
}
