package diff

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

// differing are two runs with one case of each change.
func differing(t *testing.T) *Diff {
	t.Helper()
	greet := func(version string, lines ...string) []reports.Event {
		return talk(append([]string{`S 220 mx.example.com ESMTP Example ` + version + `\r\n`}, lines...)...)
	}
	old := runOf(
		reports.Case{ID: "a.worse", Transcript: greet("1.2", `C RCPT TO:<nobody@example.com>\r\n`, `S 550 5.1.1 Unknown\r\n`)},
		reports.Case{ID: "a.skipped"},
		reports.Case{ID: "b.reply", Transcript: greet("1.2", `C VRFY alice\r\n`, `S 252 2.0.0 Cannot say\r\n`)},
		reports.Case{ID: "b.hello", Transcript: greet("1.2", `C EHLO a\r\n`, `S 250-mx\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000\r\n250 DSN\r\n`)},
		reports.Case{ID: "c.text", Transcript: greet("1.2", `C DATA\r\n`, `S 250 2.0.0 Ok: queued as 3BDFCDA318\r\n`)},
		reports.Case{ID: "d.gone"},
		reports.Case{ID: "e.fixed", Verdict: reports.Fail},
		reports.Case{ID: "f.other", Verdict: reports.Fail},
		reports.Case{ID: "g.incomparable", Level: "SHOULD"},
		reports.Case{ID: "h.same", Transcript: talk(`C NOOP\r\n`, `S 250 Ok\r\n`)},
	)
	fresh := runOf(
		reports.Case{
			ID: "a.worse", Verdict: reports.Fail, Transcript: greet("1.3", `C RCPT TO:<nobody@example.com>\r\n`, `S 250 2.1.5 Ok\r\n`),
			Findings: []reports.Finding{{Verdict: reports.Fail, Requirement: "RFC5321-3.3-unknown", File: "rfc5321/3.3.yaml", Line: 12, Sent: `RCPT TO:<nobody@example.com>\r\n`, Expected: sample.Outcomes("550"), Got: sample.Received(`250 2.1.5 Ok\r\n`)}},
		},
		reports.Case{ID: "a.skipped", Verdict: reports.Skip, Reason: &reports.Reason{Kind: reports.ReasonNotOffered, Name: "CHUNKING"}},
		reports.Case{ID: "b.reply", Transcript: greet("1.3", `C VRFY alice\r\n`, `S 502 5.5.1 Not here\r\n`)},
		reports.Case{ID: "b.hello", Transcript: greet("1.3", `C EHLO a\r\n`, `S 250-mx\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 2000\r\n250 DSN\r\n`)},
		reports.Case{ID: "c.text", Transcript: greet("1.3", `C DATA\r\n`, `S 250 2.0.0 Ok: queued as 2D50EDAAD6\r\n`)},
		reports.Case{ID: "e.fixed"},
		reports.Case{ID: "f.other", Verdict: reports.Unknown},
		reports.Case{ID: "g.incomparable", Level: "MUST", Verdict: reports.Fail},
		reports.Case{ID: "h.same", Transcript: talk(`C NOOP\r\n`, `S 250 Ok\r\n`)},
		reports.Case{ID: "i.new", Verdict: reports.Warn},
	)
	fresh.Started = fresh.Started.AddDate(0, 0, 1)
	old.Target.Greeting, fresh.Target.Greeting = `220 mx.example.com ESMTP Example 1.2\r\n`, `220 mx.example.com ESMTP Example 1.3\r\n`
	old.Target.Capabilities, fresh.Target.Capabilities = []string{"CHUNKING", "SIZE 1000"}, []string{"SIZE 2000"}
	d := compared(t, old, fresh, FailOnReply)
	d.Old.Name, d.New.Name = "old.json", "new.json"
	return d
}

func TestWriteJSON_golden(t *testing.T) {
	for name, d := range map[string]*Diff{"run": differing(t), "load": slower(t)} {
		var b bytes.Buffer
		if err := WriteJSON(&b, d); err != nil {
			t.Fatal(err)
		}
		reporttest.Golden(t, "testdata/"+name+".json", b.Bytes())
	}
}

func TestWriteJSON_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			d := &Diff{}
			reporttest.Fill(d, s)
			var b bytes.Buffer
			if err := WriteJSON(&b, d); err != nil {
				t.Fatal(err)
			}
			reporttest.CheckLines(t, "json", b.Bytes())
			if err := json.Unmarshal(b.Bytes(), &Diff{}); err != nil {
				t.Errorf("got %v, want JSON", err)
			}
		})
	}
}

func TestWriteJSON_brokenWriter(t *testing.T) {
	if err := WriteJSON(reporttest.Broken{}, &Diff{}); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
