package waivers

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func today() time.Time { return time.Date(2026, 11, 25, 23, 59, 59, 0, time.UTC) }

// waived reads waivers that have to be right.
func waived(t *testing.T, text string) *File {
	t.Helper()
	w, err := Read("waivers.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// waiver is one for the case a of what came.
func waiver(finding, expires string) string {
	return "waivers:\n  - case: a\n    finding: {" + finding + "}\n    reason: ticket 12\n    expires: " + expires + "\n"
}

func deviating(v reports.Verdict, got ...string) reports.Case {
	c := reports.Case{ID: "a", Verdict: v, Level: "MUST"}
	for _, g := range got {
		c.Findings = append(c.Findings, reports.Finding{Verdict: v, Requirement: "R", Expected: sample.Outcomes("550"), Got: sample.Received(g)})
	}
	c.Findings = append(c.Findings, reports.Finding{Verdict: reports.Info, Got: sample.Received("beside")})
	return c
}

func TestFile_Apply(t *testing.T) {
	for _, tt := range []struct {
		name, file string
		c          reports.Case
		verdict    reports.Verdict
		reason     string
		notices    string
		errors     string
	}{
		{
			"excused", waiver(`got: 250 Ok`, "2026-11-25"), deviating(reports.Fail, `250 Ok\r\n`), reports.Waived,
			`waived until 2026-11-25: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", "",
		},
		{"a warning", waiver(`got: 250 Ok`, "2999-01-01"), deviating(reports.Warn, `250 Ok\r\n`), reports.Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", ""},
		{"by a regular expression", waiver(`matches: '250 Ok \w+'`, "2999-01-01"), deviating(reports.Fail, `250 Ok 1A2B\r\n`), reports.Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok 1A2B\r\n`, "", ""},
		{"with all that can be said", waiver(`requirement: R, expected: "550", got: 250 Ok`, "2999-01-01"), deviating(reports.Fail, `250 Ok\r\n`), reports.Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok\r\n`, "", ""},
		{"two of one kind", waiver(`matches: '250 Ok.*'`, "2999-01-01"), deviating(reports.Fail, "250 Ok", "250 Ok 2"), reports.Waived, `waived until 2999-01-01: ticket 12 (waivers.yaml:2); expected 550, got 250 Ok`, "", ""},
		{
			"expired yesterday", waiver(`got: 250 Ok`, "2026-11-24"), deviating(reports.Fail, "250 Ok"), reports.Fail,
			"the waiver at waivers.yaml:2 expired on 2026-11-24: ticket 12; expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a expired on 2026-11-24, and is still needed by a: fix it, or renew the waiver",
		},
		{"expired, and fixed", waiver(`got: 250 Ok`, "2026-11-24"), reports.Case{ID: "a", Verdict: reports.Pass}, reports.Pass, "", "waivers.yaml:2: the waiver of a expired on 2026-11-24, and excuses nothing: remove it", ""},
		{"expired, and another finding", waiver(`got: 250 Ok`, "2026-11-24"), deviating(reports.Fail, "451"), reports.Fail, "expected 550, got 451", "waivers.yaml:2: the waiver of a expired on 2026-11-24, and excuses nothing: remove it", ""},
		{"passes", waiver(`got: 250 Ok`, "2999-01-01"), reports.Case{ID: "a", Verdict: reports.Pass}, reports.Pass, "", "waivers.yaml:2: the waiver of a is no longer needed, a passed: remove it", ""},
		{"not judged", waiver(`got: 250 Ok`, "2999-01-01"), reports.Case{ID: "a", Verdict: reports.Skip}, reports.Skip, "", "waivers.yaml:2: the waiver of a was not needed, a had no verdict", ""},
		{
			"another finding", waiver(`got: 250 Ok`, "2999-01-01"), deviating(reports.Fail, "251 Ok"), reports.Fail, "expected 550, got 251 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated differently; compare got with all of what came in the report of the case",
		},
		{
			"another requirement", waiver(`requirement: Q, got: 250 Ok`, "2999-01-01"), deviating(reports.Fail, "250 Ok"), reports.Fail, "expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated differently; compare got with all of what came in the report of the case",
		},
		{
			"another expectation", waiver(`expected: "551", got: 250 Ok`, "2999-01-01"), deviating(reports.Fail, "250 Ok"), reports.Fail, "expected 550, got 250 Ok", "",
			"waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated differently; compare got with all of what came in the report of the case",
		},
		{"a part of what came", waiver(`matches: '250'`, "2999-01-01"), deviating(reports.Fail, "250 Ok"), reports.Fail, "expected 550, got 250 Ok", "", "waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated differently; compare got with all of what came in the report of the case"},
		{
			"one finding of two", waiver(`got: 250 Ok`, "2999-01-01"), deviating(reports.Fail, "250 Ok", "251 Ok"), reports.Fail,
			"waived until 2999-01-01: ticket 12 (waivers.yaml:2); 1 finding not excused; expected 550, got 250 Ok", "", "",
		},
		{
			"each by its own waiver", waiver(`got: 250 Ok`, "2999-01-01") + "  - {case: a, finding: {got: 251 Ok}, reason: ticket 13, expires: 2999-02-01}\n", deviating(reports.Fail, "250 Ok", "251 Ok"), reports.Waived,
			"waived until 2999-01-01: ticket 12 (waivers.yaml:2); waived until 2999-02-01: ticket 13 (waivers.yaml:6); expected 550, got 250 Ok", "", "",
		},
		{
			"one in force and one that has expired", waiver(`got: 250 Ok`, "2026-01-01") + "  - {case: a, finding: {got: 250 Ok}, reason: ticket 13, expires: 2999-02-01}\n", deviating(reports.Fail, "250 Ok"), reports.Waived,
			"waived until 2999-02-01: ticket 13 (waivers.yaml:6); expected 550, got 250 Ok", "", "waivers.yaml:2: the waiver of a expired on 2026-01-01, and is still needed by a: fix it, or renew the waiver",
		},
		{"no finding", waiver(`got: 250 Ok`, "2999-01-01"), reports.Case{ID: "a", Verdict: reports.Fail, Reason: reports.Because(reports.ReasonStated, "?")}, reports.Fail, "?", "", "waivers.yaml:2: the waiver of a excuses a finding that did not occur: a deviated differently; compare got with all of what came in the report of the case"},
		{"no case of this run", strings.Replace(waiver(`got: 250 Ok`, "2999-01-01"), "case: a", "case: b", 1), deviating(reports.Fail, "250 Ok"), reports.Fail, "expected 550, got 250 Ok", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &reports.Run{Cases: []reports.Case{tt.c}}
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

func TestFile_Apply_cells(t *testing.T) {
	file := strings.Replace(waiver(`got: 250 Ok`, "2999-01-01"), "case: a", "case: a/*/x", 1)
	with := func(id string, v reports.Verdict, got string) reports.Case {
		c := deviating(v, got)
		c.ID = id
		return c
	}
	r := &reports.Run{Cases: []reports.Case{with("a/1/x", reports.Fail, "250 Ok"), with("a/1/y", reports.Fail, "250 Ok"), {ID: "a/2/x", Verdict: reports.Pass}, with("a/3/x", reports.Fail, "451")}}
	out := waived(t, file).Apply(r, today())
	got := make([]reports.Verdict, len(r.Cases))
	for i := range r.Cases {
		got[i] = r.Cases[i].Verdict
	}
	if got[0] != reports.Waived || got[1] != reports.Fail || got[2] != reports.Pass || got[3] != reports.Fail {
		t.Errorf("%v", got)
	}
	if len(out.Errors) != 0 || len(out.Notices) != 1 || !strings.Contains(out.Notices[0], "no longer needed by a/2/x, which passed") {
		t.Errorf("%+v", out)
	}
}

// TestRead_errors shows the errors of invalid files.
func TestRead_errors(t *testing.T) {
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
		w, err := Read("waivers.yaml", []byte(file))
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
	reporttest.Golden(t, "testdata/waivers.txt", b.Bytes())
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(waiver(`got: 250 Ok`, "2027-01-31")))
	f.Add([]byte(waiver(`matches: '250 (Ok|Fine)', requirement: R`, "2027-01-31")))
	f.Add([]byte("waivers:\n  - {case: 'a/[', finding: {matches: '('}, expires: 2027-02-30}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		w, err := Read("w.yaml", text)
		if err != nil {
			if _, ok := strictyaml.AsProblems(err); !ok {
				t.Errorf("no place: %v", err)
			}
			return
		}
		r := &reports.Run{Cases: []reports.Case{deviating(reports.Fail, "250 Ok"), {ID: "b", Verdict: reports.Pass}}}
		w.Apply(r, today())
		_ = w.Check([]string{"a"})
	})
}

func TestFile_Apply_concluded(t *testing.T) {
	r := &reports.Run{Cases: []reports.Case{deviating(reports.Fail, "250 Ok"), {ID: "b", Verdict: reports.Pass, Level: "MUST"}}}
	waived(t, waiver(`got: 250 Ok`, "2027-01-31")).Apply(r, today())
	reports.Conclude(r, true)
	if r.Verdict != reports.Conformant || reports.ExitCode(r, true) != 0 {
		t.Errorf("got %s: %s, want %s", r.Verdict, r.Reason, reports.Conformant)
	}
}
