package player

import (
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestEndings runs each kind of expectation against each way in which a server
// can answer or not answer it.
func TestEndings(t *testing.T) {
	const connect = "- connect: {}\n  S: 220\n"
	for _, c := range []struct {
		name, script, play string
		want               reports.Verdict
		reason             string   // in the reason or the finding
		kinds              []string // deviations, in order
	}{
		{"reply", "S 220 hi\nhold", "- connect: {}\n  S: 220", reports.Pass, "", nil},
		{"wrong code", "S 554 no\nhold", "- connect: {}\n  S: 220", reports.Fail, `expected 220, got 554 no\r\n`, nil},
		{"wrong code while preparing", "S 554 no\nhold", "- given: {connect: {}, S: 220}\n- expect_silence: 1ms", reports.Unknown, "could not be prepared: 220 was expected", nil},
		{"no capture while preparing", "S 220 hi\nhold", "- given: {connect: {}, S: {code: 220, capture: {n: \"^SIZE (.*)\"}}}\n- expect_silence: 1ms", reports.Unknown, "could not be prepared: a line to take n from", nil},
		{"temporary", "S 421 later\nhold", "- connect: {}\n  S: 220", reports.Unknown, "temporary failure", nil},
		{"temporary where it is expected", "S 421 later\nhold", "- connect: {}\n  S: 220|421", reports.Pass, "", nil},
		{"one octet a write", "one \"220-a\\r\\n220 b\\r\\n\"\nhold", "- connect: {}\n  S: {code: 220, lines: 2}", reports.Pass, "", nil},
		{"fin", "S 220 hi\nfin", connect + "- S: fin", reports.Pass, "", nil},
		{"fin is no rst", "S 220 hi\nfin", connect + "- S: rst", reports.Fail, "closed (FIN)", nil},
		{"rst", "S 220 hi\nC NOOP\nrst", connect + "- C: NOOP\n  S: rst", reports.Pass, "", nil},
		{"rst is no fin", "S 220 hi\nC NOOP\nrst", connect + "- C: NOOP\n  S: fin", reports.Fail, "reset (RST)", nil},
		{"close is either", "S 220 hi\nC NOOP\nrst", connect + "- C: NOOP\n  S: close", reports.Pass, "", nil},
		{"silence", "S 220 hi\nhold", connect + "- S: silence\n  within: 30ms", reports.Pass, "", nil},
		{"silence where a reply was due", "S 220 hi\nhold", connect + "- S: 250\n  within: 30ms", reports.Fail, "nothing within 30ms", nil},
		{"a closed connection is no silence", "S 220 hi\nfin", connect + "- S: silence\n  within: 30ms", reports.Fail, "closed (FIN)", nil},
		{"a reply that takes its time", "S 220 hi\nC NOOP\nraw \"250 o\"\nsleep 40ms\nraw \"k\"\nhold", connect + "- {C: NOOP, S: 250, within: 100ms}", reports.Unknown, "still coming when its time was over", nil},
		{"a temporary failure that takes its time", "S 220 hi\nC NOOP\nraw \"451 4.3.0 \"\nhold", connect + "- {C: NOOP, S: 250, within: 100ms}", reports.Unknown, "temporary failure", nil},
		{"a reply that stops half-way", "S 220 hi\nC NOOP\nraw \"250 o\"\nhold", connect + "- {C: NOOP, S: 250, within: 4s}", reports.Fail, "unfinished reply", nil},
		{"part of a reply is no silence", "S 220 hi\nraw \"250 o\"\nhold", connect + "- S: silence\n  within: 50ms", reports.Fail, "unfinished reply", nil},
		{"quiet", "S 220 hi\nhold", connect + "- expect_silence: 30ms", reports.Pass, "", nil},
		{"quiet and talk", "S 220 hi\nsleep 10ms\nS 250 more\nhold", connect + "- expect_silence: 1s", reports.Fail, "250 more", nil},
		{"quiet and part of a reply", "S 220 hi\nraw \"250 o\"\nhold", connect + "- expect_silence: 50ms", reports.Fail, "250 o", nil},
		{"quiet and end", "S 220 hi\nfin", connect + "- expect_silence: 1s", reports.Fail, "closed (FIN)", nil},
		{"early talk", "S 220 hi\nS 250 early\nhold", connect + "- expect_silence: 30ms\n- C: NOOP\n  S: 250", reports.Fail, "250 early", nil},
		{"extra reply", "S 220 hi\nC NOOP\nS 250 ok\nS 250 ok\nhold", connect + "- C: NOOP\n  S: 250\n- pause: 50ms", reports.Pass, "", []string{ExtraReply}},
		{"a reply to each line of a group", "S 220 hi\nC NOOP\nS 250 ok\nC NOOP\nS 250 ok\nhold", connect + "- send: \"NOOP\\r\\nNOOP\\r\\n\"\n  S: 250\n- pause: 50ms", reports.Pass, "", nil},
		{"421 at any time", "S 220 hi\nC NOOP\nS 250 ok\nS 421 going down\nfin", connect + "- C: NOOP\n  S: 250\n- pause: 50ms", reports.Pass, "", nil},
		{"octets above 127", "S 220 hi\nC VRFY\nraw \"250 \\xc3\\xa9\\r\\n\"\nhold", connect + "- C: VRFY x\n  S: 250", reports.Pass, "", []string{"octet-8bit"}},
		{"octets above 127 with SMTPUTF8", "S 220 hi\nC VRFY\nraw \"250 \\xc3\\xa9\\r\\n\"\nhold", connect + "- C: VRFY x SMTPUTF8\n  S: 250", reports.Pass, "", nil},
		{"a TLS record for a TLS record", "S 220 hi\nsome\nraw \"\\x15\\x03\\x01\\x00\\x02\\x02\\x32\"\nfin", connect + "- send: \"${x:16 03 01 00}\"\n  S: close", reports.Pass, "", nil},
		{"part of an extra reply", "S 220 hi\nC NOOP\nS 250 ok\nraw \"250\"\nhold", connect + "- C: NOOP\n  S: 250\n- pause: 50ms", reports.Pass, "", []string{ExtraReply}},
		{"unread replies after a send", "S 220 hi\nC NOOP\nS 250 ok\nhold", connect + "- C: NOOP\n  unread: true\n- pause: 50ms", reports.Pass, "", nil},
		{"unfinished reply", "S 220 hi\nraw \"250-half\\r\\n250\"\nfin", connect + "- S: close", reports.Pass, "", []string{UnfinishedReply}},
		{"a bare LF", "raw \"220 hi\\n\"\nhold", "- connect: {}\n  S: 220", reports.Pass, "", []string{string(wire.DeviationBareLF)}},
		{"a line without end", "flood \"2\"", "- connect: {}\n  S: 220", reports.Fail, "MaxLine", []string{ReplyFlood}},
		{"octets without end", "flood \"220-x\\r\\n\"", "- connect: {}\n  S: 220", reports.Fail, "no end of what the server sends", []string{ReplyFlood}},
		{"replies without end", "flood \"220 x\\r\\n\"", "- connect: {}\n- collect: {until: 221, count: {220: 0..}}\n  within: 1s", reports.Fail, "no end of what the server sends", []string{ReplyFlood}},
		{"nobody there", "fin", "- connect: {}\n  S: 220", reports.Fail, "closed (FIN)", nil},
		{"a given that fails", "S 554 no\nhold", "- given: {connect: {}, S: 220}\n- expect_silence: 1ms", reports.Unknown, "could not be prepared", nil},
		{"a should", "S 220 hi\nC X\nS 502 no\nhold", connect + "- C: X\n  S: {code: 5yz, should: 500}", reports.Warn, "should be 500", nil},
		{"a level of the step", "S 220 hi\nC X\nS 250 no\nhold", connect + "- C: X\n  S: 5yz\n  level: SHOULD", reports.Warn, "expected 5yz", nil},
		{"a requirement of the step", "S 220 hi\nC X\nS 250 no\nhold", connect + "- C: X\n  S: 5yz\n  proves: R-should", reports.Warn, "expected 5yz", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := serve(t, c.script).play("", c.play)
			said := why(r)
			for _, f := range r.Findings {
				said += "\n" + f.Message()
			}
			if r.Verdict != c.want || !strings.Contains(said, c.reason) {
				t.Errorf("%s: %s\nwant %s: %s", r.Verdict, said, c.want, c.reason)
			}
			var kinds []string
			for _, d := range r.Deviations {
				if !slices.Contains(kinds, d.Kind) {
					kinds = append(kinds, d.Kind)
				}
			}
			if c.kinds != nil && !slices.Equal(kinds, c.kinds) {
				t.Errorf("deviations %q, want %q", kinds, c.kinds)
			}
			if c.kinds == nil && len(kinds) > 0 && c.want == reports.Pass {
				t.Errorf("deviations %q, want none", kinds)
			}
		})
	}
}

// TestLost finds results after which the server may be gone.
func TestLost(t *testing.T) {
	for script, want := range map[string]bool{"S 554 no\nhold": false, "fin": true, "hold": true} {
		r := serve(t, script).play("", "- connect: {}\n  S: 220\n  within: 30ms")
		if r.Lost != want {
			t.Errorf("%q: lost %t, want %t", script, r.Lost, want)
		}
	}
}
