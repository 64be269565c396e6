package diff

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

// talk is a transcript: "C text" and "S text" on the connection a, "- note" for what
// notes has; a name and a colon before it is another connection. Each comes a
// millisecond after the one before, or at the number that it begins with.
func talk(lines ...string) []reports.Event {
	var events []reports.Event
	at := 0.0
	for _, l := range lines {
		e := reports.Event{On: "a"}
		if n, rest, ok := strings.Cut(l, "@ "); ok {
			_, _ = fmt.Sscanf(n, "%g", &at)
			l = rest
		}
		if on, rest, ok := strings.Cut(l, ": "); ok && len(on) <= 5 {
			e.On, l = on, rest
		}
		at++
		e.AtMS = at
		switch from, text := l[:1], l[2:]; from {
		case reports.FromClient:
			e.Observation = reports.Observation{Kind: reports.SawSent, Octets: text}
		case reports.FromServer:
			e.Observation = sample.Received(text)
		default:
			e.Observation = notes()[text]
		}
		events = append(events, e)
	}
	return events
}

// notes are observations by a name.
func notes() map[string]reports.Observation {
	return map[string]reports.Observation{
		"silence":       {Kind: reports.SawSilence, WaitedMS: 100},
		"closed":        {Kind: reports.SawClosed, By: reports.ByServer},
		"reset":         {Kind: reports.SawReset, By: reports.ByServer},
		"we close":      {Kind: reports.SawClosed, By: reports.ByClient},
		"no TLS":        {Kind: reports.SawTLSFailed, Cause: "EOF", TLS: &reports.TLS{Failure: reports.TLSEnded}},
		"alert":         {Kind: reports.SawTLSFailed, Cause: "remote error: tls: protocol version not supported", TLS: &reports.TLS{Failure: reports.TLSAlert}},
		"other alert":   {Kind: reports.SawTLSFailed, Cause: "remote error: tls: handshake failure", TLS: &reports.TLS{Failure: reports.TLSAlert}},
		"TLS 1.3":       {Kind: reports.SawTLS, WaitedMS: 1, TLS: &reports.TLS{Version: "TLS 1.3", Suite: "A"}},
		"TLS 1.3, slow": {Kind: reports.SawTLS, WaitedMS: 1500, TLS: &reports.TLS{Version: "TLS 1.3", Suite: "A"}},
		"TLS 1.2":       {Kind: reports.SawTLS, WaitedMS: 9, TLS: &reports.TLS{Version: "TLS 1.2", Suite: "A"}},
		"none":          {Kind: reports.SawDelivered, Octets: "s0123456789ab-1x"},
		"one":           {Kind: reports.SawDelivered, Count: 1, Octets: "s0123456789cd-1x"},
		"two":           {Kind: reports.SawDelivered, Count: 2, Octets: "s0123456789ef-1x"},
		"unsent":        {Kind: reports.SawUnsent, Count: 1, Of: 2, Cause: "reset"},
		"here":          {Kind: reports.SawConnected, Peer: "127.0.0.1:39629"},
		"there":         {Kind: reports.SawConnected, Peer: "127.0.0.1:41755"},
	}
}

// runOf is a run of cases that passed, each greeted.
func runOf(cases ...reports.Case) *reports.Run {
	r := &reports.Run{
		Tool: reports.Tool{Name: "smtpspec", Version: "1", Catalogue: "c1"}, Target: reports.Target{Name: "a server", Address: "127.0.0.1:25"},
		Profile: "receiver", Started: time.Date(2026, 11, 25, 22, 0, 0, 0, time.UTC), Requirements: map[string]reports.Requirement{},
	}
	for i, c := range cases {
		if c.ID == "" {
			c.ID = fmt.Sprintf("case.%d", i)
		}
		if c.Level == "" {
			c.Level = "MUST"
		}
		if c.Verdict == "" {
			c.Verdict = reports.Pass
		}
		c.Title = "Title of " + c.ID
		r.Cases = append(r.Cases, c)
	}
	reports.Conclude(r, false)
	return r
}

func compared(t *testing.T, old, fresh *reports.Run, failOn FailOn) *Diff {
	t.Helper()
	d, err := CompareRuns(old, fresh, failOn)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCompareRuns_verdicts(t *testing.T) {
	worse := "pass>fail info>fail skip>fail waived>fail unknown>fail warn>fail error>fail pass>warn info>warn " +
		"pass>error info>error warn>error pass>unknown info>unknown warn>unknown pass>skip info>skip warn>skip "
	fixed := "fail>pass fail>info warn>pass warn>info error>pass error>info unknown>pass unknown>info waived>pass waived>info fail>warn "
	for _, was := range reports.Verdicts() {
		for _, is := range reports.Verdicts() {
			if was == is {
				continue
			}
			want := ChangeVerdict
			switch pair := fmt.Sprintf("%s>%s ", was, is); {
			case strings.Contains(worse, pair):
				want = ChangeRegressed
			case strings.Contains(fixed, pair):
				want = ChangeFixed
			}
			if got := change(was, is); got != want {
				t.Errorf("%s to %s: %s, want %s", was, is, got, want)
			}
			d := compared(t, runOf(reports.Case{Verdict: was}), runOf(reports.Case{Verdict: is}), FailOnVerdict)
			if (d.Verdict == Regressed) != (want == ChangeRegressed) {
				t.Errorf("%s to %s: %s", was, is, d.Verdict)
			}
		}
	}
}

// TestCompareRuns_replies compares one case with the same verdict.
func TestCompareRuns_replies(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before, after []string
		want          string // the change; "" for none
	}{
		{"the same", []string{"S 220 mx", "C NOOP", "S 250 Ok"}, []string{"S 220 mx", "C NOOP", "S 250 Ok"}, ""},
		{"another code", []string{"C NOOP", "S 250 Ok"}, []string{"C NOOP", "S 251 Ok"}, ChangeReply},
		{"other words", []string{"C NOOP", "S 250 Ok"}, []string{"C NOOP", "S 250 Fine"}, ChangeText},
		{"another keyword", []string{"C EHLO a", `S 250-mx\r\n250 SIZE 1\r\n`}, []string{"C EHLO a", `S 250-mx\r\n250 SIZE 2\r\n`}, ChangeReply},
		{"the server closes", []string{"C NOOP", "S 250 Ok"}, []string{"C NOOP", "- closed"}, ChangeReply},
		{"another version of TLS", []string{"- TLS 1.3"}, []string{"- TLS 1.2"}, ChangeReply},
		{"as fast and from another port", []string{"- here", "- TLS 1.3", "- one", "- closed"}, []string{"- there", "- TLS 1.3, slow", "- one", "- reset"}, ""},
		{"a handshake that is refused", []string{"- TLS 1.3"}, []string{"- alert"}, ChangeReply},
		{"refused for another reason", []string{"- alert"}, []string{"- other alert"}, ChangeReply},
		{"a handshake that meets the end", []string{"- closed"}, []string{"- no TLS"}, ""},
		{"the other side closes", []string{"- closed"}, []string{"- we close"}, ChangeReply},
		{"delivered twice", []string{"- one"}, []string{"- two"}, ChangeReply},
		{"not yet delivered", []string{"- one"}, []string{"- none"}, ""},
		{"connections in another order", []string{"S 220 a", "b: S 220 b"}, []string{"b: S 220 b", "S 220 a"}, ""},
		{"another connection", []string{"S 220 a", "b: S 220 b"}, []string{"S 220 a", "b: S 221 b"}, ChangeReply},
		{"a reply that nobody awaits", []string{"C QUIT"}, []string{"C QUIT", "S 221 Bye"}, ""},
		{"a reply that does not come", []string{"C NOOP", "S 250 Ok"}, []string{"C NOOP", "5000@ - silence"}, ChangeReply},
		{"a reply that is late", []string{"C NOOP", "150@ - silence", "200@ S 250 Ok"}, []string{"C NOOP", "S 250 Ok", "150@ - silence"}, ""},
		{"a reply that came after the next command", []string{"C A", "150@ - silence", "C QUIT", "S 250 a", "S 221 b"}, []string{"C A", "S 250 a", "C QUIT", "S 221 b"}, ""},
		{"another code before one that is late", []string{"C A", "S 250 a", "C B", "S 250 b"}, []string{"C A", "S 251 a", "C B", "2@ - silence", "C QUIT"}, ChangeReply},
		{"the case ended early", []string{"C NOOP", "S 250 Ok", "C QUIT"}, []string{"C NOOP", "S 250 Ok"}, ChangeReply},
		{"how much of it could be sent", []string{"C A", "- unsent", "S 500 no"}, []string{"C A", "S 500 no"}, ""},
		{"ahead without PIPELINING", []string{"C DATA", "C QUIT", "S 500 a", "S 221 b"}, []string{"C DATA", "C QUIT", "S 503 a", "- closed"}, ""},
		{"ahead of STARTTLS", []string{`C STARTTLS\r\nNOOP\r\n`, "S 220 go"}, []string{`C STARTTLS\r\nNOOP\r\n`, "S 500 no"}, ""},
		{"before it goes ahead", []string{"C NOOP", "S 250 a", "C DATA", "C QUIT", "S 500 a"}, []string{"C NOOP", "S 251 a", "C DATA", "C QUIT", "S 501 a"}, ChangeReply},
		{"after a STARTTLS that was refused", []string{`C STARTTLS\r\n`, "S 501 no", "C NOOP", "S 250 a"}, []string{`C STARTTLS\r\n`, "S 501 no", "C NOOP", "S 251 a"}, ChangeReply},
		{"in clear after STARTTLS", []string{`C STARTTLS\r\n`, "S 220 go", "C NOOP", "- no TLS"}, []string{`C STARTTLS\r\n`, "S 220 go", "C NOOP", "S 500 no"}, ""},
		{
			"ahead with PIPELINING",
			[]string{"C EHLO a", `S 250-mx\r\n250 PIPELINING\r\n`, "C RSET", "C QUIT", "S 250 a", "S 221 b"},
			[]string{"C EHLO a", `S 250-mx\r\n250 PIPELINING\r\n`, "C RSET", "C QUIT", "S 251 a", "S 221 b"},
			ChangeReply,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// A second case shows how fast replies are.
			old, fresh := runOf(reports.Case{Transcript: talk(tt.before...)}), runOf(reports.Case{Transcript: talk(tt.after...)})
			d := compared(t, old, fresh, FailOnText)
			got := ""
			if len(d.Cases) > 0 {
				got = d.Cases[0].Change
			}
			if got != tt.want || (d.Verdict == Regressed) != (tt.want != "") {
				t.Errorf("%q, want %q: %+v", got, tt.want, d)
			}
		})
	}
}

func TestCompareRuns_failOn(t *testing.T) {
	old := runOf(reports.Case{Transcript: talk("C NOOP", "S 250 Ok")}, reports.Case{Transcript: talk("C RSET", "S 250 Ok")})
	text := runOf(reports.Case{Transcript: talk("C NOOP", "S 250 Yes")}, reports.Case{Transcript: talk("C RSET", "S 250 Ok")})
	reply := runOf(reports.Case{Transcript: talk("C NOOP", "S 251 Ok")}, reports.Case{Transcript: talk("C RSET", "S 250 Ok")})
	offers := runOf(reports.Case{Transcript: talk("C NOOP", "S 250 Ok")}, reports.Case{Transcript: talk("C RSET", "S 250 Ok")})
	offers.Target.Capabilities = []string{"SIZE 1"}
	for _, tt := range []struct {
		fresh  *reports.Run
		failOn FailOn
		want   string
	}{
		{text, FailOnVerdict, NotRegressed},
		{text, FailOnReply, NotRegressed},
		{text, FailOnText, Regressed},
		{reply, FailOnVerdict, NotRegressed},
		{reply, FailOnReply, Regressed},
		{reply, FailOnText, Regressed},
		{offers, FailOnVerdict, NotRegressed},
		{offers, FailOnReply, Regressed},
	} {
		if d := compared(t, old, tt.fresh, tt.failOn); d.Verdict != tt.want {
			t.Errorf("%s: %s, want %s", tt.failOn, d.Verdict, tt.want)
		}
	}
}

// A keyword with what the server makes up anew for each session offers nothing else.
func TestCompareRuns_capabilityThatVaries(t *testing.T) {
	run := func(sessions ...string) *reports.Run {
		var cases []reports.Case
		for _, s := range sessions {
			cases = append(cases, reports.Case{Transcript: talk("C LHLO me", `S 250-mx\r\n250 Ok SESSIONID=<`+s+`>\r\n`)})
		}
		r := runOf(cases...)
		r.Target.Capabilities = []string{"Ok SESSIONID=<" + sessions[0] + ">"}
		return r
	}
	if d := compared(t, run("c-1", "c-2"), run("c-3", "c-4"), FailOnReply); d.Verdict != NotRegressed || len(d.Facts) != 0 {
		t.Errorf("%s %+v", d.Verdict, d.Facts)
	}
	if d := compared(t, run("c-1"), run("c-3"), FailOnReply); d.Verdict != Regressed || len(d.Facts) != 1 {
		t.Errorf("seen once: %s %+v", d.Verdict, d.Facts)
	}
}

func TestCompareRuns_casesOfOneRun(t *testing.T) {
	a, b := reports.Case{ID: "a", Transcript: talk("C NOOP", "S 250 Ok")}, reports.Case{ID: "b", Transcript: talk("C NOOP", "S 250 Ok")}
	other := b
	other.Transcript = talk("C RSET", "S 500 No")
	other.Verdict = reports.Fail
	relevelled := b
	relevelled.Level, relevelled.Verdict = "SHOULD", reports.Warn
	catalogue := func(r *reports.Run) *reports.Run { r.Tool.Catalogue = "c2"; return r }
	for _, tt := range []struct {
		name   string
		fresh  *reports.Run
		change string
		want   string
	}{
		{"gone", runOf(a), ChangeRemoved, Regressed},
		{"gone with another catalogue", catalogue(runOf(a)), ChangeRemoved, NotRegressed},
		{"new", runOf(a, b, reports.Case{ID: "c", Verdict: reports.Fail}), ChangeAdded, NotRegressed},
		{"sends something else, by another catalogue", catalogue(runOf(a, other)), ChangeIncomparable, NotRegressed},
		{"sends something else, by the same catalogue", runOf(a, other), ChangeRegressed, Regressed},
		{"has another level", catalogue(runOf(a, relevelled)), ChangeIncomparable, NotRegressed},
	} {
		d := compared(t, runOf(a, b), tt.fresh, FailOnVerdict)
		if len(d.Cases) != 1 || d.Cases[0].Change != tt.change || d.Verdict != tt.want {
			t.Errorf("%s: %s, %+v", tt.name, d.Verdict, d.Cases)
		}
	}
	if d := compared(t, runOf(a), runOf(b), FailOnVerdict); d.Verdict != Regressed {
		t.Errorf("what passed is gone: %s", d.Verdict)
	}
	interrupted := runOf(a)
	interrupted.Interrupted = true
	if d := compared(t, runOf(a, b), interrupted, FailOnVerdict); d.Verdict != NotRegressed || len(d.Notes) != 1 {
		t.Errorf("interrupted: %s %v", d.Verdict, d.Notes)
	}
	a.Verdict = reports.Skip
	if d := compared(t, runOf(a), runOf(b), FailOnVerdict); d.Verdict != reports.NoVerdict || ExitCode(d) != 3 {
		t.Errorf("nothing in common: %s", d.Verdict)
	}
	lmtp := runOf(a)
	lmtp.Profile = "lmtp"
	if _, err := CompareRuns(runOf(a), lmtp, FailOnVerdict); err == nil || !strings.Contains(err.Error(), "the profiles differ, receiver and lmtp") {
		t.Errorf("%v", err)
	}
}

// TestCompareRuns_seenElsewhere: a case that watches the run shows the first place, which is
// another one each time.
func TestCompareRuns_seenElsewhere(t *testing.T) {
	watch := func(where, text string) reports.Case {
		return reports.Case{Verdict: reports.Warn, Transcript: talk("C NOOP", "S "+text), Findings: []reports.Finding{{
			Verdict: reports.Warn, Kind: "no-text", Expected: reports.Expectation{Kind: reports.WantNoDeviation, Name: "no-text"}, Got: sample.Received(text), SeenIn: where,
		}}}
	}
	if d := compared(t, runOf(watch("x", "250")), runOf(watch("y", "354")), FailOnText); len(d.Cases) > 0 {
		t.Errorf("%+v", d.Cases)
	}
	other := watch("y", "354")
	other.Findings[0].Kind = "bare-lf"
	if d := compared(t, runOf(watch("x", "250")), runOf(other), FailOnReply); d.Verdict != Regressed {
		t.Errorf("another kind: %s", d.Verdict)
	}
}

func TestCompareRuns_findings(t *testing.T) {
	fails := func(got string) reports.Case {
		return reports.Case{Verdict: reports.Fail, Findings: []reports.Finding{{Verdict: reports.Fail, Kind: "expectation", Requirement: "R", Expected: sample.Outcomes("550"), Got: sample.Received(got)}}}
	}
	if d := compared(t, runOf(fails("250 Ok: queued as 1A2B3C")), runOf(fails("250 Ok: queued as 4D5E6F")), FailOnText); len(d.Cases) > 0 {
		t.Errorf("%+v", d.Cases)
	}
	d := compared(t, runOf(fails("250 Ok")), runOf(fails("451 later")), FailOnReply)
	if d.Verdict != Regressed || len(d.Cases[0].Findings) != 1 || d.Cases[0].Change != ChangeReply {
		t.Errorf("%+v", d.Cases)
	}
}

// TestCompareWithReplay runs cases again of which only a reply changed.
func TestCompareWithReplay(t *testing.T) {
	one, other := reports.Case{ID: "a", Transcript: talk("C NOOP", "S 250 Ok")}, reports.Case{ID: "a", Transcript: talk("C NOOP", "S 251 Ok")}
	broken := reports.Case{ID: "b", Verdict: reports.Fail}
	for _, tt := range []struct {
		name string
		runs []reports.Case
		want string
		n    int // how often it is run again
	}{
		{"as before at once", []reports.Case{one}, NotRegressed, 1},
		{"as before at last", []reports.Case{other, other, one}, NotRegressed, 3},
		{"never", []reports.Case{other, other, other, one}, Regressed, 3},
		{"worse now", []reports.Case{{ID: "a", Verdict: reports.Fail}, one}, NotRegressed, 2},
	} {
		n := 0
		d, err := CompareWithReplay(runOf(one, reports.Case{ID: "b"}), runOf(other, reports.Case{ID: "b"}), FailOnReply, func(ids []string) *reports.Run {
			if len(ids) != 1 || ids[0] != "a" {
				t.Errorf("%s: got %v, want the case a", tt.name, ids)
			}
			n++
			return runOf(tt.runs[n-1])
		})
		if err != nil || d.Verdict != tt.want || n != tt.n {
			t.Errorf("%s: %v, %s after %d runs", tt.name, err, d.Verdict, n)
		}
	}
	d, err := CompareWithReplay(runOf(one, reports.Case{ID: "b"}), runOf(one, broken), FailOnReply, func([]string) *reports.Run { t.Error("a verdict is run again"); return nil })
	if err != nil || d.Verdict != Regressed {
		t.Errorf("%v, %s", err, d.Verdict)
	}
}
