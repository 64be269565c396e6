package reports

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// hostile are strings that no writer may pass on.
func hostile() map[string]string { return reporttest.Hostile() }

func poisoned(s string) *Run {
	r := &Run{}
	reporttest.Fill(r, s)
	f := &r.Cases[0].Findings[0]
	f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = WantBody, SawReply, SawReply
	return r
}

func TestHostileStrings(t *testing.T) {
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			verdicts := append(Verdicts(), Verdict(s))
			if len(s) > 1<<16 {
				verdicts = verdicts[len(verdicts)-2:] // each costs seconds under -race
			}
			for _, v := range verdicts {
				r := poisoned(s)
				r.Cases[0].Verdict = v
				for _, o := range []TerminalOptions{{}, {Width: 40, Verbose: true}, {Quiet: true}} {
					out := []byte(terminal(t, r, o))
					reporttest.CheckLines(t, "terminal", out)
					if len(out) > 1<<20 {
						t.Errorf("terminal: %d octets", len(out))
					}
				}
				if s == "" {
					continue // a JUnit name must not be empty; ids never are
				}
				text := junit(t, r)
				reporttest.CheckLines(t, "junit", text)
				checkJUnit(t, text, Count(r.Cases))
				lint(t, text)
				if len(text) > 1<<20 {
					t.Errorf("junit: %d octets", len(text))
				}
			}
		})
	}
}

func TestHostileStringsInLoads(t *testing.T) {
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			for _, verdict := range []string{Met, Missed, NoVerdict, s} {
				l := &Load{}
				reporttest.Fill(l, s)
				if l.Verdict = verdict; s == "" {
					l.Verdict, l.Plan.Scenario, l.Thresholds[0].Expression = Met, "load.classic", "p99<1s"
				}
				var text, xml bytes.Buffer
				if err := WriteLoadTerminal(&text, l, TerminalOptions{Width: 60}); err != nil {
					t.Fatal(err)
				}
				reporttest.CheckLines(t, "terminal", text.Bytes())
				if err := WriteLoadJUnit(&xml, l); err != nil {
					t.Fatal(err)
				}
				reporttest.CheckLines(t, "junit", xml.Bytes())
				if bad := parseXML(t, xml.Bytes()).check(); len(bad) > 0 {
					t.Errorf("not valid: %.2000s", strings.Join(bad, "\n"))
				}
				lint(t, xml.Bytes())
				if text.Len() > 1<<20 || xml.Len() > 1<<20 {
					t.Errorf("%d octets, junit %d", text.Len(), xml.Len())
				}
				if len(s) > 1<<16 {
					break // each costs seconds under -race
				}
			}
		})
	}
}

func TestHostileStringsStayOnTheirLine(t *testing.T) {
	calm, wild := poisoned("calm"), poisoned("\x1b[2J\r\nfail other.case\n")
	for _, v := range Verdicts() {
		calm.Cases[0].Verdict, wild.Cases[0].Verdict = v, v
		// Octets are broken at a visible LF, words never: quiet output has
		// nothing but words.
		o := TerminalOptions{Quiet: true}
		if a, b := strings.Count(terminal(t, calm, o), "\n"), strings.Count(terminal(t, wild, o), "\n"); a != b {
			t.Errorf("%s: %d lines, hostile %d", v, a, b)
		}
	}
}

func TestHostileStringsInJSON(t *testing.T) {
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			r := poisoned(s)
			if err := WriteJSON(&bytes.Buffer{}, r); err == nil {
				t.Fatal("a run with hostile verdicts is written")
			}
			c := &r.Cases[0]
			c.Verdict, c.Level, c.Findings[0].Verdict, c.Transcript[0].Kind = Warn, "MAY", Warn, SawReply
			c.Findings[0].Expected.Kind, c.Findings[0].Got.Kind, c.Reason = WantOutcomes, SawReply, Because(ReasonStated, s)
			if c.ID == "" {
				c.ID = "case"
			}
			Conclude(r, false)
			text := toJSON(t, r)
			reporttest.CheckLines(t, "json", text)
			if !json.Valid(text) || len(text) > 8<<20 {
				t.Errorf("%d octets, valid %t", len(text), json.Valid(text))
			}
			if _, err := ReadRun(bytes.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
}
