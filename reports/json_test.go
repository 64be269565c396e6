package reports_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func toJSON(t testing.TB, r *reports.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := reports.WriteJSON(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWriteJSON_golden(t *testing.T) {
	reporttest.Golden(t, "testdata/run.json", toJSON(t, sample.Run()))
}

func TestReadRun(t *testing.T) {
	text := toJSON(t, sample.Run())
	r, err := reports.ReadRun(iotest.OneByteReader(bytes.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := reports.CleanRun(r, 64<<10), reports.CleanRun(sample.Run(), 64<<10); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	if again := toJSON(t, r); !bytes.Equal(again, text) {
		t.Error("written again it differs")
	}
}

// TestWriteJSON_keys checks the keys that scripts read.
func TestWriteJSON_keys(t *testing.T) {
	var doc map[string]any
	if err := json.Unmarshal(toJSON(t, sample.Certified()), &doc); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"format", "tool", "target", "profile", "started", "elapsed_ms", "verdict", "counts", "requirements", "cases"} {
		if doc[key] == nil {
			t.Errorf("no key %s", key)
		}
	}
	first := doc["cases"].([]any)[0].(map[string]any)
	for _, key := range []string{"id", "title", "requirements", "level", "verdict", "file", "line", "elapsed_ms", "transcript"} {
		if first[key] == nil {
			t.Errorf("no key %s in a case", key)
		}
	}
	if n := len(doc["counts"].(map[string]any)); n != len(reports.Verdicts()) {
		t.Errorf("%d counts", n)
	}
	r := sample.Certified()
	r.Cases[0].Requirements, r.Cases[0].Transcript, r.Requirements = nil, nil, nil
	if bytes.Contains(toJSON(t, r), []byte("null")) {
		t.Error("an empty list is null")
	}
}

func TestReadRun_errors(t *testing.T) {
	good := string(toJSON(t, sample.Run()))
	replaced := func(old, with string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample has no %s", old)
		}
		return strings.Replace(good, old, with, 1)
	}
	tests := []struct{ name, in, want string }{
		{"empty", " \n", "not a result of smtpspec: the file is empty"},
		{"not JSON", "{\n  \"format\": smtp}", "2:13: not JSON: invalid character 's' looking for beginning of value"},
		{"cut", good[:len(good)-20], "298:15: not JSON: unexpected end of JSON input"},
		{"hostile text", "\x1b[31m", `1:1: not JSON: invalid character '\x1b' looking for beginning of value`},
		{"a list", "[]", "1:1: a result must not be a JSON array"},
		{"no format", "{}", `not a result of smtpspec: the key "format" is missing (want "smtpspec.run/2")`},
		{"load", `{"format":"smtpspec.load/1"}`, "this is the result of a load run (smtpspec.load/1); a conformance run is needed (smtpspec.run/2)"},
		{"newer", `{"format":"smtpspec.run/3","x":1}`, "format smtpspec.run/3 is of another version of smtpspec; this one reads smtpspec.run/2 and smtpspec.run/1"},
		{"other", `{"format":"\u001b[31m"}`, `unknown format "\\x1b[31m"; this version reads smtpspec.run/2`},
		{"other type", `{"format":1}`, "1:11: format must not be a JSON number"},
		{"unknown key", replaced(`"profile"`, `"profiel"`), `unknown field "profiel"`},
		{"two documents", good + good, "302:1: not JSON: invalid character '{' after top-level value"},
		{"wrong type", replaced(`"line": 4`, `"line": "4"`), "72:17: cases.line must not be a JSON string"},
		{"no cases", `{"format":"smtpspec.run/2","verdict":"conformant"}`, `the key "cases" is missing`},
		{"overall verdict", replaced(`"non-conformant"`, `"bad"`), `unknown verdict "bad"; use one of conformant, non-conformant, no-verdict`},
		{"false verdict", replaced(`"non-conformant"`, `"conformant"`), "verdict conformant contradicts the cases: {Pass:1 Fail:1 Warn:1 Info:1 Skip:1 Unknown:2 Error:1 Waived:1}, interrupted false"},
		{"case verdict", replaced(`"verdict": "pass"`, `"verdict": "passed"`), `cases[0] (greeting.code): unknown verdict "passed"; use one of [pass info skip waived unknown warn error fail]`},
		{"finding verdict", replaced(`"kind": "bare-lf"`, `"verdict": "x", "kind": "bare-lf"`), `cases[1] (smuggling.lf-dot-crlf): findings[0]: unknown verdict "x"; use one of [pass info skip waived unknown warn error fail]`},
		{"level", replaced(`"level": "MAY"`, `"level": "may"`), `cases[3] (help.offered): unknown level "may"; use one of [MUST MUST NOT SHOULD SHOULD NOT MAY INFO]`},
		{"kind of an event", replaced(`"kind": "reply"`, `"kind": "answer"`), `cases[0] (greeting.code): transcript[0]: unknown kind of observation "answer"`},
		{"no kind", replaced(`"kind": "reply"`, `"kind": ""`), `cases[0] (greeting.code): transcript[0]: the kind is missing`},
		{"kind of an expectation", replaced(`"kind": "outcomes"`, `"kind": "x"`), `cases[1] (smuggling.lf-dot-crlf): findings[1]: expected: unknown kind "x"`},
		{"kind of a reason", replaced(`"kind": "not-offered"`, `"kind": "x"`), `cases[4] (bdat.last): reason: unknown kind "x"`},
		{"no id", replaced(`"id": "greeting.code"`, `"id": ""`), `cases[0] (): the id is missing`},
		{"hostile id", replaced(`"greeting.code"`, `"a\u202e"`), `cases[0] (a\u{202e}): the id contains unprintable characters`},
		{"twice", replaced(`"reply.text"`, `"greeting.code"`), "cases[2] (greeting.code): duplicate id"},
		{"counts", replaced(`"fail": 1`, `"fail": 0`), "counts say {Pass:1 Fail:0 Warn:1 Info:1 Skip:1 Unknown:2 Error:1 Waived:1}, the cases add up to {Pass:1 Fail:1 Warn:1 Info:1 Skip:1 Unknown:2 Error:1 Waived:1}"},
		{"negative time", replaced(`"elapsed_ms": 3210`, `"elapsed_ms": -1`), "elapsed_ms is negative"},
		{"negative line", replaced(`"line": 4`, `"line": -4`), "cases[0] (greeting.code): line is negative"},
		{"no year", replaced(`2026-11-24T03:04:05Z`, `0000-11-24T03:04:05Z`), "started is outside the years 1 to 9999"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := reports.ReadRun(strings.NewReader(tt.in))
			if err == nil || err.Error() != tt.want {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
	if _, err := reports.ReadRun(iotest.ErrReader(io.ErrClosedPipe)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

func TestWriteJSON_notConcluded(t *testing.T) {
	r := sample.Run()
	r.Verdict = ""
	var out bytes.Buffer
	if err := reports.WriteJSON(&out, r); err == nil || out.Len() > 0 {
		t.Errorf("%d octets written, error %v", out.Len(), err)
	}
}

func FuzzReadRun(f *testing.F) {
	// Short seeds: a long one is minimised for minutes.
	f.Add([]byte(`{"format":"smtpspec.run/1","verdict":"no-verdict","cases":[]}`))
	f.Add([]byte(`{"format":"smtpspec.run/1","target":{"capabilities":["A"],"facts":{"a":"b"}},"started":"2026-11-24T03:04:05Z","elapsed_ms":1e3,` +
		`"verdict":"conformant","counts":{"pass":1},"requirements":{"R":{"rfc":"5321","section":"4.2","level":"MUST","text":"t"}},` +
		`"cases":[{"id":"a.b","requirements":["R"],"level":"MUST","verdict":"pass"}]}`))
	f.Add([]byte(`{"format":"smtpspec.run/1","verdict":"non-conformant","strict":true,"counts":{"fail":1},"cases":[{"id":"a","verdict":"fail",` +
		`"findings":[{"verdict":"fail","line":3,"sent":"NOOP\\r\\n","got":"\u001b"}],"transcript":[{"at_ms":1,"on":"a","from":"S","text":"250\\r\\n"}]}]}`))
	f.Add([]byte(`{"format":"smtpspec.run/2","verdict":"non-conformant","counts":{"fail":1},"cases":[{"id":"a","verdict":"fail","reason":{"kind":"dead","text":"x"},` +
		`"findings":[{"verdict":"fail","expected":{"kind":"outcomes","outcomes":["5yz"]},"got":{"kind":"silence","waited_ms":5}}],"transcript":[{"at_ms":1,"kind":"reply","octets":"250"}]}]}`))
	f.Add([]byte(`{"format":"smtpspec.run/3"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := reports.ReadRun(bytes.NewReader(text))
		if err != nil {
			reporttest.CheckLines(t, "error", []byte(err.Error()))
			return
		}
		first := toJSON(t, r)
		again, err := reports.ReadRun(bytes.NewReader(first))
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, first)
		}
		if second := toJSON(t, again); !bytes.Equal(first, second) {
			t.Fatalf("written twice:\n%s\n%s", first, second)
		}
	})
}

func TestWriteJSON_brokenWriter(t *testing.T) {
	if err := reports.WriteJSON(reporttest.Broken{}, sample.Run()); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
