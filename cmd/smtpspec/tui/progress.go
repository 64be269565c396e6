package tui

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// Progress shows how a run goes. On a terminal each section has a line when it is
// complete, a failure is shown at once, and a bar is below. Elsewhere there
// is a plain line now and then, with verbose those lines too. Quiet is silent.
type Progress struct {
	Style
	w     io.Writer
	view  *view // nil where lines are plain
	mu    sync.Mutex
	live  *reports.LiveRun // nil before Begin and when quiet
	begin time.Time
	last  time.Time
}

// Style is what flags say of progress.
type Style struct {
	Quiet, Verbose, NoColor, Strict bool
	Waivers                         *reports.Waivers // nil without a file
}

// PlainInterval is the time between two plain lines.
const PlainInterval = 5 * time.Second

// NewProgress shows a run on w.
func NewProgress(w io.Writer, style Style) *Progress {
	return &Progress{Style: style, w: w}
}

// Begin tells which cases will run.
func (p *Progress) Begin(cases []*scenarios.Case) {
	if p.Quiet {
		return
	}
	p.begin, p.last = time.Now(), time.Now()
	p.live = reports.NewLiveRun(planned(cases), p.Strict)
	p.view = newView(p.w, p.NoColor, func(o reports.LiveOptions) []string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.live.Bar(time.Since(p.begin), o)
	})
}

// planned are cases with the sections that they count for.
func planned(cases []*scenarios.Case) []reports.LiveCase {
	out := make([]reports.LiveCase, len(cases))
	for i, c := range cases {
		out[i] = reports.LiveCase{ID: c.ID, Section: c.Section}
		if c.Section == "" {
			out[i].Section = c.Pos.File
		}
	}
	return out
}

// Started notes a case that is running.
func (p *Progress) Started(c *scenarios.Case) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live != nil {
		p.live.Started(c.ID, time.Since(p.begin))
	}
}

// Done counts a case, and prints what it completes.
func (p *Progress) Done(c *reports.Case) {
	if p.live == nil {
		return
	}
	options := reports.LiveOptions{ASCII: !unicodeLocale()}
	if p.view != nil {
		options = p.view.options()
	}
	done := p.Waivers.Judge(*c, time.Now())
	p.mu.Lock()
	lines := p.live.Done(&done, options)
	now := p.live.Line(time.Since(p.begin))
	p.mu.Unlock()
	switch {
	case p.view != nil:
		p.view.print(lines)
	case p.Verbose:
		for _, line := range lines {
			fmt.Fprintln(p.w, line)
		}
	}
	if p.view == nil && time.Since(p.last) >= PlainInterval {
		p.last = time.Now()
		fmt.Fprintln(p.w, now)
	}
}

// End takes the bar away, finished or not. An empty line separates the report from what was
// printed before.
func (p *Progress) End() {
	if p.view != nil {
		p.view.print([]string{""})
		p.view.End()
	}
}
