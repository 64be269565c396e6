package reports

import (
	"time"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// sample has one case of each verdict, and two that are unknown for the same
// reason.
func sample() *Run {
	r := &Run{
		Tool: Tool{Name: "smtpspec", Version: "0.1.0", Catalogue: "5c1f0e"},
		Target: Target{
			Name: "Example MTA 1.2", Address: "127.0.0.1:2525", Greeting: `220 mx.example.com ESMTP\r\n`,
			Capabilities: []string{"PIPELINING", "SIZE 10485760"}, Domain: "example.com",
			Facts: map[string]string{"delivery.dir": "./spool", "auth.user": "test@example.com"},
		},
		Profile:   "receiver",
		Started:   time.Date(2026, 11, 24, 3, 4, 5, 0, time.UTC),
		ElapsedMS: 3210,
		Policies:  map[string]Policy{"C01": {Question: "what ends a line", Default: "bare LF ends nothing", Strict: "bare LF is refused"}},
		Requirements: map[string]Requirement{
			"RFC5321-4.5.2-dot-removed": {"5321", "4.5.2", "MUST", "When a line begins with a dot and has other characters, the first dot is removed."},
			"RFC5321-4.2-text":          {"5321", "4.2", "SHOULD", "A reply carries text after its code."},
			"SEC-smuggling-lf":          {"security", "smuggling", "MUST", "A bare LF does not end the mail object."},
		},
		Cases: []Case{
			{
				ID: "greeting.code", Title: "The server greets with 220", Level: "MUST", Verdict: Pass,
				File: "rfc5321/3.1.yaml", Line: 4, ElapsedMS: 1.5,
				Transcript: []Event{{0.2, "a", came(`220 mx.example.com ESMTP\r\n`)}},
			},
			failing(),
			{
				ID: "reply.text", Title: "Replies carry text", Requirements: []string{"RFC5321-4.2-text"}, Level: "SHOULD", Verdict: Warn,
				File: "rfc5321/4.2.yaml", Line: 9, ElapsedMS: 2,
				Findings: []Finding{{
					Verdict: Warn, Kind: "expectation", Requirement: "RFC5321-4.2-text", File: "rfc5321/4.2.yaml", Line: 12,
					Sent: `NOOP\r\n`, Expected: Expectation{Kind: WantLine, Pattern: "^.+$"}, Got: came(`250\r\n`), AtMS: 1.9,
				}},
			},
			{ID: "help.offered", Title: "HELP is answered", Level: "MAY", Verdict: Info, Reason: &Reason{Kind: ReasonAnswered, Got: came("214 Help")}, File: "rfc5321/4.1.1.8.yaml", Line: 3, ElapsedMS: 1},
			{ID: "bdat.last", Title: "BDAT LAST ends the message", Level: "MUST", Verdict: Skip, Reason: &Reason{Kind: ReasonNotOffered, Name: "CHUNKING"}, File: "rfc3030/2.yaml", Line: 3},
			{
				ID: "trace.received", Title: "A Received line is added", Level: "MUST", Verdict: Unknown,
				Reason: &Reason{Kind: ReasonNotGiven, Name: "delivery.dir"}, File: "rfc5321/4.4.yaml", Line: 3,
			},
			{
				ID: "trace.return-path", Title: "A Return-Path line is added", Level: "MUST", Verdict: Unknown,
				Reason: &Reason{Kind: ReasonNotGiven, Name: "delivery.dir"}, File: "rfc5321/4.4.yaml", Line: 20,
			},
			{ID: "idle.timeout", Title: "An idle client is not cut off early", Level: "SHOULD", Verdict: Error, Reason: &Reason{Kind: ReasonError, Line: 8, Text: "connection refused"}, File: "rfc5321/4.5.3.2.yaml", Line: 3, ElapsedMS: 12},
			{ID: "vrfy.code", Title: "VRFY gives 250, 251, 252 or 5yz", Level: "MUST", Verdict: Waived, Waivers: []Excuse{{Until: "2027-01-01", Reason: "ticket 12", Place: "waivers.yaml:2"}}, File: "rfc5321/3.5.yaml", Line: 3, ElapsedMS: 1},
		},
	}
	Conclude(r, false)
	return r
}

// came is octets of the server.
func came(octets string) Observation { return Observation{Kind: SawReply, Octets: octets} }

// wanted is one of some outcomes.
func wanted(outcomes ...string) Expectation {
	return Expectation{Kind: WantOutcomes, Outcomes: outcomes}
}

func failing() Case {
	return Case{
		ID: "smuggling.lf-dot-crlf", Title: "LF.CRLF does not end the message", Level: "MUST", Policy: "C01",
		Requirements: []string{"SEC-smuggling-lf", "RFC5321-4.5.2-dot-removed"}, Labels: []string{"smuggling"}, Verdict: Fail,
		File: "security/smuggling.yaml", Line: 31, ElapsedMS: 140.25,
		Findings: []Finding{
			{Verdict: Info, Kind: "bare-lf", Detail: "the server takes a bare LF in content", AtMS: 1},
			{
				Verdict: Fail, Kind: "expectation", Requirement: "SEC-smuggling-lf", File: "security/smuggling.yaml", Line: 38,
				Sent: `body\n.\r\n`, Expected: Expectation{Kind: WantOutcomes, Outcomes: []string{"silence"}},
				Got: came(`250 2.0.0 queued\r\n`), AtMS: 3.5,
			},
		},
		Transcript: []Event{
			{0, "a", Observation{Kind: SawConnected, Peer: "127.0.0.1:2525"}},
			{0.4, "a", came(`220 mx.example.com ESMTP\r\n`)},
			{0.5, "a", Observation{Kind: SawSent, Octets: `EHLO probe.example\r\n`}},
			{0.9, "a", came(`250-mx.example.com\r\n250-PIPELINING\r\n250 SIZE 10485760\r\n`)},
			{1.2, "second", Observation{Kind: SawConnected, Peer: "127.0.0.1:2525"}},
			{3.1, "a", Observation{Kind: SawSent, Octets: `body\n.\r\n`}},
			{3.5, "a", came(`250 2.0.0 queued\r\n`)},
		},
	}
}

// certified is a run without a fault.
func certified() *Run {
	r := sample()
	r.Cases = r.Cases[:1]
	Conclude(r, false)
	return r
}

// poisoned is a run in which every string is s.
func poisoned(s string) *Run {
	r := &Run{}
	reporttest.Fill(r, s)
	f := &r.Cases[0].Findings[0]
	f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = WantBody, SawReply, SawReply
	return r
}
