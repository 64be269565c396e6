package reports

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports/diff/replies"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// readFile1 reads a result of a format before.
func readFile1(t *testing.T, name string) (*Run, *Load) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	r, l, err := ReadResult(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return r, l
}

// TestFormat1_run reads what version 0.1 wrote of runs against servers with faults: each
// sentence becomes data, which the golden file lists with its words of today.
func TestFormat1_run(t *testing.T) {
	lines := map[string]bool{}
	note := func(what, kind, words string) {
		if words = replies.Masked(words); len(words) > 120 {
			words = words[:120] + "..."
		}
		if kind != "" && kind != string(SawReply) && kind != string(SawSent) {
			lines[fmt.Sprintf("%-9s %-22s %s", what, kind, words)] = true
		}
	}
	r, _ := readFile1(t, "run-1-faults.json")
	for i := range r.Cases {
		c := &r.Cases[i]
		for _, e := range c.Transcript {
			note("seen", string(e.Kind), e.String())
			if e.Kind == SawNote {
				t.Errorf("%s: no kind for %q", c.ID, e.Octets)
			}
		}
		for j := range c.Findings {
			f := &c.Findings[j]
			note("expected", string(f.Expected.Kind), f.Wanted())
			note("got", string(f.Got.Kind), f.Came())
			if f.Expected.Kind == WantStated || f.Got.Kind == SawNote {
				t.Errorf("%s: no kind for %q or %q", c.ID, f.Wanted(), f.Came())
			}
			if f.SeenIn != "" {
				note("finding", f.Kind, f.Message())
			}
		}
		if c.Reason != nil {
			note("reason", string(c.Reason.Kind), c.Reason.String())
		}
	}
	reporttest.Golden(t, "testdata/run-1-faults.golden", []byte(strings.Join(slices.Sorted(maps.Keys(lines)), "\n")+"\n"))
}

// TestFormat1_sentences are those that the file of the test above does not have.
func TestFormat1_sentences(t *testing.T) {
	events := transcript1([]event1{
		{1, "a", "-", "sent in 3 segments:"},
		{2, "a", "C", "NOOP"},
		{3, "a", "S", "250 a"},
		{4, "a", "-", "the octets above came in clear behind the reply to STARTTLS; they are dropped"},
		{5, "a", "-", "nothing came"},
		{6, "a", "-", "nothing came for 1.5s"},
		{7, "a", "-", "a part of a reply came, and no more: 25"},
		{8, "a", "-", "only 3 of 9 octets could be sent: broken pipe"},
		{9, "a", "-", "TLS handshake failed: EOF"},
		{10, "a", "-", "TLS handshake failed: remote error: tls: handshake failure"},
		{11, "a", "-", "refused: an alert"},
		{12, "a", "-", "something else"},
	})
	var got []string
	for _, e := range events {
		text := fmt.Sprintf("%s %s %d/%d %g", e.Kind, e.Octets, e.Count, e.Of, e.WaitedMS)
		if e.TLS != nil {
			text += " " + string(e.TLS.Failure)
		}
		got = append(got, text)
	}
	want := []string{
		"sent NOOP 3/0 0", "cleartext 250 a 0/0 0", "silence  0/0 0", "silence  0/0 1500", "unfinished 25 0/0 0", "unsent  3/9 0", "tls-failed  0/0 0 ended",
		"tls-failed  0/0 0 alert", "hello-refused  0/0 0 alert", "note something else 0/0 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, tt := range []struct {
		finding finding1
		want    string
	}{
		{finding1{Finding: Finding{Kind: "expectation"}, Expected: "should be 503|close", Got: `250 a\r\n`}, `outcomes [503 close] reply 250 a\r\n`},
		{finding1{Finding: Finding{Kind: "expectation"}, Expected: "2 or more replies 2yz", Got: "1: 250 354 … (57 in all)"}, "reply-count [2yz] replies 1/57 [250 354]"},
		{finding1{Finding: Finding{Kind: "bare-lf"}, Expected: "no bare-lf", Got: `250 a\n`, Message: `bare-lf in a reply (seen in a.b/c): 250 a\n`}, `no-deviation [] in a.b/c reply 250 a\n`},
		{finding1{Finding: Finding{Kind: "expectation"}, Expected: "words of somebody", Got: "others"}, "stated [] reply others"},
	} {
		f := tt.finding.upgrade()
		text := fmt.Sprintf("%s %v", f.Expected.Kind, f.Expected.Outcomes)
		if f.SeenIn != "" {
			text += " in " + f.SeenIn
		}
		text += " " + string(f.Got.Kind)
		if f.Got.Octets != "" {
			text += " " + f.Got.Octets
		}
		if f.Got.Codes != nil {
			text += fmt.Sprintf(" %d/%d %v", f.Got.Count, f.Got.Of, f.Got.Codes)
		}
		if text != tt.want {
			t.Errorf("got  %s\nwant %s", text, tt.want)
		}
	}
	stalled := (&case1{Reason: "line 3: EOF (this machine kept the client waiting for 1.23s meanwhile)"}).upgrade()
	if r := stalled.Reason; stalled.StalledMS != 1230 || r.Kind != ReasonError || r.Line != 3 || r.Text != "EOF" {
		t.Errorf("%v: %+v", stalled.StalledMS, stalled.Reason)
	}
}

func TestFormat1_load(t *testing.T) {
	_, l := readFile1(t, "load-1.json")
	_, want := readFile1(t, "load.json")
	if l.Verdict != want.Verdict || !slices.Equal(l.Thresholds, want.Thresholds) || l.Delivery == nil || l.Delivery.Unrelated != 3 {
		t.Errorf("got %s %+v %+v\nwant %s %+v", l.Verdict, l.Thresholds, l.Delivery, want.Verdict, want.Thresholds)
	}
}
