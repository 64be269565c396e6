package annotations

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
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

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func run(t *testing.T, r *reports.Run) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return WriteRun(w, r) })
}

func load(t *testing.T, l *reports.Load) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return WriteLoad(w, l) })
}

func TestRun(t *testing.T) {
	r, _ := sample(t)
	text := run(t, r)
	reporttest.Golden(t, "testdata/run.txt", []byte(text))
	got := commands(text)
	if len(got) != 3 || len(got) != strings.Count(text, "\n") {
		t.Fatalf("%d commands in\n%s", len(got), text)
	}
	first := got[0]
	if first.name != "error" || first.properties["file"] != "security/smuggling.yaml" || first.properties["line"] != "38" || first.properties["title"] != "smuggling.lf-dot-crlf" {
		t.Errorf("%+v", first)
	}
	want := "LF.CRLF does not end the message\nSEC-smuggling-lf, security: smuggling, MUST\nsent: body\\n.\\r\\n\nexpected: silence\ngot: 250 2.0.0 queued\\r\\n"
	if first.data != want {
		t.Errorf("got  %q\nwant %q", first.data, want)
	}
	if got[1].name != "error" || !strings.HasPrefix(got[1].data, "error: ") || got[2].name != "warning" {
		t.Errorf("%+v %+v", got[1], got[2])
	}
	r.Cases[1].File, r.Cases[1].Findings = "sanity.yaml", nil
	reports.Conclude(r, true)
	if got := commands(run(t, r)); got[0].properties["file"] != "scenarios/catalogue/sanity.yaml" || got[1].name != "error" || got[1].properties["title"] != "reply.text" {
		t.Errorf("strict: %+v", got)
	}
}

func TestRunWithoutVerdict(t *testing.T) {
	r := &reports.Run{}
	if got := commands(run(t, r)); len(got) != 1 || got[0].name != "error" || got[0].data != "no scenario was run" {
		t.Errorf("%+v", got)
	}
}

func TestNoMoreThanGitHubShows(t *testing.T) {
	r, l := sample(t)
	for i := range 100 {
		for _, v := range []reports.Verdict{reports.Fail, reports.Warn} {
			r.Cases = append(r.Cases, reports.Case{ID: fmt.Sprintf("more.%s-%d", v, i), Verdict: v})
		}
		l.Thresholds = append(l.Thresholds, reports.LoadThreshold{Expression: fmt.Sprintf("p99<%dms", i)})
	}
	reports.Conclude(r, false)
	got := commands(run(t, r))
	if len(got) != 20 || got[9].data != "93 more failures or errors, which the report shows" || got[19].data != "92 more warnings, which the report shows" {
		t.Errorf("%d commands, %+v, %+v", len(got), got[9], got[len(got)-1])
	}
	r.Cases = r.Cases[len(r.Cases)-20:]
	reports.Conclude(r, false)
	if got := commands(run(t, r)); len(got) != 20 || strings.Contains(got[9].data, "more") {
		t.Errorf("ten are shown whole: %d, %+v", len(got), got[9])
	}
	if got := commands(load(t, l)); len(got) != 11 {
		t.Errorf("%d commands", len(got))
	}
}

func TestLoad(t *testing.T) {
	_, l := sample(t)
	l.Delivery = &reports.LoadDelivery{Missing: 2}
	text := load(t, l)
	reporttest.Golden(t, "testdata/load.txt", []byte(text))
	if got := commands(text); len(got) != 4 || got[1].properties["title"] != "threshold errors<1%" || got[1].data != "measured: 10% (10 of 100)" || got[3].name != "warning" {
		t.Errorf("%s", text)
	}
	l.Verdict, l.Thresholds, l.Delivery, l.Source.Saturated = reports.Met, nil, nil, false
	if text := load(t, l); text != "" {
		t.Errorf("held: %s", text)
	}
}

func TestHostile(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, v := range []reports.Verdict{reports.Fail, reports.Warn, reports.Error, reports.Pass, reports.Verdict(s)} {
				r := &reports.Run{}
				reporttest.Fill(r, s)
				f := &r.Cases[0].Findings[0]
				f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = reports.WantBody, reports.SawReply, reports.SawReply
				r.Verdict, r.Cases[0].Verdict = reports.NonConformant, v
				text := run(t, r)
				reporttest.CheckLines(t, "annotations", []byte(text))
				got := commands(text)
				if len(text) > 1<<16 || len(got) != strings.Count(text, "\n") || len(got) != map[bool]int{true: 0, false: 1}[v == reports.Pass] {
					t.Fatalf("%s: %d octets, %d commands in %d lines", v, len(text), len(got), strings.Count(text, "\n"))
				}
				if strings.Contains(text, "##[") {
					t.Errorf("a command of older runners in %.300q", text)
				}
				for _, c := range got {
					want := strings.ReplaceAll(strings.TrimSpace(reports.CleanRun(r, maxText).Cases[0].ID), "##[", `##\x5b`)
					if strings.TrimSpace(c.properties["title"]) != want || len(c.properties) > 3 {
						t.Errorf("%.300q, want %.300q", c.properties, want)
					}
				}
			}
			l := &reports.Load{}
			reporttest.Fill(l, s)
			text := load(t, l)
			reporttest.CheckLines(t, "load", []byte(text))
			if got := commands(text); len(got) != strings.Count(text, "\n") || len(got) < 2 {
				t.Errorf("%d commands in %d lines", len(got), strings.Count(text, "\n"))
			}
		})
	}
}

// A report of what a hostile server said passes as it is, but for commands.
func TestInert(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"plain ::error::x":              "plain ::error::x",
		"::error::x":                    `:\x3aerror::x`,
		"a\n \t::stop-commands::b\nc":   "a\n \t:\\x3astop-commands::b\nc",
		"\r::add-mask::250":             "\r:\\x3aadd-mask::250",
		":::":                           `:\x3a:`,
		": ::":                          ": ::",
		"250 ##[add-mask]250":           `250 ##\x5badd-mask]250`,
		"###[error]":                    `###\x5berror]`,
		"# #[ #[x] ##":                  "# #[ #[x] ##",
		"got  a\\n\n     ::error::x\\n": "got  a\\n\n     :\\x3aerror::x\\n",
	} {
		for _, size := range []int{1, 2, 3, len(text) + 1} {
			var b bytes.Buffer
			w := NewInert(&b)
			for rest := []byte(text); len(rest) > 0; {
				n := min(size, len(rest))
				if got, err := w.Write(rest[:n]); got != n || err != nil {
					t.Fatal(got, err)
				}
				rest = rest[n:]
			}
			if b.String() != want || len(commands(b.String())) > 0 {
				t.Errorf("%q in pieces of %d: %q, want %q", text, size, b.String(), want)
			}
		}
	}
	if len(commands("x\n ::error file=a%2Cb::y%0Az\n##[add-mask]250")) != 2 {
		t.Error("the parser of this test finds no commands")
	}
}

func FuzzInert(f *testing.F) {
	for _, s := range reporttest.Hostile() {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		if _, err := io.WriteString(NewInert(&b), s); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(s, "\v\f\u0085\u00a0") {
			return // which no report holds
		}
		if got := commands(strings.ReplaceAll(b.String(), "\r", "\n")); len(got) > 0 {
			t.Errorf("%q holds %+v", b.String(), got[0])
		}
	})
}

func TestErrorsOfTheWriter(t *testing.T) {
	r, l := sample(t)
	_, inert := NewInert(reporttest.Broken{}).Write([]byte("x"))
	for _, err := range []error{WriteRun(reporttest.Broken{}, r), WriteLoad(reporttest.Broken{}, l), inert} {
		if !errors.Is(err, reporttest.ErrBroken) {
			t.Error(err)
		}
	}
}
