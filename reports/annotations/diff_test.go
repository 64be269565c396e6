package annotations

import (
	"io"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func TestDiff(t *testing.T) {
	d := &diff.Diff{
		Kind: "run", Verdict: diff.Regressed, MaxRegression: 0.1,
		Cases: []diff.Case{
			{ID: "quit.before-ehlo", Title: "QUIT is taken", Old: reports.Pass, New: reports.Fail, Regression: true, Replies: []diff.Reply{{Old: reports.Observation{Kind: reports.SawReply, Octets: `221 bye\r\n`}, New: reports.Observation{Kind: reports.SawReply, Octets: `250 100%\r\n`}}}},
			{ID: "help.new", Change: diff.ChangeAdded, New: reports.Fail},
		},
		Figures: []diff.Figure{
			{Name: "p99 of rcpt", Ratio: 1.5, Outcome: diff.FigureRegression},
			{Name: "p50 of rcpt", Ratio: 1.5, Outcome: diff.FigureUnsure},
		},
	}
	text := written(t, func(w io.Writer) error { return WriteDiff(w, d) })
	got := commands(text)
	if len(got) != 2 || got[0].properties["title"] != "regression: quit.before-ehlo" || got[1].data != "1.5 times what it was, with a bound of 10 %" ||
		got[0].data != `QUIT is taken, pass is now fail; the reply was 221 bye\r\n, now 250 100%\r\n` {
		t.Errorf("%s", text)
	}
	d.Cases, d.Figures = nil, nil
	if got := commands(written(t, func(w io.Writer) error { return WriteDiff(w, d) })); len(got) != 1 {
		t.Errorf("%d commands", len(got))
	}
	d.Verdict = diff.NotRegressed
	if text := written(t, func(w io.Writer) error { return WriteDiff(w, d) }); text != "" {
		t.Error(text)
	}
}

func TestHostileDiff(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		d := &diff.Diff{}
		reporttest.Fill(d, s)
		d.Verdict, d.Cases[0].Regression, d.Figures[0].Outcome = diff.Regressed, true, diff.FigureRegression
		text := written(t, func(w io.Writer) error { return WriteDiff(w, d) })
		reporttest.CheckLines(t, name, []byte(text))
		if got := commands(text); len(got) != 2 || strings.Count(text, "\n") != 2 || len(text) > 1<<16 {
			t.Errorf("%s: %d commands, %d octets", name, len(got), len(text))
		}
	}
}
