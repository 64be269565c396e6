package terminal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestWriteRun_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			verdicts := append(reports.Verdicts(), reports.Verdict(s))
			if len(s) > 1<<16 {
				verdicts = verdicts[len(verdicts)-2:] // each costs seconds under -race
			}
			for _, v := range verdicts {
				r := sample.Filled(s)
				r.Cases[0].Verdict = v
				for _, o := range []Options{{}, {Width: 40, Verbose: true}, {Quiet: true}} {
					out := []byte(terminal(t, r, o))
					reporttest.CheckLines(t, "terminal", out)
					if len(out) > 1<<20 {
						t.Errorf("terminal: %d octets", len(out))
					}
				}
			}
		})
	}
}

func TestWriteLoad_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, verdict := range []string{reports.Met, reports.Missed, reports.NoVerdict, s} {
				l := &reports.Load{}
				reporttest.Fill(l, s)
				l.Verdict = verdict
				var b bytes.Buffer
				if err := WriteLoad(&b, l, Options{Width: 60}); err != nil {
					t.Fatal(err)
				}
				reporttest.CheckLines(t, "terminal", b.Bytes())
				if b.Len() > 1<<20 {
					t.Errorf("got %d octets, want no more than %d", b.Len(), 1<<20)
				}
				if len(s) > 1<<16 {
					break // each costs seconds under -race
				}
			}
		})
	}
}

func TestWriteRun_hostileLineEnds(t *testing.T) {
	calm, wild := sample.Filled("calm"), sample.Filled("\x1b[2J\r\nfail other.case\n")
	for _, v := range reports.Verdicts() {
		calm.Cases[0].Verdict, wild.Cases[0].Verdict = v, v
		// Octets are broken at a visible LF, words never: quiet output has
		// nothing but words.
		o := Options{Quiet: true}
		if a, b := strings.Count(terminal(t, calm, o), "\n"), strings.Count(terminal(t, wild, o), "\n"); a != b {
			t.Errorf("%s: %d lines, hostile %d", v, a, b)
		}
	}
}
