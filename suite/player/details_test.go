package player

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestDetails checks replies against expectations, apart from the code.
func TestDetails(t *testing.T) {
	const hello = `raw "250-mx.example.org hi\r\n250-SIZE 1000\r\n250-AUTH PLAIN LOGIN\r\n250 ENHANCEDSTATUSCODES\r\n"`
	for _, c := range []struct {
		name, reply, expect string
		want                reports.Verdict
		reason              string
	}{
		{"enhanced", "S 550 5.1.1 no", "{code: 550, enhanced: 5.1.1}", reports.Pass, ""},
		{"enhanced of a set", "S 550 5.7.26 no", "{code: 550, enhanced: 5.1.1|5.7.x}", reports.Pass, ""},
		{"another enhanced", "S 550 5.1.2 no", "{code: 550, enhanced: 5.1.1}", reports.Fail, "enhanced status code 5.1.1"},
		{"no enhanced", "S 550 no", "{code: 550, enhanced: 5.x.x}", reports.Fail, "enhanced status code"},
		{"lines", hello, "{code: 250, lines: 2..}", reports.Pass, ""},
		{"too many lines", hello, "{code: 250, lines: 1}", reports.Fail, "expected 1 line(s), got 4"},
		{"text", hello, `{code: 250, text: ["^mx", "^SIZE"]}`, reports.Pass, ""},
		{"no such text", hello, `{code: 250, text: "^x"}`, reports.Fail, "a line that matches ^x"},
		{"text of a variable", "S 250 alice@example.org", `{code: 250, text: "^${mailbox}$"}`, reports.Pass, ""},
		{"a variable is literal", "S 250 aliceXexampleXorg", `{code: 250, text: "^${domain}$"}`, reports.Fail, "^${domain}$"},
		{"not_text", hello, `{code: 250, not_text: "^x"}`, reports.Pass, ""},
		{"text that must not be", hello, `{code: 250, not_text: "^mx"}`, reports.Fail, "no line that matches ^mx"},
		{"keyword", hello, `{code: 250, keyword: ["size [0-9]+", ENHANCEDSTATUSCODES]}`, reports.Pass, ""},
		{"keyword in part", hello, `{code: 250, keyword: SIZ}`, reports.Fail, "the keyword SIZ"},
		{"the first line is no keyword", hello, `{code: 250, keyword: mx.*}`, reports.Fail, "the keyword"},
		{"no_keyword", hello, `{code: 250, no_keyword: STARTTLS}`, reports.Pass, ""},
		{"a keyword that must not be", hello, `{code: 250, no_keyword: [STARTTLS, AUTH]}`, reports.Fail, "no keyword AUTH"},
		{"grammar", "S 334 YWI=", "{grammar: base64}", reports.Pass, ""},
		{"another form", "S 334 YWI", "{grammar: base64}", reports.Fail, "expected a challenge in base64 with its padding (RFC 4954 §4)"},
		{"another code than that of the grammar", "S 220 YWI=", "{grammar: base64}", reports.Fail, "expected 334"},
		{"skip unless", hello, `{code: 250, skip: {unless: "^SIZE"}}`, reports.Pass, ""},
		{"not without a line", hello, `{code: 250, skip: {unless: "^LIMITS"}}`, reports.Skip, "no line of the reply matches ^LIMITS"},
		{"capture", "S 250 mx.example.org hi\nC EHLO mx.example.org\nS 250 a", `{code: 250, capture: {name: "^([^ ]+)"}}` + "\n- C: EHLO ${name}\n  S: 250", reports.Pass, ""},
		{"capture without a group", "S 250 abc", `{code: 250, capture: {name: "b"}}`, reports.Pass, ""},
		{"nothing to capture", "S 250 abc", `{code: 250, capture: {name: "x(.)"}}`, reports.Fail, "a line to take name from"},
		{"not before", "sleep 60ms\nS 421 idle", `{code: 421, not_before: 40ms}`, reports.Pass, ""},
		{"not before a fact", "sleep 60ms\nS 421 idle", `{code: 421, not_before: idle_timeout, within: idle_timeout+1s}`, reports.Pass, ""},
		{"too early", "S 421 idle", `{code: 421, not_before: 1s}`, reports.Fail, "expected nothing before 1s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := serve(t, "S 220 hi\nC X\n"+c.reply+"\nhold").play("", "- connect: {}\n  S: 220\n- C: X\n  S: "+c.expect)
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s, want %s: %s", r.Verdict, why(r), c.want, c.reason)
			}
		})
	}
}

// TestFinding names everything that a reader of a failure needs.
func TestFinding(t *testing.T) {
	r := serve(t, "S 220 hi\nC NOOP\nS 500 n\\o\nhold").play("", "- connect: {}\n  S: 220\n- C: NOOP\n  S: 250")
	if len(r.Findings) != 1 {
		t.Fatal(r.Findings)
	}
	f := r.Findings[0]
	f.AtMS = 0
	want := reports.Finding{
		Verdict: reports.Fail, Kind: "expectation", Requirement: "R-must", File: "t.yaml", Line: 9,
		Sent: `NOOP\r\n`, Expected: reports.Expectation{Kind: reports.WantOutcomes, Outcomes: []string{"250"}},
		Got: reports.Observation{Kind: reports.SawReply, Octets: `500 n\\o\r\n`},
	}
	if said := f.Message(); said != `expected 250, got 500 n\\o\r\n` {
		t.Error(said)
	}
	if !reflect.DeepEqual(f, want) {
		t.Errorf("have %+v\nwant %+v", f, want)
	}
}

// TestInfo checks that INFO never fails, and reports what the server does.
func TestInfo(t *testing.T) {
	for _, reply := range []string{"S 250 yes", "S 502 no"} {
		r := serve(t, "S 220 hi\nC X\n"+reply+"\nhold").play("level: INFO", "- given: {connect: {}, S: 220}\n- C: X\n  S: 250|502")
		if r.Verdict != reports.Info || why(r) != "answered "+reply[2:]+`\r\n` {
			t.Errorf("%s: %s", r.Verdict, why(r))
		}
	}
}

// TestEnhancedCodes asks for them in every reply but those to EHLO once they
// were offered, in groups too.
func TestEnhancedCodes(t *testing.T) {
	const offered = "S 220 hi\nC EHLO\nraw \"250-mx.example.org\\r\\n250 ENHANCEDSTATUSCODES\\r\\n\"\n"
	const play = "- connect: {}\n  S: 220\n- C: EHLO x\n  S: 250\n"
	for _, c := range []struct {
		name, script, play string
		want               int
	}{
		{"there", "C NOOP\nS 250 2.1.0 ok", "- C: NOOP\n  S: 250", 0},
		{"missing", "C NOOP\nS 250 ok", "- C: NOOP\n  S: 250", 1},
		{"missing in a second reply", "C NOOP\nC RSET\nS 250 2.1.0 ok\nS 250 ok", "- C: [NOOP, RSET]\n  S: [250, 250]", 1},
		{"another EHLO", "C EHLO\nS 250 mx.example.org", "- C: EHLO y\n  S: 250", 0},
		{"EHLO at the head of a group", "C EHLO\nC RSET\nS 250 mx.example.org\nS 250 2.1.0 ok", "- C: [EHLO y, RSET]\n  S: [250, 250]", 0},
		{"EHLO inside a group", "C RSET\nC EHLO\nS 250 2.1.0 ok\nS 250 mx.example.org", "- C: [RSET, EHLO y]\n  S: [250, 250]", 0},
		{"what comes behind the reply to EHLO", "C EHLO\nS 250 mx.example.org\nS 421 idle", "- C: EHLO y\n  S: [250, 421]", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := serve(t, offered+c.script+"\nhold").play("", play+c.play)
			if r.Verdict != reports.Pass || len(r.Deviations) != c.want {
				t.Errorf("%s %s, %d deviations, want %d: %v", r.Verdict, why(r), len(r.Deviations), c.want, r.Deviations)
			}
		})
	}
}

func TestCollect(t *testing.T) {
	// One write, because the player may leave before the last reply.
	const talk = "S 220 hi\nC X\nraw \"250 a\\r\\n354 b\\r\\n500 c\\r\\n221 d\\r\\n\"\nfin"
	for step, want := range map[string]string{
		"{until: 221, count: {2yz: 1, 354: 0..1, 5yz: 1}}": "",
		"{until: 354, count: {250: 1, 354: 0}}":            "",
		"{until: 222, count: {250: 1}}":                    "", // the end of the connection ends it too
		"{until: 221, count: {354: 0}}":                    "expected 0 replies 354, got 1: 250 354 500 221",
		"{until: 221, count: {2yz: 2..}}":                  "expected 2 or more replies 2yz, got 1",
	} {
		r := serve(t, talk).play("", "- connect: {}\n  S: 220\n- C: X\n- collect: "+step)
		if (r.Verdict == reports.Pass) != (want == "") || !strings.Contains(why(r), want) {
			t.Errorf("%s: %s %s", step, r.Verdict, why(r))
		}
	}
	r := serve(t, "S 220 hi\nC QUIT\nS 221 bye\nfin").play("", "- connect: {}\n  S: 220\n- collect: {until: 221, count: {250: 0}, quit: true}")
	if r.Verdict != reports.Pass {
		t.Errorf("quit: %s %s", r.Verdict, why(r))
	}
	r = serve(t, "S 220 hi\nhold").play("", "- connect: {}\n  S: 220\n- collect: {until: 221, count: {250: 0}}\n  within: 30ms")
	if r.Verdict != reports.Fail || !strings.Contains(why(r), "no reply, then nothing for 30ms") {
		t.Errorf("silence: %s %s", r.Verdict, why(r))
	}
}

func TestAlive(t *testing.T) {
	for _, c := range []struct {
		name    string
		scripts []string
		want    reports.Verdict
	}{
		{"alive", []string{"S 220 hi\nhold"}, reports.Pass},
		{"busy at first", []string{"S 220 hi\nhold", "S 421 later\nfin", "S 220 hi\nhold"}, reports.Pass},
		{"gone", []string{"S 220 hi\nhold", "fin"}, reports.Fail},
		{"silent", []string{"S 220 hi\nhold", "hold"}, reports.Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, c.scripts...).player()
			p.Limits.Reply /= 4
			r := p.Run(t.Context(), load(t, "probe: true", "- connect: {}\n  S: 220"))
			if r.Verdict != c.want {
				t.Errorf("%s: %s", r.Verdict, why(r))
			}
		})
	}
}

// TestTwoConnections checks that connections are kept apart.
func TestTwoConnections(t *testing.T) {
	r := serve(t, "S 220 one\nC A\nS 250 a\nhold", "S 220 two\nC B\nS 250 b\nhold").play("",
		"- connect: {}\n  S: {code: 220, text: one}\n- connect: {}\n  on: b\n  S: {code: 220, text: two}\n"+
			"- C: B\n  on: b\n- C: A\n- S: {code: 250, text: a}\n- S: {code: 250, text: b}\n  on: b")
	if r.Verdict != reports.Pass {
		t.Errorf("%s: %s\n%s", r.Verdict, why(r), transcript(r))
	}
	on := []string{}
	for _, e := range r.Transcript {
		on = append(on, e.On+e.From())
	}
	if want := []string{"a-", "aS", "b-", "bS", "bC", "aC", "aS", "bS"}; !slices.Equal(on, want) {
		t.Errorf("transcript of %q, want %q", on, want)
	}
}

// TestNotOpen is the author's mistake, not the server's.
func TestNotOpen(t *testing.T) {
	r := serve(t, "S 220 hi\nhold").play("", "- C: NOOP\n  S: 250")
	if r.Verdict != reports.Error || !strings.Contains(why(r), "connection a is not open") {
		t.Errorf("%s: %s", r.Verdict, why(r))
	}
}

// TestTranscript_bounded keeps no more than so many events.
func TestTranscript_bounded(t *testing.T) {
	s := newSession(serve(t, "hold").player(), load(t, "", "- connect: {}\n  S: 220"))
	for range maxEvents + 100 {
		s.note("a", reports.Observation{Kind: reports.SawReversed})
	}
	if n := len(s.result.Transcript); n != maxEvents+1 || s.result.Transcript[n-1].Kind != reports.SawTruncated {
		t.Errorf("%d events", n)
	}
}
