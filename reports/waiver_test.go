package reports

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func today() time.Time { return time.Date(2026, 11, 25, 23, 59, 59, 0, time.UTC) }

// waived reads waivers that have to be right.
func waived(t *testing.T, text string) *Waivers {
	t.Helper()
	w, err := ReadWaivers("waivers.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// waiver is one for the case a of what came.
func waiver(finding, expires string) string {
	return "waivers:\n  - case: a\n    finding: {" + finding + "}\n    reason: ticket 12\n    expires: " + expires + "\n"
}

func deviating(v Verdict, got ...string) Case {
	c := Case{ID: "a", Verdict: v, Level: "MUST"}
	for _, g := range got {
		c.Findings = append(c.Findings, Finding{Verdict: v, Requirement: "R", Expected: wanted("550"), Got: came(g)})
	}
	c.Findings = append(c.Findings, Finding{Verdict: Info, Got: came("beside")})
	return c
}

func TestWaivers(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		c          Case
		verdict    Verdict
		reason     string
		notices    string
		errors     string
	}{
		{
			"excused", waiver(`got: 250 Ok`, "2026-11-25"), deviating(Fail, `250 Ok\r\n`), Waived,
			`waived until 2026-11-25: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", "",
		},
		{"a warning", waiver(`got: 250 Ok`, "2999-01-01"), deviating(Warn, `250 Ok\r\n`), Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", ""},
		{"by a regular expression", waiver(`matches: '250 Ok \w+'`, "2999-01-01"), deviating(Fail, `250 Ok 1A2B\r\n`), Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok 1A2B\r\n`, "", ""},
		{"with all that can be said", waiver(`requirement: R, expected: "550", got: 250 Ok`, "2999-01-01"), deviating(Fail, `250 Ok\r\n`), Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", ""},
		{"two of one kind", waiver(`matches: '250 Ok.*'`, "2999-01-01"), deviating(Fail, "250 Ok", "250 Ok 2"), Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok`, "", ""},
		{
			"expired yesterday", waiver(`got: 250 Ok`, "2026-11-24"), deviating(Fail, "250 Ok"), Fail,
			"the waiver at waivers.yaml:2 expired on 2026-11-24: ticket 12; expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a expired on 2026-11-24, and is still needed by a: mend it, or decide again",
		},
		{"expired, and mended", waiver(`got: 250 Ok`, "2026-11-24"), Case{ID: "a", Verdict: Pass}, Pass, "", "waivers.yaml:2: the waiver of a expired on 2026-11-24, and excuses nothing: take it out", ""},
		{"expired, and another finding", waiver(`got: 250 Ok`, "2026-11-24"), deviating(Fail, "451"), Fail, "expected 550, got 451", "waivers.yaml:2: the waiver of a expired on 2026-11-24, and excuses nothing: take it out", ""},
		{"passes", waiver(`got: 250 Ok`, "2999-01-01"), Case{ID: "a", Verdict: Pass}, Pass, "", "waivers.yaml:2: the waiver of a is no longer needed, a passed: take it out", ""},
		{"not judged", waiver(`got: 250 Ok`, "2999-01-01"), Case{ID: "a", Verdict: Skip}, Skip, "", "waivers.yaml:2: the waiver of a was not needed, a had no verdict", ""},
		{
			"another finding", waiver(`got: 250 Ok`, "2999-01-01"), deviating(Fail, "251 Ok"), Fail, "expected 550, got 251 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated otherwise, see there what came, the whole of which is compared",
		},
		{
			"another requirement", waiver(`requirement: Q, got: 250 Ok`, "2999-01-01"), deviating(Fail, "250 Ok"), Fail, "expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated otherwise, see there what came, the whole of which is compared",
		},
		{
			"another expectation", waiver(`expected: "551", got: 250 Ok`, "2999-01-01"), deviating(Fail, "250 Ok"), Fail, "expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated otherwise, see there what came, the whole of which is compared",
		},
		{"a part of what came", waiver(`matches: '250'`, "2999-01-01"), deviating(Fail, "250 Ok"), Fail, "expected 550, got 250 Ok", "", "waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated otherwise, see there what came, the whole of which is compared"},
		{
			"one finding of two", waiver(`got: 250 Ok`, "2999-01-01"), deviating(Fail, "250 Ok", "251 Ok"), Fail,
			"waived until 2999-01-01: ticket 12 (waivers.yaml:2); 1 finding not excused; expected 550, got 250 Ok", "", "",
		},
		{
			"each by its own waiver", waiver(`got: 250 Ok`, "2999-01-01") + "  - {case: a, finding: {got: 251 Ok}, reason: ticket 13, expires: 2999-02-01}\n", deviating(Fail, "250 Ok", "251 Ok"), Waived,
			"waived until 2999-01-01: ticket 12 (waivers.yaml:2); waived until 2999-02-01: ticket 13 (waivers.yaml:6); expected 550, got 250 Ok", "", "",
		},
		{
			"one that holds beside one that has expired", waiver(`got: 250 Ok`, "2026-01-01") + "  - {case: a, finding: {got: 250 Ok}, reason: ticket 13, expires: 2999-02-01}\n", deviating(Fail, "250 Ok"), Waived,
			"waived until 2999-02-01: ticket 13 (waivers.yaml:6); expected 550, got 250 Ok", "", "waivers.yaml:2: the waiver of a expired on 2026-01-01, and is still needed by a: mend it, or decide again",
		},
		{"no finding", waiver(`got: 250 Ok`, "2999-01-01"), Case{ID: "a", Verdict: Fail, Reason: Because(ReasonStated, "?")}, Fail, "?", "", "waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated otherwise, see there what came, the whole of which is compared"},
		{"no case of this run", strings.Replace(waiver(`got: 250 Ok`, "2999-01-01"), "case: a", "case: b", 1), deviating(Fail, "250 Ok"), Fail, "expected 550, got 250 Ok", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &Run{Cases: []Case{tt.c}}
			out := waived(t, tt.file).Apply(r, today())
			if c := r.Cases[0]; c.Verdict != tt.verdict || c.Why() != tt.reason {
				t.Errorf("%s: %s\nwant %s: %s", c.Verdict, c.Why(), tt.verdict, tt.reason)
			}
			if got := strings.Join(out.Notices, "\n"); got != tt.notices {
				t.Errorf("notices: %s", got)
			}
			if got := strings.Join(out.Errors, "\n"); got != tt.errors {
				t.Errorf("errors: %s", got)
			}
		})
	}
}

func TestWaiversOfCells(t *testing.T) {
	file := strings.Replace(waiver(`got: 250 Ok`, "2999-01-01"), "case: a", "case: a/*/x", 1)
	with := func(id string, v Verdict, got string) Case {
		c := deviating(v, got)
		c.ID = id
		return c
	}
	r := &Run{Cases: []Case{with("a/1/x", Fail, "250 Ok"), with("a/1/y", Fail, "250 Ok"), {ID: "a/2/x", Verdict: Pass}, with("a/3/x", Fail, "451")}}
	out := waived(t, file).Apply(r, today())
	got := make([]Verdict, len(r.Cases))
	for i := range r.Cases {
		got[i] = r.Cases[i].Verdict
	}
	if got[0] != Waived || got[1] != Fail || got[2] != Pass || got[3] != Fail {
		t.Errorf("%v", got)
	}
	if len(out.Errors) != 0 || len(out.Notices) != 1 || !strings.Contains(out.Notices[0], "no longer needed by a/2/x, which passed") {
		t.Errorf("%+v", out)
	}
}

// TestWaiverMessages holds what is said of a wrong file.
func TestWaiverMessages(t *testing.T) {
	var b bytes.Buffer
	for _, file := range []string{
		"waivers:\n  - case: a\n    finding: {got: x}\n    reasn: y\n    expires: 2027-01-31\n",
		"waivers:\n  - {}\n",
		"waivers:\n  - case: a\n    finding: {requirement: R}\n    reason: '  '\n    expires: tomorrow\n",
		"waivers:\n  - case: a\n    finding: {requirement: R}\n    reason: '  '\n    expires: 2027-01-31\n",
		"waivers:\n  - case: 'a/['\n    finding: {got: a, matches: b}\n    reason: x\n    expires: 2027-02-30\n",
		"waivers:\n  - case: 'a/['\n    finding: {got: a, matches: b}\n    reason: x\n    expires: 2027-02-28\n",
		"waivers:\n  - case: a\n    finding: {matches: '250 ('}\n    reason: x\n    expires: 2027-02-28\n",
		"waivers:\n  - case: a\n    finding: {matches: '.*'}\n    reason: x\n    expires: 2027-02-28\n",
		"waivers:\n  - case: a\n    finding: {matches: '[0-9]+ .+'}\n    reason: x\n    expires: 2027-02-28\n",
		"waivers: a\n",
		"- case: a\n",
		"",
	} {
		b.WriteString("--- " + strings.ReplaceAll(file, "\n", "\n    ") + "\n")
		w, err := ReadWaivers("waivers.yaml", []byte(file))
		if err == nil {
			b.WriteString("no problem\n")
			continue
		}
		if _, ok := strictyaml.AsProblems(err); !ok || w != nil {
			t.Errorf("%q: %v has no place", file, err)
		}
		b.WriteString(err.Error() + "\n")
	}
	b.WriteString("--- cases\n")
	w := waived(t, waiver("got: x", "2027-01-31")+"  - {case: qiut.221, finding: {got: x}, reason: y, expires: 2027-01-31}\n  - {case: b/*, finding: {got: x}, reason: y, expires: 2027-01-31}\n")
	if err := w.Check([]string{"a", "quit.221", "b/1", "c/1"}); err != nil {
		b.WriteString(err.Error() + "\n")
	}
	golden(t, "waivers.txt", b.Bytes())
}

// TestWaivedInEveryWriter: reason and expiry are seen wherever a run is.
func TestWaivedInEveryWriter(t *testing.T) {
	c := deviating(Fail, "250 Ok")
	c.Title, c.File, c.Line = "Title", "a.yaml", 3
	r := &Run{Cases: []Case{c, {ID: "b", Verdict: Pass, Level: "MUST"}}, Started: today(), Requirements: map[string]Requirement{}}
	waived(t, waiver(`got: 250 Ok`, "2027-01-31")).Apply(r, today())
	Conclude(r, true)
	if r.Verdict != Conformant || ExitCode(r, true) != 0 {
		t.Errorf("%s: %s", r.Verdict, r.Reason)
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"terminal": func(b *bytes.Buffer) error { return WriteTerminal(b, r, TerminalOptions{}) },
		"verbose":  func(b *bytes.Buffer) error { return WriteTerminal(b, r, TerminalOptions{Verbose: true}) },
		"junit":    func(b *bytes.Buffer) error { return WriteJUnit(b, r) },
		"json":     func(b *bytes.Buffer) error { return WriteJSON(b, r) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		says := "waived until 2027-01-31: ticket 12"
		if name == "json" {
			says = `"until": "2027-01-31"`
		}
		if !strings.Contains(b.String(), says) {
			t.Errorf("%s does not show it:\n%s", name, b.String())
		}
	}
	var quiet bytes.Buffer
	if err := WriteTerminal(&quiet, r, TerminalOptions{Quiet: true}); err != nil || !strings.Contains(quiet.String(), "1 waived") {
		t.Errorf("quiet: %v %s", err, quiet.String())
	}
}

func FuzzReadWaivers(f *testing.F) {
	f.Add([]byte(waiver(`got: 250 Ok`, "2027-01-31")))
	f.Add([]byte(waiver(`matches: '250 (Ok|Fine)', requirement: R`, "2027-01-31")))
	f.Add([]byte("waivers:\n  - {case: 'a/[', finding: {matches: '('}, expires: 2027-02-30}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := ReadWaivers("w.yaml", text)
		if err != nil {
			if _, ok := strictyaml.AsProblems(err); !ok {
				t.Errorf("no place: %v", err)
			}
			return
		}
		r := &Run{Cases: []Case{deviating(Fail, "250 Ok"), {ID: "b", Verdict: Pass}}}
		w.Apply(r, today())
		_ = w.Check([]string{"a"})
	})
}
