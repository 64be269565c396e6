package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
	"github.com/smtpspec/smtpspec/scenarios"
)

// selftestProgress shows how a self-test goes: a bar on a terminal, elsewhere a
// plain line now and then.
type selftestProgress struct {
	w     io.Writer // of plain lines
	view  *view     // nil where lines are plain
	out   io.Writer // of what is said of each fault
	begin time.Time

	mu     sync.Mutex
	live   terminal.LiveFaults
	faults int
	last   time.Time
}

const withoutFault = "cases without a fault"

func newSelftestProgress(w, out io.Writer, faults int, noColor bool) *selftestProgress {
	p := &selftestProgress{w: w, out: out, begin: time.Now(), last: time.Now(), faults: faults}
	p.live.Phase = withoutFault
	if mayDraw(out) {
		p.view = newView(w, noColor, func(o terminal.LiveOptions) []string {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.live.Lines(time.Since(p.begin), o)
		})
	}
	p.out = p.view.beside(out)
	return p
}

// Begin begins a run without a fault.
func (p *selftestProgress) Begin(cases []*scenarios.Case) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live = terminal.LiveFaults{Phase: withoutFault, Total: len(cases)}
}

// Started is of no interest.
func (*selftestProgress) Started(*scenarios.Case) {}

// Done counts a case of a run without a fault.
func (p *selftestProgress) Done(*reports.Case) { p.count(false) }

// fault counts a fault.
func (p *selftestProgress) fault(survived bool, line string) {
	p.mu.Lock()
	if p.live.Phase != "" {
		p.live = terminal.LiveFaults{Total: p.faults}
	}
	p.mu.Unlock()
	p.count(survived)
	fmt.Fprintln(p.out, line)
}

func (p *selftestProgress) count(survived bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live.Done++
	if survived {
		p.live.Survived++
	}
	if p.view == nil && time.Since(p.last) >= plainEvery {
		p.last = time.Now()
		fmt.Fprintln(p.w, p.live.Line(time.Since(p.begin)))
	}
}

func (p *selftestProgress) end() {
	if p.view != nil {
		p.view.end()
	}
}
