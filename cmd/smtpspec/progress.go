package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/smtpspec/smtpspec/reports"
)

// progress shows how a run goes: a bar on a terminal, a plain line now and then
// elsewhere, nothing when quiet.
type progress struct {
	w     io.Writer
	plain bool
	bars  *mpb.Progress
	bar   *mpb.Bar

	total, done, failed int
	last                time.Time
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w}
	switch {
	case quiet:
		p.w = io.Discard
		p.plain = true
	case isTerminal(w) && os.Getenv("CI") == "":
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(40))
	default:
		p.plain = true
	}
	return p
}

// Begin says how many cases there are.
func (p *progress) Begin(total int) {
	p.total, p.last = total, time.Now()
	if p.bars != nil {
		p.bar = p.bars.AddBar(int64(total), mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name("cases "), decor.CountersNoUnit("%d/%d")),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d failed", p.failed) })))
	}
}

// Done counts a case.
func (p *progress) Done(c *reports.Case) {
	p.done++
	if c.Verdict == reports.Fail {
		p.failed++
	}
	if p.bar != nil {
		p.bar.Increment()
	}
	if p.plain && time.Since(p.last) >= 5*time.Second {
		p.last = time.Now()
		fmt.Fprintf(p.w, "%d of %d cases, %d failed\n", p.done, p.total, p.failed)
	}
}

// End takes the bar away, finished or not.
func (p *progress) End() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
