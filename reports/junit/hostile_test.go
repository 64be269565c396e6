package junit

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
				if s == "" {
					continue // a JUnit name must not be empty; ids never are
				}
				text := junit(t, r)
				reporttest.CheckLines(t, "junit", text)
				checkJUnit(t, text, reports.Count(r.Cases))
				lint(t, text)
				if len(text) > 1<<20 {
					t.Errorf("junit: %d octets", len(text))
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
				if l.Verdict = verdict; s == "" {
					l.Verdict, l.Plan.Scenario, l.Thresholds[0].Expression = reports.Met, "load.classic", "p99<1s"
				}
				var b bytes.Buffer
				if err := WriteLoad(&b, l); err != nil {
					t.Fatal(err)
				}
				reporttest.CheckLines(t, "junit", b.Bytes())
				if bad := parseXML(t, b.Bytes()).check(); len(bad) > 0 {
					t.Errorf("not valid: %.2000s", strings.Join(bad, "\n"))
				}
				lint(t, b.Bytes())
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
