package reports

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func terminal(t *testing.T, r *Run, o TerminalOptions) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteTerminal(&out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTerminalGolden(t *testing.T) {
	strict := sample()
	Conclude(strict, true)
	interrupted := certified()
	interrupted.Interrupted = true
	Conclude(interrupted, false)
	noVerdict := sample()
	noVerdict.Cases = append(noVerdict.Cases[:1], noVerdict.Cases[4:]...)
	Conclude(noVerdict, false)
	for _, tt := range []struct {
		name string
		run  *Run
		o    TerminalOptions
	}{
		{"plain", sample(), TerminalOptions{}},
		{"narrow", sample(), TerminalOptions{Width: 60}},
		{"color", sample(), TerminalOptions{Color: true, Width: 100}},
		{"verbose", sample(), TerminalOptions{Verbose: true, Width: 100}},
		{"quiet", sample(), TerminalOptions{Quiet: true}},
		{"strict", strict, TerminalOptions{Width: 100}},
		{"certified", certified(), TerminalOptions{Width: 100}},
		{"interrupted", interrupted, TerminalOptions{Width: 100}},
		{"no-verdict", noVerdict, TerminalOptions{Width: 100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reporttest.Golden(t, "testdata/terminal-"+tt.name+".txt", []byte(terminal(t, tt.run, tt.o)))
		})
	}
}

func TestTerminalColorSaysNothingMore(t *testing.T) {
	plain := terminal(t, sample(), TerminalOptions{Verbose: true})
	colored := terminal(t, sample(), TerminalOptions{Verbose: true, Color: true})
	if colored == plain {
		t.Error("no colour")
	}
	if regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(colored, "") != plain {
		t.Error("colour changes the text")
	}
}

func TestTerminalWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		lines := strings.Split(strings.TrimSuffix(terminal(t, sample(), TerminalOptions{Width: width}), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] {
			if n := utf8.RuneCountInString(line); n > max(width, 27+minWidth) {
				t.Errorf("width %d: %d characters in %q", width, n, line)
			}
		}
	}
}

func TestTerminalBoundsLists(t *testing.T) {
	r := sample()
	c := failing()
	for i := range 1000 {
		c.Transcript = append(c.Transcript, Event{Observation: came(fmt.Sprintf("event %d", i))})
		c.Findings = append(c.Findings, Finding{Verdict: Fail, Detail: fmt.Sprintf("finding %d", i)})
		r.Cases = append(r.Cases, Case{ID: fmt.Sprintf("more.unknown-%d", i), Verdict: Unknown, Reason: Because(ReasonStated, "set auth.user")})
	}
	r.Cases[1] = c
	got := terminal(t, r, TerminalOptions{})
	for _, want := range []string{"... 807 events left out", "982 more findings", "more.unknown-9 and 990 more", "event 999"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if n := strings.Count(got, "\n"); n > 500 {
		t.Errorf("%d lines", n)
	}
	if all := terminal(t, r, TerminalOptions{Verbose: true}); !strings.Contains(all, "more.unknown-998, more.unknown-999") {
		t.Error("verbose does not name every unknown case")
	}
}

func TestTerminalConcludes(t *testing.T) {
	r := certified()
	r.Verdict = ""
	if got := terminal(t, r, TerminalOptions{Quiet: true}); !strings.HasPrefix(got, "conformant: 1 passed") {
		t.Errorf("got %q", got)
	}
	if r.Verdict != "" {
		t.Error("the writer changed the run")
	}
}

func TestWriteRun_brokenWriter(t *testing.T) {
	if err := WriteTerminal(reporttest.Broken{}, sample(), TerminalOptions{}); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
