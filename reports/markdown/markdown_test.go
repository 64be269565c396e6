package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/text"
)

func sample(t *testing.T) (*reports.Run, *reports.Load) {
	t.Helper()
	r, _, err := reports.ReadResult(reporttest.Open(t, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, l, err := reports.ReadResult(reporttest.Open(t, "load.json"))
	if err != nil {
		t.Fatal(err)
	}
	return r, l
}

func run(t *testing.T, r *reports.Run, limit int) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRun(&b, r, limit); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func load(t *testing.T, l *reports.Load, limit int) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLoad(&b, l, limit); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestRun(t *testing.T) {
	r, _ := sample(t)
	text := run(t, r, 0)
	reporttest.Golden(t, "testdata/run.md", []byte(text))
	d := parse(t, text)
	want := []string{"smtpspec: non-conformant", "Violations (1)", "Errors of the harness or the network (1)", "Warnings (1)", "Not observed (2)", "Waived (1)"}
	if !slices.Equal(d.headings, want) || len(d.tables) != 6 || len(d.blocks) != 3 || len(d.active) > 0 || len(d.other) > 0 || len(d.html) != 6 {
		t.Errorf("%+v", d)
	}
	if got, want := d.tables[0][1], []string{"1", "1", "1", "1", "1", "2", "1", "1"}; !slices.Equal(got, want) {
		t.Errorf("counts %q", got)
	}
	if got, want := d.tables[1][1], []string{"smuggling.lf-dot-crlf", "SEC-smuggling-lf security: smuggling, MUST", `body\n.\r\n`, "silence", `250 2.0.0 queued\r\n`}; !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !strings.Contains(d.blocks[0], `S: 250 2.0.0 queued\r\n`) {
		t.Errorf("%q", d.blocks[0])
	}
}

func TestLoad(t *testing.T) {
	_, l := sample(t)
	text := load(t, l, 0)
	reporttest.Golden(t, "testdata/load.md", []byte(text))
	d := parse(t, text)
	if len(d.tables) != 3 || len(d.blocks) != 1 || len(d.active) > 0 || len(d.other) > 0 {
		t.Errorf("%+v", d)
	}
	if got, want := d.tables[1][2], []string{"missed", "errors<1%", "10% (10 of 100)"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// Text in a code span of a table is what it was, whatever it holds.
func TestCells(t *testing.T) {
	texts := []string{
		"4yz|5yz|close", "`", "``", "a`b", "`a", "a ", " a ", "  ", `\`, `a\`, `\|`, `a\|b|c`, "|", "||", `\\|`, `\\`, "`|`", "a\\`|`b",
		"*a* _b_ [c](d) <b> &amp; &#0; ~~x~~ http://a.example www.b.example c@d.example", "# a", "- a", "1. a", "$x$", "---|---", "\\`",
	}
	rows := make([][]string, len(texts))
	for i, s := range texts {
		rows[i] = []string{octets(s), "x"}
	}
	p := newPage(0)
	p.table("t", 0, []string{"a", "b"}, rows)
	d := parse(t, p.text())
	if len(d.tables) != 1 || len(d.active) > 0 {
		t.Fatalf("%+v", d)
	}
	for i, s := range texts {
		if got := d.tables[0][i+1]; len(got) != 2 || got[0] != s || got[1] != "x" {
			t.Errorf("%q became %q, from %q", s, got, rows[i][0])
		}
	}
}

func TestLimits(t *testing.T) {
	r, _ := sample(t)
	long := r.Cases[1]
	long.Transcript = slices.Repeat(long.Transcript, 50)
	for i := range 100 {
		long.ID = fmt.Sprintf("long.case-%d", i)
		r.Cases = append(r.Cases, long)
	}
	reports.Conclude(r, false)
	for _, limit := range []int{0, 1, 10_000, 60_000, 1 << 20} {
		text := run(t, r, limit)
		bound := map[int]int{0: Limit, 1: minLimit}[limit]
		if bound == 0 {
			bound = limit
		}
		if len(text) > bound {
			t.Errorf("limit %d: %d octets", limit, len(text))
		}
		d := parse(t, text)
		if len(d.active)+len(d.other) > 0 || len(d.html) != 2*len(d.blocks) || d.headings[0] != "smtpspec: non-conformant" {
			t.Errorf("limit %d: %+v", limit, d.headings)
		}
		if cut := strings.Contains(text, "More does not fit here"); cut != (limit < 1<<20) {
			t.Errorf("limit %d: %d octets, cut %t", limit, len(text), cut)
		}
		if limit == 1<<20 && (!strings.Contains(text, "and 51 more") || len(d.blocks) != 52) {
			t.Errorf("%d blocks", len(d.blocks))
		}
	}
}

func TestHostile(t *testing.T) {
	calm := &reports.Run{}
	reporttest.Fill(calm, "calm")
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, v := range append(reports.Verdicts(), reports.Verdict(s)) {
				r := &reports.Run{}
				reporttest.Fill(r, s)
				f := &r.Cases[0].Findings[0]
				f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = reports.WantBody, reports.SawReply, reports.SawReply
				calm.Cases[0].Verdict, r.Cases[0].Verdict = v, v
				document := run(t, r, 0)
				reporttest.CheckLines(t, "markdown", []byte(document))
				d, want := parse(t, document), parse(t, run(t, calm, 0))
				for _, tag := range d.inline {
					if tag != "<code>" && tag != "</code>" {
						t.Errorf("the tag %q", tag)
					}
				}
				if len(d.active) > 0 || !slices.Equal(d.other, want.other) || len(d.html) != len(want.html) || len(d.blocks) != len(want.blocks) ||
					!slices.Equal(d.headings[1:], want.headings[1:]) || len(d.headings) != len(want.headings) || len(d.tables) != len(want.tables) {
					t.Fatalf("%s: %+v\n%.3000s", v, d, document)
				}
				for i := range d.tables {
					if len(d.tables[i]) != len(want.tables[i]) || len(d.tables[i][1]) != len(want.tables[i][1]) {
						t.Errorf("table %d: %q", i, d.tables[i])
					}
				}
				if v == reports.Fail {
					got := text.Clean(reports.CleanRun(r, maxText).Cases[0].Findings[0].Came(), maxCell)
					if cell := d.tables[1][1][4]; cell != got && got != "" {
						t.Errorf("got  %q\nwant %q", cell, got)
					}
				}
				if len(document) > 100<<10 {
					t.Errorf("%d octets", len(document))
				}
			}
			l := &reports.Load{}
			reporttest.Fill(l, s)
			text := load(t, l, 0)
			reporttest.CheckLines(t, "load", []byte(text))
			if d := parse(t, text); len(d.active)+len(d.other) > 0 || len(d.headings) != 2 || len(d.tables) != 2 || len(d.blocks) != 1 {
				t.Errorf("load: %+v", d)
			}
		})
	}
}

func FuzzCell(f *testing.F) {
	for _, s := range reporttest.Hostile() {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	f.Add("a\\|`b|` ")
	f.Fuzz(func(t *testing.T, s string) {
		s = text.Clean(s, maxCell)
		d := parse(t, "| a | b |\n|---|---|\n| "+cell(s)+" | x |\n")
		if len(d.tables) != 1 || len(d.tables[0]) != 2 || len(d.tables[0][1]) != 2 || d.tables[0][1][0] != s || d.tables[0][1][1] != "x" {
			t.Errorf("%q became %q", s, d.tables)
		}
	})
}

func TestErrorsOfTheWriter(t *testing.T) {
	r, l := sample(t)
	var w io.Writer = reporttest.Broken{}
	for _, err := range []error{WriteRun(w, r, 0), WriteLoad(w, l, 0)} {
		if !errors.Is(err, reporttest.ErrBroken) {
			t.Error(err)
		}
	}
}
