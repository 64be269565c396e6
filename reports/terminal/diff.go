package terminal

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/text"
)

// maxCases bounds how many cases of one kind are shown whole.
const maxCases = 20

// maxReplyText bounds what was sent, and a quarter of a reply, in octets.
const maxReplyText = 200

// WriteDiff writes a comparison as text, and its verdict as the last line.
// Quiet leaves one line for each regression, and the verdict; Verbose names every
// case.
func WriteDiff(w io.Writer, d *diff.Diff, o Options) error {
	d = diff.Clean(d, text.MaxLine)
	p := newPage(w, o.Width, o.Color)
	if !o.Quiet {
		p.writeSide("old", d.Old)
		p.writeSide("new", d.New)
		p.writeBlank()
	}
	if d.Kind == "load" {
		p.writeFigures(d, o.Quiet, o.Verbose)
	} else {
		p.writeDifferences(d, o)
	}
	if !o.Quiet {
		for _, f := range d.Facts {
			p.writeFact(f)
		}
		for _, n := range d.Notes {
			p.writeNote(reports.Warn, "note", n)
		}
		if len(d.Facts)+len(d.Notes) > 0 {
			p.writeBlank()
		}
	}
	p.writeLine(p.paint(diffColor(d), d.Verdict) + ": " + d.Summary())
	return p.flush()
}

func (p *page) writeSide(name string, s diff.Side) {
	text := strings.TrimSpace(s.Target + " at " + s.Address)
	if s.Name != "" {
		text = s.Name + ": " + text
	}
	p.writeNote("", name, fmt.Sprintf("%s, %s, %s", text, s.Verdict, s.Started.Format("2006-01-02 15:04:05")))
}

func (p *page) writeFact(f diff.Fact) {
	v := reports.Verdict("")
	if f.Reply {
		v = reports.Warn
	}
	p.writeNote(v, "differs", f.Name)
	p.writeEscaped("  was        ", f.Was(), noteWidth)
	p.writeEscaped("  now        ", f.Now(), noteWidth)
}

// writeDifferences writes the cases of two runs, the worst first.
func (p *page) writeDifferences(d *diff.Diff, o Options) {
	if o.Quiet {
		for i := range d.Cases {
			if c := &d.Cases[i]; c.Regression {
				p.writeNote(reports.Fail, changeWord(c), c.ID+arrow(c))
			}
		}
		return
	}
	p.writeChanges(d, diff.ChangeRegressed, reports.Fail, o.Verbose)
	p.writeReplies(d, diff.ChangeReply, reports.Warn, o.Verbose)
	p.writeReplies(d, diff.ChangeText, reports.Info, o.Verbose)
	p.writeNames(d, diff.ChangeRemoved, reports.Unknown, o.Verbose)
	p.writeNames(d, diff.ChangeAdded, reports.Info, o.Verbose)
	p.writeNames(d, diff.ChangeVerdict, reports.Unknown, o.Verbose)
	p.writeNames(d, diff.ChangeFixed, reports.Pass, o.Verbose)
	p.writeNames(d, diff.ChangeIncomparable, reports.Unknown, o.Verbose)
}

// changeWord is the change as it is shown.
func changeWord(c *diff.Case) string {
	switch c.Change {
	case diff.ChangeReply:
		return "other reply"
	case diff.ChangeText:
		return "reworded"
	default:
		return c.Change
	}
}

func arrow(c *diff.Case) string {
	if c.Old == c.New {
		return " (" + c.Old.Word() + ")"
	}
	return fmt.Sprintf(" (%s -> %s)", cmp.Or(c.Old.Word(), "none"), cmp.Or(c.New.Word(), "none"))
}

// writeChanges writes every case of one change with what is different.
func (p *page) writeChanges(d *diff.Diff, change string, v reports.Verdict, verbose bool) {
	var rest []string
	n := 0
	for i := range d.Cases {
		c := &d.Cases[i]
		if c.Change != change {
			continue
		}
		n++
		if n > maxCases && !verbose {
			rest = append(rest, c.ID+arrow(c))
			continue
		}
		p.writeNote(v, changeWord(c), c.ID+arrow(c))
		p.writeWrapped("", "  ", c.Title, 2)
		p.writeField("reason", c.Reason)
		for j := range c.Findings {
			p.writeField("requirement", strings.TrimSpace(c.Findings[j].Requirement+" "+text.Place(c.Findings[j].File, c.Findings[j].Line)))
			p.writeOctetField("sent", c.Findings[j].Sent)
			p.writeOctetField("expected", c.Findings[j].Wanted())
			p.writeOctetField("got", c.Findings[j].Came())
		}
		for _, r := range c.Replies {
			p.writeReply(r)
		}
		p.writeBlank()
	}
	if len(rest) > 0 {
		p.writeNote(v, change, text.Plural(len(rest), "more case")+": "+text.JoinNames(rest, text.MaxNames))
		p.writeBlank()
	}
}

func (p *page) writeReply(r diff.Reply) {
	after := r.After
	if after == "" {
		after = "(the connection)"
	}
	if r.On != "" && r.On != "a" {
		after = r.On + ": " + after
	}
	was, now := r.Texts()
	p.writeOctetField("after", text.Clean(after, maxReplyText))
	p.writeOctetField("was", text.Clean(was, 4*maxReplyText))
	p.writeOctetField("now", text.Clean(now, 4*maxReplyText))
}

// writeReplies writes what is said differently, once for all cases that it is said in.
func (p *page) writeReplies(d *diff.Diff, change string, v reports.Verdict, verbose bool) {
	for _, g := range d.ReplyGroups(change) {
		limit := text.MaxNames
		if verbose {
			limit = len(g.Cases)
		}
		name := "other reply"
		if change == diff.ChangeText {
			name = "reworded"
		}
		p.writeNote(v, name, text.JoinNames(g.Cases, limit))
		if g.Reply != nil {
			p.writeReply(*g.Reply)
		}
		p.writeField("reason", g.Reason)
		p.writeBlank()
	}
}

func (p *page) writeNames(d *diff.Diff, change string, v reports.Verdict, verbose bool) {
	var names []string
	for i := range d.Cases {
		if c := &d.Cases[i]; c.Change == change {
			text := c.ID + arrow(c)
			if change == diff.ChangeIncomparable {
				text = c.ID + ": " + c.Reason
			}
			names = append(names, text)
		}
	}
	if len(names) == 0 {
		return
	}
	limit := maxCases
	if verbose {
		limit = len(names)
	}
	for i, text := range names[:min(limit, len(names))] {
		head := change
		if i > 0 {
			head = ""
		}
		p.writeNote(v, head, text)
	}
	if more := len(names) - limit; more > 0 {
		p.writeNote("", "", fmt.Sprintf("and %d more", more))
	}
	p.writeBlank()
}

func diffColor(d *diff.Diff) reports.Verdict {
	switch d.Verdict {
	case diff.NotRegressed:
		return reports.Pass
	case diff.Regressed:
		return reports.Fail
	default:
		return reports.Unknown
	}
}
