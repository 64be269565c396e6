package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// differing are two runs with one case of each change.
func differing(t *testing.T) *Diff {
	t.Helper()
	greet := func(version string, lines ...string) []Event {
		return talk(append([]string{`S 220 mx.example.com ESMTP Example ` + version + `\r\n`}, lines...)...)
	}
	old := runOf(
		Case{ID: "a.worse", Transcript: greet("1.2", `C RCPT TO:<nobody@example.com>\r\n`, `S 550 5.1.1 Unknown\r\n`)},
		Case{ID: "a.skipped"},
		Case{ID: "b.reply", Transcript: greet("1.2", `C VRFY alice\r\n`, `S 252 2.0.0 Cannot say\r\n`)},
		Case{ID: "b.hello", Transcript: greet("1.2", `C EHLO a\r\n`, `S 250-mx\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000\r\n250 DSN\r\n`)},
		Case{ID: "c.text", Transcript: greet("1.2", `C DATA\r\n`, `S 250 2.0.0 Ok: queued as 3BDFCDA318\r\n`)},
		Case{ID: "d.gone"},
		Case{ID: "e.fixed", Verdict: Fail},
		Case{ID: "f.other", Verdict: Fail},
		Case{ID: "g.incomparable", Level: "SHOULD"},
		Case{ID: "h.same", Transcript: talk(`C NOOP\r\n`, `S 250 Ok\r\n`)},
	)
	fresh := runOf(
		Case{
			ID: "a.worse", Verdict: Fail, Transcript: greet("1.3", `C RCPT TO:<nobody@example.com>\r\n`, `S 250 2.1.5 Ok\r\n`),
			Findings: []Finding{{Verdict: Fail, Requirement: "RFC5321-3.3-unknown", File: "rfc5321/3.3.yaml", Line: 12, Sent: `RCPT TO:<nobody@example.com>\r\n`, Expected: wanted("550"), Got: came(`250 2.1.5 Ok\r\n`)}},
		},
		Case{ID: "a.skipped", Verdict: Skip, Reason: &Reason{Kind: ReasonNotOffered, Name: "CHUNKING"}},
		Case{ID: "b.reply", Transcript: greet("1.3", `C VRFY alice\r\n`, `S 502 5.5.1 Not here\r\n`)},
		Case{ID: "b.hello", Transcript: greet("1.3", `C EHLO a\r\n`, `S 250-mx\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 2000\r\n250 DSN\r\n`)},
		Case{ID: "c.text", Transcript: greet("1.3", `C DATA\r\n`, `S 250 2.0.0 Ok: queued as 2D50EDAAD6\r\n`)},
		Case{ID: "e.fixed"},
		Case{ID: "f.other", Verdict: Unknown},
		Case{ID: "g.incomparable", Level: "MUST", Verdict: Fail},
		Case{ID: "h.same", Transcript: talk(`C NOOP\r\n`, `S 250 Ok\r\n`)},
		Case{ID: "i.new", Verdict: Warn},
	)
	fresh.Started = fresh.Started.AddDate(0, 0, 1)
	old.Target.Greeting, fresh.Target.Greeting = `220 mx.example.com ESMTP Example 1.2\r\n`, `220 mx.example.com ESMTP Example 1.3\r\n`
	old.Target.Capabilities, fresh.Target.Capabilities = []string{"CHUNKING", "SIZE 1000"}, []string{"SIZE 2000"}
	d := compared(t, old, fresh, FailOnReply)
	d.Old.Name, d.New.Name = "old.json", "new.json"
	return d
}

func diffText(t *testing.T, d *Diff, o TerminalOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDiffTerminal(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDiffGolden(t *testing.T) {
	golden(t, "diff-run.txt", diffText(t, differing(t), TerminalOptions{Width: 100}))
	golden(t, "diff-run-quiet.txt", diffText(t, differing(t), TerminalOptions{Quiet: true}))
	golden(t, "diff-load.txt", diffText(t, slower(t), TerminalOptions{Width: 100}))
	golden(t, "diff-load-quiet.txt", diffText(t, slower(t), TerminalOptions{Quiet: true}))
	for name, d := range map[string]*Diff{"run": differing(t), "load": slower(t)} {
		for kind, write := range map[string]func(io.Writer, *Diff) error{"json": WriteDiffJSON, "md": WriteDiffMarkdown} {
			var b bytes.Buffer
			if err := write(&b, d); err != nil {
				t.Fatal(err)
			}
			golden(t, "diff-"+name+"."+kind, b.Bytes())
		}
	}
}

func TestDiffColorSaysNothingMore(t *testing.T) {
	for _, d := range []*Diff{differing(t), slower(t)} {
		colored := diffText(t, d, TerminalOptions{Color: true})
		plain := diffText(t, d, TerminalOptions{})
		if bytes.Equal(colored, plain) {
			t.Error("no colour")
		}
		if !bytes.Equal(regexp.MustCompile(`\x1b\[[0-9;]*m`).ReplaceAll(colored, nil), plain) {
			t.Error("colour changes the text")
		}
	}
}

// TestDiffHostile: what a server sends changes nothing but its own text.
func TestDiffHostile(t *testing.T) {
	hostile := "S 250 \x1b[31m\u202e\x00\xff<script>alert(1)</script>|`*_[a](http://x)@all\n## head " + strings.Repeat("A", 1<<20)
	old, fresh := runOf(Case{ID: "a", Transcript: talk("C NOOP", "S 250 Ok")}), runOf(Case{ID: "a", Transcript: talk("C NOOP", hostile)})
	fresh.Target.Name, fresh.Target.Greeting = hostile, hostile
	fresh.Target.Capabilities = []string{hostile}
	d := compared(t, old, fresh, FailOnText)
	for name, write := range map[string]func(io.Writer) error{
		"terminal": func(w io.Writer) error { return WriteDiffTerminal(w, d, TerminalOptions{}) },
		"json":     func(w io.Writer) error { return WriteDiffJSON(w, d) },
		"markdown": func(w io.Writer) error { return WriteDiffMarkdown(w, d) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if !utf8.ValidString(out) || strings.ContainsAny(out, "\x00\x1b\u202e") {
			t.Errorf("%s: hostile octets pass", name)
		}
		if len(out) > 1<<20 {
			t.Errorf("%s: %d octets", name, len(out))
		}
		if name == "markdown" && (strings.Contains(out, "<script") || strings.Contains(out, "http://") || strings.Contains(out, "\n## head") || strings.Contains(out, "@all") || strings.Contains(out, "](")) {
			t.Errorf("markdown is active: %.2000s", out)
		}
		if name == "json" && json.Unmarshal(b.Bytes(), &Diff{}) != nil {
			t.Error("no JSON")
		}
	}
	for name, write := range map[string]func() error{
		"terminal": func() error { return WriteDiffTerminal(brokenWriter{}, d, TerminalOptions{}) },
		"json":     func() error { return WriteDiffJSON(brokenWriter{}, d) },
		"markdown": func() error { return WriteDiffMarkdown(brokenWriter{}, d) },
	} {
		if err := write(); !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestDiffBoundsLists: a server that says everything otherwise is told in few
// lines.
func TestDiffBoundsLists(t *testing.T) {
	var before, after []Case
	for range 2000 {
		before = append(before, Case{Transcript: talk("S 220 one")})
		after = append(after, Case{Verdict: Unknown, Reason: Because(ReasonDead, "gone"), Transcript: talk("S 220 other")})
	}
	for _, d := range []*Diff{
		compared(t, runOf(before...), runOf(after...), FailOnVerdict),
		compared(t, runOf(before...), runOf(after[:1]...), FailOnVerdict),
	} {
		text := string(diffText(t, d, TerminalOptions{}))
		if n := strings.Count(text, "\n"); n > 250 {
			t.Errorf("%d lines", n)
		}
		if !strings.Contains(text, "more") {
			t.Errorf("it does not say that there are more:\n%.2000s", text)
		}
	}
}
