package terminal

import (
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Options says how the writers of this package write.
type Options struct {
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

// WriteRun writes a run as text: the failures with rule, step and
// transcript, then warnings, waived and unknown cases, errors, and the summary
// as the last line. A run that Conclude has not seen is concluded. Under Run.Strict a
// warning is shown like a failure.
func WriteRun(w io.Writer, r *reports.Run, o Options) error {
	r = reports.CleanRun(r, text.MaxLine)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	p := newPage(w, o.Width, o.Color)
	if o.Quiet {
		p.writeQuiet(r)
	} else {
		p.writeFull(r, o.Verbose)
	}
	// One line whatever its length: scripts look at the last line.
	p.writeLine(p.paint(r.Overall(), r.Verdict) + r.Sums())
	return p.flush()
}

func (p *page) writeQuiet(r *reports.Run) {
	for i := range r.Cases {
		c := &r.Cases[i]
		if c.Verdict == reports.Fail || c.Verdict == reports.Error || c.Verdict == reports.Warn && r.Strict {
			p.writeHeading(c)
		}
	}
}

func (p *page) writeFull(r *reports.Run, verbose bool) {
	if verbose && len(r.Cases) > 0 {
		for i := range r.Cases {
			p.writeCaseLine(&r.Cases[i])
		}
		p.writeBlank()
	}
	p.writeCases(r, reports.Fail, true)
	p.writeCases(r, reports.Warn, verbose || r.Strict)
	p.writeCases(r, reports.Waived, verbose)
	p.writeUnknown(r, verbose)
	p.writeCases(r, reports.Error, verbose)
	p.writeClosing(r)
}

// writeCases writes the cases of one verdict, whole or briefly.
func (p *page) writeCases(r *reports.Run, v reports.Verdict, whole bool) {
	for _, c := range r.CasesWith(v) {
		if whole {
			p.writeDetail(r, c)
		} else {
			p.writeBrief(r, c)
		}
		p.writeBlank()
	}
}

func (p *page) writeHeading(c *reports.Case) {
	p.writeWrapped(c.Verdict, c.Verdict.Word()+" ", c.ID+": "+c.Title, 2)
}

func (p *page) writeCaseLine(c *reports.Case) {
	p.writeWrapped(c.Verdict, fmt.Sprintf("%-8s", c.Verdict.Word()), fmt.Sprintf("%s: %s (%s)", c.ID, c.Title, text.Duration(c.ElapsedMS)), 8)
	if why := c.Why(); why != "" && c.Verdict != reports.Pass {
		p.writeWrapped("", "        ", why, 8)
	}
}

// writeBrief shows a case without its transcript.
func (p *page) writeBrief(r *reports.Run, c *reports.Case) {
	p.writeHeading(c)
	at, id := text.Place(c.File, c.Line), c.MainRequirement()
	if f := c.WorstFirst(); len(f) > 0 {
		if s := text.Place(f[0].File, f[0].Line); s != "" {
			at = s
		}
		if f[0].Requirement != "" {
			id = f[0].Requirement
		}
	}
	if id != "" {
		p.writeWrapped("", "  ", withRule(r, c, id), 2)
	}
	if at != "" {
		p.writeWrapped("", "  ", at, 2)
	}
	if why := c.Why(); why != "" {
		p.writeWrapped("", "  ", why, 2)
	}
}

// writeUnknown writes the unknown cases, grouped by what would let them be observed.
func (p *page) writeUnknown(r *reports.Run, verbose bool) {
	for _, g := range r.Reasons(reports.Unknown) {
		ids := make([]string, len(g.Cases))
		for i, c := range g.Cases {
			ids[i] = c.ID
		}
		limit := text.MaxNames
		if verbose {
			limit = len(ids)
		}
		p.writeWrapped(reports.Unknown, "unknown ", fmt.Sprintf("(%s): %s", text.Plural(len(ids), "case"), g.Text), 2)
		p.writeWrapped("", "  ", text.JoinNames(ids, limit), 2)
		p.writeBlank()
	}
}

// writeClosing says what was tested, and why the verdict is what it is.
func (p *page) writeClosing(r *reports.Run) {
	if r.Reason != "" && (r.Strict || r.Verdict != reports.NonConformant) { // else the failures above say it
		p.writeWrapped("", r.Verdict+": ", r.Reason, 2)
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
		p.writeWrapped("", "target: ", target, 2)
	}
}
