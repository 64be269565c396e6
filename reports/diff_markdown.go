package reports

import (
	"cmp"
	"fmt"
	"io"
	"strings"
)

// maxMarkdownText bounds one string of a Markdown file, in octets.
const maxMarkdownText = 1 << 10

// WriteDiffMarkdown writes a comparison as Markdown, for the summary of a CI job
// or a comment.
func WriteDiffMarkdown(w io.Writer, d *Diff) error {
	d = cleanedDiff(d, maxMarkdownText)
	p := newPage(w, 0, false)
	head := "Nothing could be compared"
	switch d.Verdict {
	case Regressed:
		head = "Regression"
	case NotRegressed:
		head = "No regression"
	}
	p.raw("## " + head)
	p.blank()
	p.raw(markText(diffSummary(d)))
	p.blank()
	p.raw("| | result | target | verdict | started |")
	p.raw("|---|---|---|---|---|")
	for _, s := range []struct {
		name string
		side DiffSide
	}{{"old", d.Old}, {"new", d.New}} {
		p.raw(fmt.Sprintf("| %s | %s | %s at %s | %s | %s |", s.name, markText(s.side.Name), markText(s.side.Target), markText(s.side.Address),
			markText(s.side.Verdict), s.side.Started.Format("2006-01-02 15:04:05")))
	}
	p.blank()
	if d.Kind == "load" {
		p.markFigures(d)
	} else {
		p.markCases(d)
	}
	if len(d.Facts) > 0 {
		p.raw("### Beside the cases")
		p.blank()
		p.raw("| what | was | now |")
		p.raw("|---|---|---|")
		for _, f := range d.Facts {
			p.raw(fmt.Sprintf("| %s | %s | %s |", markText(f.Name), markCode(orNothing(f.Old)), markCode(orNothing(f.New))))
		}
		p.blank()
	}
	for _, n := range d.Notes {
		p.raw("> " + markText(n))
		p.raw(">")
	}
	return p.flush()
}

func (p *page) markFigures(d *Diff) {
	p.raw("| figure | old | new | new/old | may be | |")
	p.raw("|---|--:|--:|--:|--:|---|")
	for i := range d.Figures {
		row := figureRow(&d.Figures[i])
		for j := range row {
			row[j] = markText(row[j])
		}
		p.raw("| " + strings.Join(row, " | ") + " |")
	}
	p.blank()
}

func (p *page) markCases(d *Diff) {
	for _, section := range []struct{ change, title string }{
		{ChangeWorse, "Worse"},
		{ChangeReply, "Another reply, the same verdict"},
		{ChangeText, "Reworded"},
		{ChangeGone, "Gone"},
		{ChangeNew, "New"},
		{ChangeVerdict, "Another verdict"},
		{ChangeFixed, "Fixed"},
		{ChangeIncomparable, "Not comparable"},
	} {
		n := d.counted(section.change)
		if n == 0 {
			continue
		}
		p.raw(fmt.Sprintf("### %s (%d)", section.title, n))
		p.blank()
		if section.change == ChangeReply || section.change == ChangeText {
			p.markReplies(d, section.change)
			continue
		}
		p.raw("| case | was | now | |")
		p.raw("|---|---|---|---|")
		shown := 0
		for i := range d.Cases {
			c := &d.Cases[i]
			if c.Change != section.change {
				continue
			}
			shown++
			if shown > 10*maxDiffCases {
				continue
			}
			p.raw(fmt.Sprintf("| %s | %s | %s | %s |", markCode(c.ID), markText(string(c.Old)), markText(string(c.New)), markText(c.Reason)))
		}
		if more := shown - 10*maxDiffCases; more > 0 {
			p.raw(fmt.Sprintf("| and %d more | | | |", more))
		}
		p.blank()
	}
}

func (p *page) markReplies(d *Diff, change string) {
	p.raw("| cases | after | was | now |")
	p.raw("|---|---|---|---|")
	for _, g := range replyGroups(d, change) {
		if g.reply == nil {
			p.raw(fmt.Sprintf("| %s | | | %s |", markText(listed(g.cases, maxNames)), markText(g.reason)))
			continue
		}
		old, fresh := different(g.reply.Was(), g.reply.Now())
		p.raw(fmt.Sprintf("| %s | %s | %s | %s |", markText(listed(g.cases, maxNames)), markCode(cmp.Or(g.reply.After, "(the connection)")), markCode(old), markCode(fresh)))
	}
	p.blank()
}

// markText escapes what means something in Markdown, or in the HTML that may
// stand in it.
func markText(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch {
		case r == '<':
			out.WriteString("&lt;")
		case r == '>':
			out.WriteString("&gt;")
		case r == '&':
			out.WriteString("&amp;")
		case strings.ContainsRune("\\`*_{}[]()#+!|~@", r): // @ would call somebody
			fmt.Fprintf(&out, "&#%d;", r)
		default:
			out.WriteRune(r)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(out.String(), "://", "&#58;//"), "www.", "www&#46;")
}

// markCode shows octets as they are, in a table as well.
func markCode(s string) string {
	if s == "" {
		return ""
	}
	return "<code>" + markText(s) + "</code>"
}
