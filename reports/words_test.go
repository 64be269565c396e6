package reports

import (
	"maps"
	"strings"
	"testing"
)

// Everything is an observation with every field.
func Everything(kind ObservationKind) Observation {
	return Observation{
		Kind: kind, Octets: "OCTETS", By: ByServer, Peer: "PEER", Count: 7, Of: 9, Codes: []string{"250", "fin"}, WaitedMS: 1500,
		TLS: &TLS{Version: "TLS 1.3", Suite: "SUITE", Hello: "HELLO", Compression: 3}, Cause: "CAUSE",
	}
}

// TestWords_everyKind: no kind lacks words, and no field is left in braces.
func TestWords_everyKind(t *testing.T) {
	check := func(kind, text string, known bool) {
		if !known || text == "" || strings.ContainsAny(text, "{}") {
			t.Errorf("%s: %q", kind, text)
		}
	}
	for _, k := range ObservationKinds() {
		_, known := seenPhrases[k]
		check(string(k), Everything(k).String(), known)
	}
	for _, k := range ExpectationKinds() {
		_, known := wantedPhrases[k]
		check(string(k), Expectation{Kind: k, Outcomes: []string{"250", "5yz"}, Count: &Range{1, -1}, Octets: "OCTETS", Pattern: "^x", Name: "NAME", BoundMS: 50}.String(), known)
	}
	for _, k := range ReasonKinds() {
		_, known := reasonPhrases[k]
		check(string(k), (&Reason{Kind: k, Name: "NAME", Pattern: "^x", Text: "TEXT", Line: 3, Sent: "NOOP", Expected: anyOf("250"), Got: replied("500 no")}).String(), known)
	}
	if len(seenPhrases) != len(ObservationKinds()) || len(wantedPhrases) != len(ExpectationKinds()) || len(reasonPhrases) != len(ReasonKinds()) {
		t.Error("there are words for what is no kind")
	}
}

func TestFinding_Message(t *testing.T) {
	for _, tt := range []struct {
		finding         Finding
		message, remark string
	}{
		{Finding{Expected: anyOf("250", "251"), Got: replied(`500 no\r\n`)}, `expected 250|251, got 500 no\r\n`, ""},
		{Finding{Expected: Expectation{Kind: WantOutcomes, Outcomes: []string{"503"}, Should: true}, Got: Observation{Kind: SawSilence, WaitedMS: 2000}}, "expected should be 503, got nothing within 2s", ""},
		{Finding{Expected: Expectation{Kind: WantOutcomes, Outcomes: []string{"552"}, Policy: "C22"}, Got: Observation{Kind: SawReset, By: ByServer}}, "expected 552, by the stricter reading of C22, got connection reset (RST) by the server", ""},
		{Finding{Expected: Expectation{Kind: WantReplyCount, Count: &Range{2, 3}, Outcomes: []string{"250"}}, Got: Observation{Kind: SawReplies, Count: 1, Codes: []string{"250", "554", "fin"}, Of: 3}}, "expected 2 to 3 replies 250, got 1: 250 554 fin", ""},
		{Finding{Expected: Expectation{Kind: WantRepliesUntil, Outcomes: []string{"221"}}, Got: Observation{Kind: SawStopped, WaitedMS: 30}}, "expected replies up to 221, got no reply, then nothing for 30ms", ""},
		{Finding{Expected: Expectation{Kind: WantRenegotiationInfo}, Got: Observation{Kind: SawServerHello, TLS: &TLS{Suite: "0xc02f"}}}, "expected renegotiation_info in the ServerHello (RFC 5746 §3.6), got a ServerHello with suite 0xc02f, compression method 0, without it", ""},
		{Finding{Expected: Expectation{Kind: WantNoDeviation, Name: "bare-lf"}, Got: replied(`250 a\n`), SeenIn: "x.y"}, `bare-lf in a reply (seen in x.y): 250 a\n`, `bare-lf in a reply (seen in x.y): 250 a\n`},
		{Finding{Expected: Expectation{Kind: WantNoDeviation, Name: "no-text"}, Got: replied("250"), Detail: "250"}, "no-text in a reply: 250", "no-text in a reply: 250"},
		{Finding{Detail: "something else"}, "something else", "something else"},
	} {
		if got := tt.finding.Message(); got != tt.message {
			t.Errorf("got  %s\nwant %s", got, tt.message)
		}
		if got := tt.finding.Remark(); got != tt.remark {
			t.Errorf("got  %q\nwant %q", got, tt.remark)
		}
	}
}

// Reword puts other words in place of every phrase, with the same fields in another
// order, until the test ends.
func Reword(t *testing.T) {
	t.Helper()
	rewordMap(t, seenPhrases)
	rewordMap(t, wantedPhrases)
	rewordMap(t, reasonPhrases)
	rewordMap(t, findingPhrases)
}

func rewordMap[K ~string](t *testing.T, phrases map[K]string) {
	t.Helper()
	before := maps.Clone(phrases)
	t.Cleanup(func() { maps.Copy(phrases, before) })
	for k, phrase := range phrases {
		fields := ""
		for rest := phrase; strings.Contains(rest, "{"); {
			from, to := strings.IndexByte(rest, '{'), strings.IndexByte(rest, '}')
			fields = rest[from:to+1] + " " + fields
			rest = rest[to+1:]
		}
		phrases[k] = "Quite other words (" + strings.ToUpper(string(k)) + ") " + fields
	}
}

// replied is a reply of the server.
func replied(octets string) Observation { return Observation{Kind: SawReply, Octets: octets} }

// anyOf asks for one of some outcomes.
func anyOf(of ...string) Expectation { return Expectation{Kind: WantOutcomes, Outcomes: of} }
