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
// seconds elsewhere, nothing when quiet.
type loadProgress struct {
	w        io.Writer
	messages int64
	length   time.Duration // warm-up included
	bars     *mpb.Progress
	bar      *mpb.Bar
	text     atomic.Pointer[string] // the bar reads it whenever it draws
	last     time.Duration
}

// plainEvery is the time between two plain lines.
const plainEvery = 5 * time.Second

func newLoadProgress(w io.Writer, f *loadFlags) *loadProgress {
	p := &loadProgress{w: w, messages: f.messages}
	p.text.Store(new(string))
	if f.duration > 0 {
		p.length = f.warmup + f.duration
	}
	switch {
	case f.quiet:
		p.w = io.Discard
	case isTerminal(w) && os.Getenv("CI") == "":
		p.bars = mpb.New(mpb.WithOutput(w), mpb.WithWidth(30))
		total := p.messages
		if total == 0 {
			total = int64(p.length)
		}
		p.bar = p.bars.AddBar(total, mpb.BarRemoveOnComplete(),
			mpb.PrependDecorators(decor.Name("load "), decor.Percentage()),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return *p.text.Load() })))
	}
	return p
}

// Tick is called once a second.
func (p *loadProgress) Tick(t loadgen.Tick) {
	h := t.Second.Latency[loadgen.PhaseTransaction]
	text := fmt.Sprintf("%d messages/s, p50 %v, p99 %v, %d not accepted", t.Second.Accepted,
		round(h.ValueAtQuantile(50)), round(h.ValueAtQuantile(99)), t.Total.Rejected+t.Total.Failed())
	if p.bar != nil {
		p.text.Store(&text)
		if p.messages > 0 {
			p.bar.SetCurrent(t.Total.Attempted())
		} else {
			p.bar.SetCurrent(int64(min(t.Elapsed, p.length)))
		}
		return
	}
	if t.Elapsed-p.last >= plainEvery {
		p.last = t.Elapsed
		_, _ = fmt.Fprintf(p.w, "%v: %d attempted, %s\n", t.Elapsed.Round(time.Second), t.Total.Attempted(), text) // a line of progress may be lost
	}
}

func round(ns int64) time.Duration { return time.Duration(ns).Round(10 * time.Microsecond) }

// end takes the bar away, finished or not.
func (p *loadProgress) end() {
	if p.bar != nil {
		p.bar.Abort(true)
		p.bars.Wait()
	}
}
