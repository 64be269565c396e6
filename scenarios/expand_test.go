package scenarios

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func loadText(t testing.TB, text string) *Set {
	t.Helper()
	set, err := testLoader(t).Load("t.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// sketch writes a case in one line for each step.
func sketch(c *Case) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %q needs %v labels %v proves %v policy %s\n", c.ID, c.Level, c.Title, c.Needs, c.Labels, c.Proves, c.Policy)
	for _, st := range c.Steps {
		fmt.Fprintf(&b, "  %d %v", st.Pos.Line, st.actions())
		for _, t := range st.templates() {
			fmt.Fprintf(&b, " %q", t.Raw)
		}
		for _, e := range st.Expect {
			fmt.Fprintf(&b, " S:%s", e.Code)
		}
		if st.Connect != nil {
			fmt.Fprintf(&b, " port %s", st.Connect.Port)
		}
		if st.On != "" {
			b.WriteString(" on " + st.On)
		}
		if st.Prepares {
			b.WriteString(" prepares")
		}
		if st.Gate != nil {
			b.WriteString(" when " + st.Gate.String())
		}
		if st.Cut != nil {
			fmt.Fprintf(&b, " cut %v", st.Cut.At)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// TestExpansion holds what matrices and fragments make of a file against a
// golden file.
func TestExpansion(t *testing.T) {
	set := loadText(t, `
section: test
labels: [file]
outcomes: {fine: 250|251, over: 421|close}
axes:
  ends:
    - {id: lf, eod: "\n", proves: R-must}
    - {id: cr, eod: "\r", proves: R-should, level: SHOULD}
fragments:
  hello: [{C: "EHLO ${client}", S: 250}]
  mail:
    params: {to: "${mailbox}", form: plain}
    play:
      - given: hello
      - C: "RCPT TO:<${to}> ${form}"
        S: 250
  both:
    params: {to: inner}
    play:
      - use: mail
        with: {to: "<${to}>"}
        on: c
      - C: NOOP
        S: 250
        when: no STARTTLS
scenarios:
  - id: matrix
    title: All
    proves: R-must
    needs: [PIPELINING]
    labels: [own]
    vars: {v: "${domain}"}
    matrix:
      form:
        - {id: lf, eod: "\n", needs: ["AUTH ${mech}"], labels: [cell], mech: PLAIN}
        - {id: crlf, title: with CR, eod: "\r\n", proves: R-should, policy: C01}
      cut: ["1", "2"]
    given: opened
    play:
      - send: "x${eod}${form}${base64:$form$user}$${form}"
        cut: ${cut}
      - C: "${v}"
        S: 250
  - id: fragments
    title: Put in place
    level: MUST
    play:
      - use: opened
        with: {port: lmtp}
      - use: mail
      - use: both
        on: b
      - given: hello
        when: STARTTLS
      - use: both
        with: {to: given}
  - id: inferred
    title: What is used is needed
    level: INFO
    play:
      - connect: {port: submission}
        S: 220
      - C: "X ${unknown} ${password}"
        S: 250
        within: idle_timeout+1s
      - send: "${header}"
        unread: true
      - delivered: {}
      - C: ${foreign}
        S: 250
        when: foreign
  - id: blocks
    title: Steps that are prepared, repeated, and on one connection
    level: MUST
    matrix:
      n: ["2", "3"]
    given:
      - opened
      - {use: hello, when: PIPELINING}
      - C: MAIL
        S: 250
    play:
      - repeat:
          times: ${n}
          on: "c${i}"
          steps:
            - use: opened
            - C: "NOOP ${i} of ${n}"
              S: 250
              on: "d${i}"
      - on:
          b:
            - given: {use: opened, with: {port: lmtp}}
            - C: QUIT
              S: 221
              when: STARTTLS
          e:
            - repeat: {times: 2, steps: [{C: "RSET ${i}", S: 250}]}
        when: delivery
  - id: named
    title: Axes and outcomes by their names
    proves: R-must
    also: R-should
    matrix: {end: ends}
    play:
      - use: opened
      - send: "${end}${eod}"
        S: [fine, {code: fine|over|5yz, skip: {code: over, unless: "^${eod}$"}}]
`)
	var b strings.Builder
	for _, c := range set.Cases {
		b.WriteString(sketch(c))
	}
	golden(t, "testdata/expansion.golden", b.String())
}

func TestRangesDurationsCuts(t *testing.T) {
	type probe struct {
		Range Range    `yaml:"range"`
		Time  Duration `yaml:"time"`
		Cut   Cut      `yaml:"cut"`
	}
	for text, want := range map[string]string{
		"range: 3":                        "3",
		"range: 0..1":                     "0 to 1",
		"range: 1..":                      "1 or more",
		`range: "2..2"`:                   "2",
		"time: 300ms":                     "300ms []",
		"time: 1m30s":                     "1m30s []",
		"time: idle_timeout+2s":           "2s [idle_timeout]",
		"time: idle_timeout + 1s + 500ms": "1.5s [idle_timeout]",
		"cut: octet":                      "true []",
		"cut: 4":                          "false [4]",
		"cut: [1, 5, 9]":                  "false [1 5 9]",
	} {
		var p probe
		if err := strictyaml.Decode("t.yaml", []byte(text), &p); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		got := map[byte]string{'r': p.Range.String(), 't': fmt.Sprint(p.Time.Fixed, " ", p.Time.Facts), 'c': fmt.Sprint(p.Cut.EachOctet, " ", p.Cut.At)}[text[0]]
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for _, bad := range []string{"range: -1", "range: ..2", "range: 3..1", "range: a", "range: 1...3", "time: -1s", "time: 61m", "time: 1", "time: idle", "time: 1s+", "cut: [0]", "cut: [2, 2]", "cut: octets", "cut: {a: 1}"} {
		var p probe
		if err := strictyaml.Decode("t.yaml", []byte(bad), &p); err == nil {
			t.Errorf("%s: got %+v, want an error", bad, p)
		}
	}
	d := Duration{Fixed: time.Second, Facts: []string{"idle_timeout"}}
	if v, err := d.Value(func(string) (time.Duration, bool) { return 2 * time.Second, true }); err != nil || v != 3*time.Second {
		t.Errorf("%v %v", v, err)
	}
	if _, err := d.Value(func(string) (time.Duration, bool) { return 0, false }); err == nil {
		t.Error("got a value for a missing fact")
	}
	if r := (Range{1, -1}); r.Holds(0) || !r.Holds(99) {
		t.Error("got the wrong bounds for 1..")
	}
}

// TestLoader_hostileFiles end in a message, not in a panic, and soon.
func TestLoader_hostileFiles(t *testing.T) {
	for name, text := range map[string]string{
		"deep lists":     "section: " + strings.Repeat("[", 20_000),
		"deep mappings":  strings.Repeat("{a: ", 20_000),
		"deep indents":   deep(3000),
		"huge":           "section: \"" + strings.Repeat("x", 5<<20) + "\"\n",
		"many cells":     "section: t\nscenarios:\n" + strings.Repeat("  - {id: a, title: t, level: MUST, matrix: {a: [b, c, d, e, f, g, h, i, j, k], x: [b, c, d, e, f, g, h, i, j, k], y: [b, c, d, e, f, g, h, i, j, k]}, play: [{C: NOOP}, {C: NOOP}, {C: NOOP}]}\n", 2000),
		"aliases":        "a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
		"a large cell":   "section: t\nscenarios:\n  - {id: a, title: t, level: MUST, matrix: {a: [{id: b, v: " + strings.Repeat("x", 1<<20) + "}]}, play: [{C: \"" + strings.Repeat("${v}", 100_000) + "\"}]}\n",
		"a long pattern": "section: t\nscenarios:\n  - {id: a, title: t, level: MUST, play: [{C: X, S: {code: 250, text: \"${repeat:a*:1000000}\"}}]}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := testLoader(t).Load("t.yaml", []byte(text)); err == nil {
				t.Error("got no error")
			} else if n := len(err.Error()); n > 100_000 {
				t.Errorf("got an error of %d octets", n)
			}
		})
	}
}

func deep(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// TestLoader_userFragments keeps a file of that name from changing the shared ones.
func TestLoader_userFragments(t *testing.T) {
	l := testLoader(t)
	if _, err := l.Load("fragments.yaml", []byte("section: mine\nfragments:\n  opened: [{connect: {}}]\n")); err != nil {
		t.Fatal(err)
	}
	set, err := l.Load("t.yaml", []byte("section: t\nscenarios:\n  - {id: a, title: t, level: MUST, play: [{use: opened}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e := set.Cases[0].Steps[0].Expect; len(e) != 1 {
		t.Errorf("the shared fragment has changed: %v", e)
	}
}
