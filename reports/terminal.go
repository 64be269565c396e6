package reports

import (
	"fmt"
	"io"
	"strings"
)

// TerminalOptions says how WriteTerminal writes.
type TerminalOptions struct {
	// Color adds colours. Nothing is said by colour alone. Whether to use it
	// (a terminal, NO_COLOR, --no-color) is for the caller to decide.
	Color bool
	// Width is the length of a line in characters; 0 breaks no line, and below
	// 20 nothing is broken further.
	Width int
	// Verbose lists every case first, names every unknown case, and shows
	// warnings and errors as fully as failures.
	Verbose bool
	// Quiet writes one line for each failure and error, then the summary.
	Quiet bool
}

const (
	// maxTerminalText bounds one string on a terminal, in octets.
	maxTerminalText = 4 << 10
	// MaxNames bounds how many cases of one group are named.
	MaxNames = 10
)

// WriteTerminal writes a run as text: the failures with rule, step and
// transcript, then warnings, waived and unknown cases, errors, and the summary
// as the last line. A run that Conclude has not seen is concluded. Under Run.Strict a warning is shown like a failure.
func WriteTerminal(w io.Writer, r *Run, o TerminalOptions) error {
	r = CleanRun(r, maxTerminalText)
	if r.Verdict == "" {
		Conclude(r, r.Strict)
	}
	p := newPage(w, o.Width, o.Color)
	if o.Quiet {
		p.quiet(r)
	} else {
		p.full(r, o.Verbose)
	}
	// One line whatever its length: scripts look at the last line.
	p.raw(p.paint(overall(r), r.Verdict) + r.Sums())
	return p.flush()
}

func (p *page) quiet(r *Run) {
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Verdict == Fail || c.Verdict == Error || c.Verdict == Warn && r.Strict {
			p.heading(c)
		}
	}
}

func (p *page) full(r *Run, verbose bool) {
	if verbose && len(r.Cases) > 0 {
		for i := range r.Cases {
			p.caseLine(&r.Cases[i])
		}
		p.blank()
	}
	p.each(r, Fail, true)
	p.each(r, Warn, verbose || r.Strict)
	p.each(r, Waived, verbose)
	p.unknown(r, verbose)
	p.each(r, Error, verbose)
	p.closing(r)
}

// each writes the cases of one verdict, whole or briefly.
func (p *page) each(r *Run, v Verdict, whole bool) {
	for _, c := range r.CasesWith(v) {
		if whole {
			p.detail(r, c)
		} else {
			p.brief(r, c)
		}
		p.blank()
	}
}

func (p *page) heading(c *Case) {
	p.words(c.Verdict, c.Verdict.Word()+" ", c.ID+": "+c.Title, 2)
}

func (p *page) caseLine(c *Case) {
	p.words(c.Verdict, fmt.Sprintf("%-8s", c.Verdict.Word()), fmt.Sprintf("%s: %s (%s)", c.ID, c.Title, Duration(c.ElapsedMS)), 8)
	if why := c.Why(); why != "" && c.Verdict != Pass {
		p.words("", "        ", why, 8)
	}
}

// brief shows a case without its transcript.
func (p *page) brief(r *Run, c *Case) {
	p.heading(c)
	at, id := place(c.File, c.Line), c.MainRequirement()
	if f := c.WorstFirst(); len(f) > 0 {
		if s := place(f[0].File, f[0].Line); s != "" {
			at = s
		}
		if f[0].Requirement != "" {
			id = f[0].Requirement
		}
	}
	if id != "" {
		p.words("", "  ", withRule(r, c, id), 2)
	}
	if at != "" {
		p.words("", "  ", at, 2)
	}
	if why := c.Why(); why != "" {
		p.words("", "  ", why, 2)
	}
}

// unknown writes the unknown cases, grouped by what would let them be observed.
func (p *page) unknown(r *Run, verbose bool) {
	for _, g := range r.Reasons(Unknown) {
		ids := make([]string, len(g.Cases))
		for i, c := range g.Cases {
			ids[i] = c.ID
		}
		limit := MaxNames
		if verbose {
			limit = len(ids)
		}
		p.words(Unknown, "unknown ", fmt.Sprintf("(%s): %s", Plural(len(ids), "case"), g.Text), 2)
		p.words("", "  ", JoinNames(ids, limit), 2)
		p.blank()
	}
}

// closing says what was tested, and why the verdict is what it is.
func (p *page) closing(r *Run) {
	if r.Reason != "" && (r.Strict || r.Verdict != NonConformant) { // else the failures above say it
		p.words("", r.Verdict+": ", r.Reason, 2)
	}
	target := r.Target.Name
	if r.Target.Address != "" {
		target = strings.TrimSpace(target + " at " + r.Target.Address)
	}
	if r.Profile != "" {
		target += ", profile " + r.Profile
	}
	if ids := r.StricterReadings(); len(ids) > 0 {
		target += ", stricter reading of " + strings.Join(ids, ", ")
	}
	if target != "" {
		p.words("", "target: ", target, 2)
	}
}
