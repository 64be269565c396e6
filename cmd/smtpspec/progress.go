package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
	"github.com/smtpspec/smtpspec/reports/waivers"
	"github.com/smtpspec/smtpspec/scenarios"
)

// progress shows how a run goes. On a terminal each section has a line when it is
// complete, a failure is shown at once, and a bar stands below. Elsewhere there
// is a plain line now and then, with verbose those lines too. Quiet is silent.
type progress struct {
	progressStyle
	w     io.Writer
	view  *view // nil where lines are plain
	mu    sync.Mutex
	live  *terminal.LiveRun // nil before Begin and when quiet
	begin time.Time
	last  time.Time
}

// progressStyle is what flags say of progress.
type progressStyle struct {
	quiet, verbose, noColor, strict bool
	waivers                         *waivers.File // nil without a file
}

// plainEvery is the time between two plain lines.
const plainEvery = 5 * time.Second

func newProgress(w io.Writer, style progressStyle) *progress {
	return &progress{progressStyle: style, w: w}
}

// Begin says what will be played.
func (p *progress) Begin(cases []*scenarios.Case) {
	if p.quiet {
		return
	}
	p.begin, p.last = time.Now(), time.Now()
	p.live = terminal.NewLiveRun(planned(cases), p.strict)
	p.view = newView(p.w, p.noColor, func(o terminal.LiveOptions) []string {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.live.Bar(time.Since(p.begin), o)
	})
}

// planned are cases with the sections that they count for.
func planned(cases []*scenarios.Case) []terminal.LiveCase {
	out := make([]terminal.LiveCase, len(cases))
	for i, c := range cases {
		out[i] = terminal.LiveCase{ID: c.ID, Section: c.Section}
		if c.Section == "" {
			out[i].Section = c.Pos.File
		}
	}
	return out
}

// Started notes a case that is being played.
func (p *progress) Started(c *scenarios.Case) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.live != nil {
		p.live.Started(c.ID, time.Since(p.begin))
	}
}

// Done counts a case and says what there is to say.
func (p *progress) Done(c *reports.Case) {
	if p.live == nil {
		return
	}
	options := terminal.LiveOptions{ASCII: !unicodeLocale()}
	if p.view != nil {
		options = p.view.options()
	}
	judged := p.waivers.Judge(*c, time.Now())
	p.mu.Lock()
	lines := p.live.Done(&judged, options)
	now := p.live.Line(time.Since(p.begin))
	p.mu.Unlock()
	switch {
	case p.view != nil:
		p.view.print(lines)
	case p.verbose:
		for _, line := range lines {
			fmt.Fprintln(p.w, line)
		}
	}
	if p.view == nil && time.Since(p.last) >= plainEvery {
		p.last = time.Now()
		fmt.Fprintln(p.w, now)
	}
}

// End takes the bar away, finished or not. The report stands apart from what was
// printed before.
func (p *progress) End() {
	if p.view != nil {
		p.view.print([]string{""})
		p.view.end()
	}
}
