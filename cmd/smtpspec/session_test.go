package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// masks are what may differ between two runs. The order matters.
var masks = []struct{ what, by string }{
	{`(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d? [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000`, "DATE"},
	{`\bs[0-9a-f]{12}-[0-9]+x`, "ID"},
	{`\bdn[0-9a-z]{8,}-[0-9a-z]+-[0-9]+`, "QUEUE"},
	{`127\.0\.0\.1:[0-9]+`, "127.0.0.1:PORT"},
	{` *\b[0-9]+ min [0-9]+ s\b`, " TIME"},
	{` *\b[0-9]+(?:\.[0-9]+)? (?:us|ms|s)\b`, " TIME"},
}

func masked(s string) string {
	for _, m := range masks {
		s = regexp.MustCompile(m.what).ReplaceAllString(s, m.by)
	}
	return s
}

// session is a block that is running.
type session struct {
	t     *testing.T
	ports *strings.Replacer // of a document by those of this run
	back  *strings.Replacer
	code  int
	// gentle runs a second time, with fewer concurrent cases.
	gentle bool
	stop   []func()
}

// runSession runs a block, and returns it with the output that it has now.
func runSession(t *testing.T, block []string) []string {
	t.Chdir(t.TempDir())
	s := newSession(t, block)
	defer func() {
		for _, stop := range s.stop {
			stop()
		}
	}()
	var out []string
	for i := 0; i < len(block); {
		begin := i
		for i++; i < len(block) && !strings.HasPrefix(block[i], "$ "); i++ {
		}
		written := []string{block[begin]}
		for ; strings.HasSuffix(written[len(written)-1], "\\") && begin+1 < i; begin++ {
			written = append(written, block[begin+1])
		}
		command, want := strings.ReplaceAll(strings.Join(written, "\n"), "\\\n", " ")[len("$ "):], block[begin+1:i]
		got := s.run(command, want)
		if len(want) > 0 && !sameOutput(got, want) {
			s.gentle = true // a busy machine can spoil one run, hardly one with fewer concurrent cases
			got = s.run(command, want)
			s.gentle = false
		}
		if len(want) > 0 && !sameOutput(got, want) {
			if !*update || slices.ContainsFunc(want, isGap) {
				t.Errorf("$ %s\n%s", command, firstDifference(got, want))
			}
			want = merged(got, want)
		}
		out = append(append(out, written...), want...)
	}
	return out
}

// run runs one command and returns its output.
func (s *session) run(command string, want []string) []string {
	switch {
	case strings.HasPrefix(command, "cat "):
		text := s.ports.Replace(strings.Join(want, "\n") + "\n")
		if err := os.WriteFile(strings.TrimPrefix(command, "cat "), []byte(text), 0o644); err != nil {
			s.t.Fatal(err)
		}
		return want
	case command == "echo $?":
		return []string{strconv.Itoa(s.code)}
	case !strings.HasPrefix(command, "smtpspec "):
		return want
	}
	words := shellWords(s.t, strings.TrimPrefix(command, "smtpspec "))
	for i := range words {
		words[i] = s.ports.Replace(words[i])
	}
	if strings.HasSuffix(command, "&") {
		s.serve(words)
		return want
	}
	if len(want) == 0 {
		if err := readCall(words); err != nil {
			s.t.Errorf("$ %s\n%v", command, err)
		}
		return nil
	}
	if raceDetector && len(words) == 1 && words[0] == "run" {
		return want
	}
	if s.gentle && words[0] == "run" {
		words = append(words, "--parallel", "16")
	}
	code, stdout, stderr := called(s.t.Context(), words...)
	s.code = code
	return strings.Split(strings.TrimSuffix(s.back.Replace(cmp.Or(stdout, stderr)), "\n"), "\n")
}

var listens = regexp.MustCompile(`--listen 127\.0\.0\.1:([0-9]+)`)

// newSession has a free port for each that a block names.
func newSession(t *testing.T, block []string) *session {
	var ports, back []string
	var taken []net.Listener // until all ports are known, so that none comes twice
	for _, m := range listens.FindAllStringSubmatch(strings.Join(block, "\n"), -1) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, ln)
		_, port, _ := net.SplitHostPort(ln.Addr().String())
		ports, back = append(ports, m[1], port), append(back, ":"+port, ":"+m[1])
	}
	for _, ln := range taken {
		ln.Close()
	}
	return &session{t: t, ports: strings.NewReplacer(ports...), back: strings.NewReplacer(back...)}
}

// serve starts a server, and returns when it listens.
func (s *session) serve(words []string) {
	m := listens.FindStringSubmatch(strings.Join(words, " "))
	if m == nil {
		s.t.Fatalf("%q has no --listen 127.0.0.1:PORT", words)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if code, _, stderr := called(ctx, words...); code != output.ExitOK {
			s.t.Errorf("%q: exit %d\n%s", words, code, stderr)
		}
	}()
	s.stop = append(s.stop, func() { cancel(); <-ended })
	for {
		nc, err := net.Dial("tcp", "127.0.0.1:"+m[1])
		if err == nil {
			nc.Close()
			return
		}
		select {
		case <-ended:
			s.t.FailNow()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// sameOutput compares output line by line but for what may differ. A line "…" of
// a document stands for any lines.
func sameOutput(got, want []string) bool {
	if len(want) > 0 && isGap(want[0]) {
		for i := range len(got) + 1 {
			if sameOutput(got[i:], want[1:]) {
				return true
			}
		}
		return false
	}
	if len(got) == 0 || len(want) == 0 {
		return len(got) == len(want)
	}
	return masked(got[0]) == masked(want[0]) && sameOutput(got[1:], want[1:])
}

func isGap(line string) bool { return line == "…" }

// merged is new output with the old lines where only what may differ does.
func merged(got, want []string) []string {
	for i := range min(len(got), len(want)) {
		if masked(got[i]) == masked(want[i]) {
			got[i] = want[i]
		}
	}
	return got
}

// firstDifference shows the first lines that differ, and all of both where a
// document leaves lines out.
func firstDifference(got, want []string) string {
	for i := range max(len(got), len(want)) {
		g, w := "(the end)", "(the end)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if masked(g) != masked(w) && !slices.ContainsFunc(want, isGap) {
			return fmt.Sprintf("line %d of the output\ngot    %s\ndocument %s", i+1, g, w)
		}
	}
	return fmt.Sprintf("got\n%s\ndocument\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
}

func TestSession_update(t *testing.T) {
	got := merged([]string{"took 3 s", "2 passed in 1 s", "more"}, []string{"took 4 s", "1 passed in 1 s"})
	if fmt.Sprint(got) != "[took 4 s 2 passed in 1 s more]" {
		t.Errorf("%q", got)
	}
	if s := firstDifference([]string{"a 1 s", "b"}, []string{"a 2 s", "c"}); s != "line 2 of the output\ngot    b\ndocument c" {
		t.Errorf("%q", s)
	}
}

func TestSession_masks(t *testing.T) {
	for _, c := range []struct {
		got, want string
		same      bool
	}{
		{"a 3.5 s", "a 12 ms", true},
		{"       0.1 ms  a", "     120.1 ms  a", true},
		{"at 127.0.0.1:37225, x", "at 127.0.0.1:1, x", true},
		{"1 passed", "2 passed", false},
		{"a\nb\nc", "a\n…\nc", true},
		{"a\nc", "a\n…\nc", true},
		{"a\nb", "a\n…\nc", false},
		{"a", "a\nb", false},
		{"Message accepted as dn41116eoezl-3-1", "Message accepted as dn4n4pwwuv9t-11g-2", true},
		{"smtpspec sdcdafce17429-2x", "smtpspec s000000000000-13x", true},
	} {
		if got := sameOutput(strings.Split(c.got, "\n"), strings.Split(c.want, "\n")); got != c.same {
			t.Errorf("%q and %q: %t", c.got, c.want, got)
		}
	}
}
