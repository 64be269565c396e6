package main

import (
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/smtpspec/smtpspec/loadgen"
)

// loadProgress shows how load goes: a bar on a terminal, a plain line every five
// seconds elsewhere, nothing when quiet. Verbose is a line each second, above
// the bar where there is one.
type loadProgress struct {
	w        io.Writer // of plain lines
	every    time.Duration
	messages int64
	length   time.Duration // warm-up included; 0 without an end
	bars     *mpb.Progress
	bar      *mpb.Bar
	text     atomic.Pointer[string] // the bar reads it whenever it draws
	last     time.Duration
}

// plainEvery is the time between two plain lines.
const plainEvery = 5 * time.Second

func newLoadProgress(w io.Writer, f *loadFlags) *loadProgress {
	p := &loadProgress{w: w, every: plainEvery, messages: f.messages}
	p.text.Store(new(string))
	if f.duration > 0 {
		p.length = f.warmup + f.duration
	}
	if f.verbose {
		p.every = time.Second
	}
	if f.quiet {
		p.w = io.Discard
		return p
	}
	if isTerminal(w) && os.Getenv("CI") == "" {
		p.draw(w, f.verbose)
	}
	return p
}

// draw shows a bar, and with verbose the plain lines above it.
func (p *loadProgress) draw(w io.Writer, verbose bool) {
	p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(12))
	total := p.messages
	if total == 0 {
		total = int64(p.length)
	}
	p.bar = p.bars.AddBar(total, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Percentage(decor.WC{W: 4})),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return *p.text.Load() })))
	if p.w = io.Discard; verbose {
		p.w = p.bars
	}
}

// Tick is called once a second.
func (p *loadProgress) Tick(t loadgen.Tick) {
	if p.bar != nil {
		text := barText(t, p.left(t))
		p.text.Store(&text)
		if p.messages > 0 {
			p.bar.SetCurrent(t.Total.Attempted())
		} else {
			p.bar.SetCurrent(int64(min(t.Elapsed, p.length)))
		}
	}
	if t.Elapsed-p.last >= p.every-p.every/10 { // a tick may come a little early
		p.last = t.Elapsed
		_, _ = io.WriteString(p.w, plainLine(t)+"\n") // a line of progress may be lost
	}
}

// left is how long the run still takes, as far as that can be said; -1 where it
// cannot.
func (p *loadProgress) left(t loadgen.Tick) time.Duration {
	left := time.Duration(-1)
	if p.length > 0 {
		left = max(p.length-t.Elapsed, 0)
	}
	if done := t.Total.Attempted(); p.messages > 0 && done > 0 {
		if more := time.Duration(float64(t.Elapsed) * float64(p.messages-done) / float64(done)); left < 0 || more < left {
			left = max(more, 0)
		}
	}
	return left
}

// barText stands behind the bar; with it a line has 80 columns or less as long
// as the figures are of a common size.
func barText(t loadgen.Tick, left time.Duration) string {
	h := t.Second.Latency[loadgen.PhaseTransaction]
	text := fmt.Sprintf("%.0f/s  p50 %s  p99 %s  %d errors", perSecond(t),
		span(h.ValueAtQuantile(50)), span(h.ValueAtQuantile(99)), t.Total.Rejected+t.Total.Failed())
	if left >= 0 {
		text += fmt.Sprintf("  %v left", left.Round(time.Second))
	}
	return text
}

// plainLine is what became of the last second, in columns.
func plainLine(t loadgen.Tick) string {
	s := t.Second
	h := s.Latency[loadgen.PhaseTransaction]
	return fmt.Sprintf("%6.1fs %8.0f/s  p50 %8s  p99 %8s  rejected %d  failed %d  open %d", t.Elapsed.Seconds(), perSecond(t),
		span(h.ValueAtQuantile(50)), span(h.ValueAtQuantile(99)), s.Rejected, s.Failed(), t.Connections)
}

// perSecond is the rate of accepted messages in the last interval.
func perSecond(t loadgen.Tick) float64 {
	if t.Length <= 0 {
		return 0
	}
	return float64(t.Second.Accepted) / t.Length.Seconds()
}

// span shows nanoseconds with three figures.
func span(ns int64) string {
	d := time.Duration(ns)
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%dus", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2fms", float64(d)/1e6)
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%.1fms", float64(d)/1e6)
	case d < time.Second:
		return fmt.Sprintf("%dms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.2fs", d.Seconds())
	}
}

// end takes the bar away, finished or not.
func (p *loadProgress) end() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
