package markdown

import (
	"cmp"
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/text"
)

// WriteDiff writes a comparison in at most limit octets, or Limit when that is 0.
func WriteDiff(w io.Writer, d *diff.Diff, limit int) error {
	d = diff.Clean(d, maxText)
	p := newPage(limit)
	p.heading("smtpspec diff", d.Verdict, diff.Regressed, diff.NotRegressed, reports.NoVerdict)
	p.add(inline(d.Summary()) + "\n\n")
	p.add("| | result | target | verdict | started |\n|---|---|---|---|---|\n")
	for _, s := range []struct {
		name string
		diff.Side
	}{{"old", d.Old}, {"new", d.New}} {
		p.add(fmt.Sprintf("| %s | %s | %s | %s | %s |\n", s.name, octets(s.Name), octets(s.Target+" at "+s.Address),
			octets(s.Verdict), s.Started.Format("2006-01-02 15:04:05")))
	}
	if d.Kind == "load" {
		p.figures(d)
	} else {
		p.changes(d)
	}
	facts := make([][]string, len(d.Facts))
	for i, f := range d.Facts {
		facts[i] = []string{octets(f.Name), octets(f.Was()), octets(f.Now())}
	}
	p.table("Target, tool and catalogue", len(facts), []string{"", "was", "now"}, facts)
	notes := make([][]string, len(d.Notes))
	for i, n := range d.Notes {
		notes[i] = []string{wide(n)}
	}
	p.table("Notes", len(notes), []string{""}, notes)
	_, err := io.WriteString(w, p.text())
	return err
}

// figures adds the table of two loads.
func (p *page) figures(d *diff.Diff) {
	rows := make([][]string, len(d.Figures))
	for i := range d.Figures {
		for _, text := range d.Figures[i].Row() {
			rows[i] = append(rows[i], octets(text))
		}
	}
	p.table("Figures", len(rows), []string{"figure", "old", "new", "new/old", "may be", ""}, rows)
}

// changes adds a table for each way in which cases of two runs differ.
func (p *page) changes(d *diff.Diff) {
	for _, section := range []struct{ change, title string }{
		{diff.ChangeRegressed, "Regressed"},
		{diff.ChangeReply, "Other reply, same verdict"},
		{diff.ChangeText, "Reworded"},
		{diff.ChangeRemoved, "Removed"},
		{diff.ChangeAdded, "Added"},
		{diff.ChangeVerdict, "Changed verdict"},
		{diff.ChangeFixed, "Fixed"},
		{diff.ChangeIncomparable, "Not comparable"},
	} {
		if section.change == diff.ChangeReply || section.change == diff.ChangeText {
			p.table(section.title, d.Count(section.change), []string{"cases", "after", "was", "now"}, replyRows(d, section.change))
			continue
		}
		var rows [][]string
		for i := range d.Cases {
			if c := &d.Cases[i]; c.Change == section.change {
				rows = append(rows, []string{octets(c.ID), octets(string(c.Old)), octets(string(c.New)), wide(c.Reason)})
			}
		}
		p.table(section.title, len(rows), []string{"case", "was", "now", "reason"}, rows)
	}
}

// replyRows has a row for each thing that the server says differently, with the cases
// in which it does.
func replyRows(d *diff.Diff, change string) [][]string {
	var rows [][]string
	for _, g := range d.ReplyGroups(change) {
		names := wide(text.JoinNames(g.Cases, text.MaxNames))
		if g.Reply == nil {
			rows = append(rows, []string{names, "", "", wide(g.Reason)})
			continue
		}
		was, now := g.Reply.Texts()
		rows = append(rows, []string{names, octets(cmp.Or(g.Reply.After, "(the connection)")), wide(was), wide(now)})
	}
	return rows
}
