package tui

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// TestProgress_noTerminal has nothing to draw on.
func TestProgress_noTerminal(t *testing.T) {
	t.Setenv("LC_ALL", "C.UTF-8")
	cases := []*scenarios.Case{{ID: "a", Section: "RFC 1 §2"}, {ID: "b", Pos: strictyaml.Pos{File: "mine.yaml"}}}
	for _, c := range []struct {
		style Style
		late  bool // the last plain line is long ago
		want  string
	}{
		{style: Style{}},
		{style: Style{Quiet: true, Verbose: true}, late: true},
		{style: Style{}, late: true, want: "1 of 2 cases, 1 failed, \n"},
		{style: Style{Verbose: true}, want: "✗ fail a\n  requirement MUST\n✗ RFC 1 §2: 1 failed\n✓ mine.yaml: 1 passed\n"},
	} {
		var b bytes.Buffer
		p := NewProgress(&b, c.style)
		p.Begin(cases)
		if c.late {
			p.last = time.Now().Add(-time.Hour)
		}
		p.Started(cases[0])
		p.Done(&reports.Case{ID: "a", Level: "MUST", Verdict: reports.Fail})
		p.Done(&reports.Case{ID: "b", Verdict: reports.Pass})
		p.End()
		if got := regexp.MustCompile(`[0-9.]+ s\n`).ReplaceAllString(b.String(), "\n"); got != c.want {
			t.Errorf("%+v: got\n%s\nwant\n%s", c.style, got, c.want)
		}
	}
}

func TestSelftestProgress_noTerminal(t *testing.T) {
	var w, out bytes.Buffer
	p := NewSelftestProgress(&w, &out, 2, false)
	p.Begin([]*scenarios.Case{{ID: "a"}})
	p.last = time.Now().Add(-time.Hour)
	p.Started(nil)
	p.Done(nil)
	p.Fault(false, "caught one")
	p.last = time.Now().Add(-time.Hour)
	p.Fault(true, "SURVIVED two")
	p.End()
	if got := w.String(); !strings.HasPrefix(got, "1 of 1 cases without a fault, ") || !strings.Contains(got, "\n2 of 2 faults, 1 survived, ") {
		t.Errorf("%q", got)
	}
	if out.String() != "caught one\nSURVIVED two\n" {
		t.Errorf("%q", out.String())
	}
}
