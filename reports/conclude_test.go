package reports

import "testing"

func TestConclude(t *testing.T) {
	unknownAt := func(level string) Case {
		return Case{Verdict: Unknown, Level: level, Reason: Because(ReasonStated, "set auth.user")}
	}
	tests := []struct {
		name        string
		cases       []Case
		interrupted bool
		strict      bool
		verdict     string
		reason      string
		code        int
	}{
		{"all pass", []Case{{Verdict: Pass}, {Verdict: Info}, {Verdict: Skip}}, false, false, Conformant, "", 0},
		{"a waived case", []Case{{Verdict: Pass}, {Verdict: Waived}}, false, true, Conformant, "", 0},
		{"a failure", []Case{{Verdict: Pass}, {Verdict: Fail}, {Verdict: Error}}, false, false, NonConformant, "1 case failed", 1},
		{"a warning", []Case{{Verdict: Pass}, {Verdict: Warn}}, false, false, Conformant, "", 0},
		{"a warning, strict", []Case{{Verdict: Pass}, {Verdict: Warn}}, false, true, NonConformant, "1 warning under strict", 1},
		{
			"both, strict",
			[]Case{{Verdict: Fail}, {Verdict: Warn}, {Verdict: Warn}},
			false, true,
			NonConformant, "1 case failed, 2 warnings under strict", 1,
		},
		{"an error", []Case{{Verdict: Pass}, {Verdict: Error}}, false, false, NoVerdict, "1 case ended in an error", 3},
		{"not a verdict", []Case{{Verdict: Pass}, {Verdict: "passed"}}, false, false, NoVerdict, "1 case ended in an error", 3},
		{"nothing", nil, false, false, NoVerdict, "no scenario was run", 3},
		{"nothing passed", []Case{{Verdict: Info}, {Verdict: Skip}}, false, false, NoVerdict, "no case passed", 3},
		{
			"all but sanity skipped",
			[]Case{{ID: "sanity.first", Verdict: Pass}, {ID: "etrn.queue", Verdict: Skip}, {ID: "sanity.last", Verdict: Pass}},
			false, false,
			NoVerdict, "every case but the sanity cases was skipped", 3,
		},
		{"sanity alone", []Case{{ID: "sanity.first", Verdict: Pass}}, false, false, Conformant, "", 0},
		{
			"unknown MUST NOT",
			[]Case{{Verdict: Pass}, unknownAt("MUST NOT"), unknownAt("SHOULD")},
			false, false,
			NoVerdict, "1 case of level MUST could not be observed: set auth.user (1 case)", 3,
		},
		{"unknown SHOULD", []Case{{Verdict: Pass}, unknownAt("SHOULD")}, false, false, Conformant, "", 0},
		{
			"unknown SHOULD, strict",
			[]Case{{Verdict: Pass}, unknownAt("SHOULD NOT"), unknownAt("MAY")},
			false, true,
			NoVerdict, "1 case of level MUST or SHOULD could not be observed: set auth.user (1 case)", 3,
		},
		{
			"unknown without level",
			[]Case{{Verdict: Pass}, unknownAt("")},
			false, false,
			NoVerdict, "1 case of level MUST could not be observed: set auth.user (1 case)", 3,
		},
		{
			"level of the requirement",
			[]Case{{Verdict: Pass}, {Verdict: Unknown, Requirements: []string{"R"}}},
			false, false, Conformant, "", 0,
		},
		{"interrupted", []Case{{Verdict: Pass}}, true, false, NoVerdict, "the run was interrupted", 130},
		{"interrupted at once", nil, true, false, NoVerdict, "the run was interrupted", 130},
		{"interrupted after a failure", []Case{{Verdict: Fail}}, true, false, NonConformant, "1 case failed", 130},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &Run{Cases: tt.cases, Interrupted: tt.interrupted, Requirements: map[string]Requirement{"R": {Level: "MAY"}}}
			if code := ExitCode(r, tt.strict); code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			Conclude(r, tt.strict)
			if r.Verdict != tt.verdict || r.Reason != tt.reason {
				t.Errorf("got %s (%q), want %s (%q)", r.Verdict, r.Reason, tt.verdict, tt.reason)
			}
			if r.Strict != tt.strict || r.Counts != Count(tt.cases) {
				t.Errorf("strict %t, counts %+v", r.Strict, r.Counts)
			}
		})
	}
}

func TestConclude_reasons(t *testing.T) {
	r := &Run{Cases: []Case{{Verdict: Pass}}}
	for _, reason := range []string{"a", "b", "b", "c", "", "d", "e", "f"} {
		r.Cases = append(r.Cases, Case{Verdict: Unknown, Level: "MUST", Reason: Because(ReasonStated, reason)})
	}
	Conclude(r, false)
	want := "8 cases of level MUST could not be observed: b (2 cases), a (1 case), c (1 case), no reason given (1 case), d (1 case), 2 other reasons"
	if r.Reason != want {
		t.Errorf("got  %s\nwant %s", r.Reason, want)
	}
}

func TestReference(t *testing.T) {
	for _, tt := range []struct {
		r    Requirement
		want string
	}{
		{Requirement{RFC: "5321", Section: "4.5.2"}, "RFC 5321 §4.5.2"},
		{Requirement{RFC: "security", Section: "smuggling"}, "security: smuggling"},
		{Requirement{}, ""},
	} {
		if got := tt.r.Reference(); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.r, got, tt.want)
		}
	}
}
