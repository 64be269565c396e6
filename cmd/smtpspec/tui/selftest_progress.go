package tui

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// SelftestProgress shows how a self-test goes: a bar on a terminal, elsewhere a
// plain line now and then.
type SelftestProgress struct {
	w     io.Writer // of plain lines
	view  *view     // nil where lines are plain
	out   io.Writer // of what is said of each fault
	begin time.Time

	mu     sync.Mutex
	live   reports.LiveFaults
	faults int
	last   time.Time
}

const withoutFault = "cases without a fault"

// NewSelftestProgress shows a self-test on w, while its lines go to out.
func NewSelftestProgress(w, out io.Writer, faults int, noColor bool) *SelftestProgress {
	p := &SelftestProgress{w: w, out: out, begin: time.Now(), last: time.Now(), faults: faults}
	p.live.Phase = withoutFault
	if MayDraw(out) {
		p.view = newView(w, noColor, func(o reports.LiveOptions) []string {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.live.Lines(time.Since(p.begin), o)
		})
	}
	p.out = p.view.Above(out)
	return p
}

// Begin begins a run without a fault.
func (p *SelftestProgress) Begin(cases []*scenarios.Case) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live = reports.LiveFaults{Phase: withoutFault, Total: len(cases)}
}

// Started is of no interest.
func (*SelftestProgress) Started(*scenarios.Case) {}

// Done counts a case of a run without a fault.
func (p *SelftestProgress) Done(*reports.Case) { p.count(false) }

// Fault counts a fault.
func (p *SelftestProgress) Fault(survived bool, line string) {
	p.mu.Lock()
	if p.live.Phase != "" {
		p.live = reports.LiveFaults{Total: p.faults}
	}
	p.mu.Unlock()
	p.count(survived)
	fmt.Fprintln(p.out, line)
}

func (p *SelftestProgress) count(survived bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.live.Done++
	if survived {
		p.live.Survived++
	}
	if p.view == nil && time.Since(p.last) >= PlainInterval {
		p.last = time.Now()
		fmt.Fprintln(p.w, p.live.Line(time.Since(p.begin)))
	}
}

// End takes away what is drawn, finished or not.
func (p *SelftestProgress) End() {
	if p.view != nil {
		p.view.End()
	}
}
