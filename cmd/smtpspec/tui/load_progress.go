package tui

import (
	"fmt"
	"io"
	"maps"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/reports"
)

// LoadProgress shows how load goes: on a terminal a bar with the figures of the
// last second, elsewhere a plain line every five seconds, nothing when quiet.
// Verbose is a line each second, above the bar where there is one.
type LoadProgress struct {
	w        io.Writer // of plain lines
	every    time.Duration
	messages int64
	warmup   time.Duration
	length   time.Duration // warm-up included; 0 without an end
	now      func() time.Time
	begin    time.Time
	view     *view // nil where lines are plain
	last     time.Duration

	mu   sync.Mutex
	live reports.LiveLoad
	at   time.Duration // of the last tick
	part float64       // of the messages, at the last tick
	left time.Duration
}

// LoadStyle is what a load is asked to do, as far as its progress shows it, and what
// flags say of progress.
type LoadStyle struct {
	Messages         int64
	Warmup, Duration time.Duration

	Quiet, Verbose, NoColor bool
}

// NewLoadProgress shows a load on w.
func NewLoadProgress(w io.Writer, s LoadStyle) *LoadProgress {
	p := &LoadProgress{w: w, every: PlainInterval, messages: s.Messages, warmup: s.Warmup, now: time.Now, begin: time.Now(), left: -1}
	if s.Duration > 0 {
		p.length = s.Warmup + s.Duration
		p.left = p.length
	}
	if s.Verbose {
		p.every = time.Second
	}
	if s.Quiet {
		p.w = io.Discard
		return p
	}
	if p.view = newView(w, s.NoColor, p.lines); p.view != nil {
		if p.w = io.Discard; s.Verbose {
			p.w = p.view
		}
	}
	return p
}

// Tick is called once a second.
func (p *LoadProgress) Tick(t loadgen.Tick) {
	p.note(t)
	if t.Elapsed-p.last >= p.every-p.every/10 { // a tick may come a little early
		p.last = t.Elapsed
		_, _ = io.WriteString(p.w, plainLine(t)+"\n") // a line of progress may be lost
	}
}

// note keeps what is drawn until the next tick.
func (p *LoadProgress) note(t loadgen.Tick) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := t.Second.Latency[exchange.PhaseTransaction]
	l := &p.live
	l.Measured, l.Open, l.PerSecond, l.Rejected = true, t.Connections, perSecond(t), t.Total.Rejected
	l.P50, l.P99 = time.Duration(h.ValueAtQuantile(50)), time.Duration(h.ValueAtQuantile(99))
	l.Rates = append(l.Rates, l.PerSecond)
	if len(l.Rates) > maxRates {
		l.Rates = l.Rates[1:]
	}
	l.Failures = map[string]int64{}
	for cause, n := range t.Total.Failures {
		l.Failures[string(cause)] = n
	}
	p.at, p.left = t.Elapsed, p.leftOf(t)
	if p.messages > 0 {
		p.part = float64(t.Total.Attempted()) / float64(p.messages)
	}
}

// maxRates is how many seconds a terminal can be wide.
const maxRates = 500

// lines are what is drawn now, mostly between two ticks.
func (p *LoadProgress) lines(o reports.LiveOptions) []string {
	p.mu.Lock()
	l := p.live
	l.Rates, l.Failures = append([]float64(nil), l.Rates...), maps.Clone(l.Failures)
	at, left, part := p.at, p.left, p.part
	l.Elapsed = p.now().Sub(p.begin)
	p.mu.Unlock()
	l.Warming, l.Over = l.Elapsed < p.warmup, p.length > 0 && l.Elapsed > p.length
	if p.length > 0 {
		part = max(part, float64(l.Elapsed)/float64(p.length))
	}
	if l.Part, l.Left = part, left; left >= 0 {
		l.Left = max(left-(l.Elapsed-at), 0)
	}
	return l.Lines(o)
}

// Again begins a further run, as a search has many.
func (p *LoadProgress) Again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live, p.begin, p.at, p.last, p.part, p.left = reports.LiveLoad{}, p.now(), 0, 0, 0, p.length
}

// leftOf is how long the run still takes, as far as that can be said; -1 where it
// cannot.
func (p *LoadProgress) leftOf(t loadgen.Tick) time.Duration {
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

// plainLine is what became of the last second, in columns.
func plainLine(t loadgen.Tick) string {
	s := t.Second
	h := s.Latency[exchange.PhaseTransaction]
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

// End takes away what is drawn, finished or not.
func (p *LoadProgress) End() {
	if p.view != nil {
		p.view.End()
	}
}

// Above is where the lines of out go while the load is drawn below them.
func (p *LoadProgress) Above(out io.Writer) io.Writer { return p.view.Above(out) }
