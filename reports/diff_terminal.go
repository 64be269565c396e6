package reports

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// maxDiffCases bounds how many cases of one kind are shown whole.
const maxDiffCases = 20

// maxDiffText bounds what was sent, and a quarter of a reply, in octets.
const maxDiffText = 200

// WriteDiffTerminal writes a comparison as text, and its verdict as the last line.
// Quiet leaves one line for each regression, and the verdict; Verbose names every
// case.
func WriteDiffTerminal(w io.Writer, d *Diff, o TerminalOptions) error {
	d = CleanDiff(d, maxTerminalText)
	p := newPage(w, o.Width, o.Color)
	if !o.Quiet {
		p.side("old", d.Old)
		p.side("new", d.New)
		p.blank()
	}
	if d.Kind == "load" {
		p.figures(d, o.Quiet, o.Verbose)
	} else {
		p.differences(d, o)
	}
	if !o.Quiet {
		for _, f := range d.Facts {
			p.fact(f)
		}
		for _, n := range d.Notes {
			p.note(Warn, "note", n)
		}
		if len(d.Facts)+len(d.Notes) > 0 {
			p.blank()
		}
	}
	p.raw(p.paint(diffColor(d), d.Verdict) + ": " + d.Summary())
	return p.flush()
}

func (p *page) side(name string, s DiffSide) {
	text := strings.TrimSpace(s.Target + " at " + s.Address)
	if s.Name != "" {
		text = s.Name + ": " + text
	}
	p.note("", name, fmt.Sprintf("%s, %s, %s", text, s.Verdict, s.Started.Format("2006-01-02 15:04:05")))
}

func (p *page) fact(f DiffFact) {
	v := Verdict("")
	if f.Reply {
		v = Warn
	}
	p.note(v, "differs", f.Name)
	p.octets("  was        ", f.Was(), noteWidth)
	p.octets("  now        ", f.Now(), noteWidth)
}

// differences writes the cases of two runs, the worst first.
func (p *page) differences(d *Diff, o TerminalOptions) {
	if o.Quiet {
		for i := range d.Cases {
			if c := &d.Cases[i]; c.Regression {
				p.note(Fail, word(c), c.ID+arrow(c))
			}
		}
		return
	}
	p.whole(d, ChangeWorse, Fail, o.Verbose)
	p.pairs(d, ChangeReply, Warn, o.Verbose)
	p.pairs(d, ChangeText, Info, o.Verbose)
	p.names(d, ChangeGone, Unknown, o.Verbose)
	p.names(d, ChangeNew, Info, o.Verbose)
	p.names(d, ChangeVerdict, Unknown, o.Verbose)
	p.names(d, ChangeFixed, Pass, o.Verbose)
	p.names(d, ChangeIncomparable, Unknown, o.Verbose)
}

// word is the change as it is shown.
func word(c *DiffCase) string {
	switch c.Change {
	case ChangeReply:
		return "other reply"
	case ChangeText:
		return "reworded"
	default:
		return c.Change
	}
}

func arrow(c *DiffCase) string {
	if c.Old == c.New {
		return " (" + c.Old.Word() + ")"
	}
	return fmt.Sprintf(" (%s -> %s)", cmp.Or(c.Old.Word(), "none"), cmp.Or(c.New.Word(), "none"))
}

// whole writes every case of one change with what is different.
func (p *page) whole(d *Diff, change string, v Verdict, verbose bool) {
	var rest []string
	n := 0
	for i := range d.Cases {
		c := &d.Cases[i]
		if c.Change != change {
			continue
		}
		n++
		if n > maxDiffCases && !verbose {
			rest = append(rest, c.ID+arrow(c))
			continue
		}
		p.note(v, word(c), c.ID+arrow(c))
		p.words("", "  ", c.Title, 2)
		p.field("reason", c.Reason)
		for j := range c.Findings {
			p.field("requirement", strings.TrimSpace(c.Findings[j].Requirement+" "+place(c.Findings[j].File, c.Findings[j].Line)))
			p.octetField("sent", c.Findings[j].Sent)
			p.octetField("expected", c.Findings[j].Wanted())
			p.octetField("got", c.Findings[j].Came())
		}
		for _, r := range c.Replies {
			p.reply(r)
		}
		p.blank()
	}
	if len(rest) > 0 {
		p.note(v, change, Plural(len(rest), "more case")+": "+JoinNames(rest, MaxNames))
		p.blank()
	}
}

func (p *page) reply(r DiffReply) {
	after := r.After
	if after == "" {
		after = "(the connection)"
	}
	if r.On != "" && r.On != "a" {
		after = r.On + ": " + after
	}
	was, now := r.Texts()
	p.octetField("after", CleanText(after, maxDiffText))
	p.octetField("was", CleanText(was, 4*maxDiffText))
	p.octetField("now", CleanText(now, 4*maxDiffText))
}

// pairs writes what is said differently, once for all cases that it is said in.
func (p *page) pairs(d *Diff, change string, v Verdict, verbose bool) {
	for _, g := range d.ReplyGroups(change) {
		limit := MaxNames
		if verbose {
			limit = len(g.Cases)
		}
		name := "other reply"
		if change == ChangeText {
			name = "reworded"
		}
		p.note(v, name, JoinNames(g.Cases, limit))
		if g.Reply != nil {
			p.reply(*g.Reply)
		}
		p.field("reason", g.Reason)
		p.blank()
	}
}

func (p *page) names(d *Diff, change string, v Verdict, verbose bool) {
	var names []string
	for i := range d.Cases {
		if c := &d.Cases[i]; c.Change == change {
			text := c.ID + arrow(c)
			if change == ChangeIncomparable {
				text = c.ID + ": " + c.Reason
			}
			names = append(names, text)
		}
	}
	if len(names) == 0 {
		return
	}
	limit := maxDiffCases
	if verbose {
		limit = len(names)
	}
	for i, text := range names[:min(limit, len(names))] {
		head := change
		if i > 0 {
			head = ""
		}
		p.note(v, head, text)
	}
	if more := len(names) - limit; more > 0 {
		p.note("", "", fmt.Sprintf("and %d more", more))
	}
	p.blank()
}

func diffColor(d *Diff) Verdict {
	switch d.Verdict {
	case NotRegressed:
		return Pass
	case Regressed:
		return Fail
	default:
		return Unknown
	}
}
