package terminal

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
	"github.com/smtpspec/smtpspec/reports/text"
)

func terminal(t *testing.T, r *reports.Run, o Options) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteRun(&out, r, o); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWriteRun_golden(t *testing.T) {
	strict := sample.Run()
	reports.Conclude(strict, true)
	interrupted := sample.Certified()
	interrupted.Interrupted = true
	reports.Conclude(interrupted, false)
	noVerdict := sample.Run()
	noVerdict.Cases = append(noVerdict.Cases[:1], noVerdict.Cases[4:]...)
	reports.Conclude(noVerdict, false)
	for _, tt := range []struct {
		name string
		run  *reports.Run
		o    Options
	}{
		{"plain", sample.Run(), Options{}},
		{"narrow", sample.Run(), Options{Width: 60}},
		{"color", sample.Run(), Options{Color: true, Width: 100}},
		{"verbose", sample.Run(), Options{Verbose: true, Width: 100}},
		{"quiet", sample.Run(), Options{Quiet: true}},
		{"strict", strict, Options{Width: 100}},
		{"certified", sample.Certified(), Options{Width: 100}},
		{"interrupted", interrupted, Options{Width: 100}},
		{"no-verdict", noVerdict, Options{Width: 100}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reporttest.Golden(t, "testdata/run-"+tt.name+".txt", []byte(terminal(t, tt.run, tt.o)))
		})
	}
}

func TestWriteRun_colorAddsNoText(t *testing.T) {
	plain := terminal(t, sample.Run(), Options{Verbose: true})
	colored := terminal(t, sample.Run(), Options{Verbose: true, Color: true})
	if colored == plain {
		t.Error("no colour")
	}
	if regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAllString(colored, "") != plain {
		t.Error("colour changes the text")
	}
}

func TestWriteRun_width(t *testing.T) {
	for _, width := range []int{40, 60, 80, 120} {
		lines := strings.Split(strings.TrimSuffix(terminal(t, sample.Run(), Options{Width: width}), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] {
			if n := utf8.RuneCountInString(line); n > max(width, 27+text.MinWidth) {
				t.Errorf("width %d: %d characters in %q", width, n, line)
			}
		}
	}
}

func TestWriteRun_longLists(t *testing.T) {
	r := sample.Run()
	c := sample.Failing()
	for i := range 1000 {
		c.Transcript = append(c.Transcript, reports.Event{Observation: sample.Received(fmt.Sprintf("event %d", i))})
		c.Findings = append(c.Findings, reports.Finding{Verdict: reports.Fail, Detail: fmt.Sprintf("finding %d", i)})
		r.Cases = append(r.Cases, reports.Case{ID: fmt.Sprintf("more.unknown-%d", i), Verdict: reports.Unknown, Reason: reports.Because(reports.ReasonStated, "set auth.user")})
	}
	r.Cases[1] = c
	got := terminal(t, r, Options{})
	for _, want := range []string{"... 807 events left out", "982 more findings", "more.unknown-9 and 990 more", "event 999"} {
		if !strings.Contains(got, want) {
			t.Errorf("missing: %s", want)
		}
	}
	if n := strings.Count(got, "\n"); n > 500 {
		t.Errorf("%d lines", n)
	}
	if all := terminal(t, r, Options{Verbose: true}); !strings.Contains(all, "more.unknown-998, more.unknown-999") {
		t.Error("verbose does not name every unknown case")
	}
}

func TestWriteRun_notConcluded(t *testing.T) {
	r := sample.Certified()
	r.Verdict = ""
	if got := terminal(t, r, Options{Quiet: true}); !strings.HasPrefix(got, "conformant: 1 passed") {
		t.Errorf("got %q", got)
	}
	if r.Verdict != "" {
		t.Error("the writer changed the run")
	}
}

func TestWriteRun_brokenWriter(t *testing.T) {
	if err := WriteRun(reporttest.Broken{}, sample.Run(), Options{}); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
