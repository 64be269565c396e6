package sample

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// Run has one case of each verdict, and two that are unknown for the same
// reason.
func Run() *reports.Run {
	r := &reports.Run{
		Tool: reports.Tool{Name: "smtpspec", Version: "0.1.0", Catalogue: "5c1f0e"},
		Target: reports.Target{
			Name: "Example MTA 1.2", Address: "127.0.0.1:2525", Greeting: `220 mx.example.com ESMTP\r\n`,
			Capabilities: []string{"PIPELINING", "SIZE 10485760"}, Domain: "example.com",
			Facts: map[string]string{"delivery.dir": "./spool", "auth.user": "test@example.com"},
		},
		Profile:   "receiver",
		Started:   time.Date(2026, 11, 24, 3, 4, 5, 0, time.UTC),
		ElapsedMS: 3210,
		Policies:  map[string]reports.Policy{"C01": {Question: "what ends a line", Default: "bare LF ends nothing", Strict: "bare LF is refused"}},
		Requirements: map[string]reports.Requirement{
			"RFC5321-4.5.2-dot-removed": {RFC: "5321", Section: "4.5.2", Level: "MUST", Text: "When a line begins with a dot and has other characters, the first dot is removed."},
			"RFC5321-4.2-text":          {RFC: "5321", Section: "4.2", Level: "SHOULD", Text: "A reply carries text after its code."},
			"SEC-smuggling-lf":          {RFC: "security", Section: "smuggling", Level: "MUST", Text: "A bare LF does not end the mail object."},
		},
		Cases: []reports.Case{
			{
				ID: "greeting.code", Title: "The server greets with 220", Level: "MUST", Verdict: reports.Pass,
				File: "rfc5321/3.1.yaml", Line: 4, ElapsedMS: 1.5,
				Transcript: []reports.Event{{AtMS: 0.2, On: "a", Observation: Received(`220 mx.example.com ESMTP\r\n`)}},
			},
			Failing(),
			{
				ID: "reply.text", Title: "Replies carry text", Requirements: []string{"RFC5321-4.2-text"}, Level: "SHOULD", Verdict: reports.Warn,
				File: "rfc5321/4.2.yaml", Line: 9, ElapsedMS: 2,
				Findings: []reports.Finding{{
					Verdict: reports.Warn, Kind: "expectation", Requirement: "RFC5321-4.2-text", File: "rfc5321/4.2.yaml", Line: 12,
					Sent: `NOOP\r\n`, Expected: reports.Expectation{Kind: reports.WantLine, Pattern: "^.+$"}, Got: Received(`250\r\n`), AtMS: 1.9,
				}},
			},
			{ID: "help.offered", Title: "HELP is answered", Level: "MAY", Verdict: reports.Info, Reason: &reports.Reason{Kind: reports.ReasonAnswered, Got: Received("214 Help")}, File: "rfc5321/4.1.1.8.yaml", Line: 3, ElapsedMS: 1},
			{ID: "bdat.last", Title: "BDAT LAST ends the message", Level: "MUST", Verdict: reports.Skip, Reason: &reports.Reason{Kind: reports.ReasonNotOffered, Name: "CHUNKING"}, File: "rfc3030/2.yaml", Line: 3},
			{
				ID: "trace.received", Title: "A Received line is added", Level: "MUST", Verdict: reports.Unknown,
				Reason: &reports.Reason{Kind: reports.ReasonNotGiven, Name: "delivery.dir"}, File: "rfc5321/4.4.yaml", Line: 3,
			},
			{
				ID: "trace.return-path", Title: "A Return-Path line is added", Level: "MUST", Verdict: reports.Unknown,
				Reason: &reports.Reason{Kind: reports.ReasonNotGiven, Name: "delivery.dir"}, File: "rfc5321/4.4.yaml", Line: 20,
			},
			{ID: "idle.timeout", Title: "An idle client is not cut off early", Level: "SHOULD", Verdict: reports.Error, Reason: &reports.Reason{Kind: reports.ReasonError, Line: 8, Text: "connection refused"}, File: "rfc5321/4.5.3.2.yaml", Line: 3, ElapsedMS: 12},
			{ID: "vrfy.code", Title: "VRFY gives 250, 251, 252 or 5yz", Level: "MUST", Verdict: reports.Waived, Waivers: []reports.Excuse{{Until: "2027-01-01", Reason: "ticket 12", Place: "waivers.yaml:2"}}, File: "rfc5321/3.5.yaml", Line: 3, ElapsedMS: 1},
		},
	}
	reports.Conclude(r, false)
	return r
}

// Received is octets of the server.
func Received(octets string) reports.Observation {
	return reports.Observation{Kind: reports.SawReply, Octets: octets}
}

// Outcomes is one of some outcomes.
func Outcomes(outcomes ...string) reports.Expectation {
	return reports.Expectation{Kind: reports.WantOutcomes, Outcomes: outcomes}
}

// Failing is a case that failed, with a transcript.
func Failing() reports.Case {
	return reports.Case{
		ID: "smuggling.lf-dot-crlf", Title: "LF.CRLF does not end the message", Level: "MUST", Policy: "C01",
		Requirements: []string{"SEC-smuggling-lf", "RFC5321-4.5.2-dot-removed"}, Labels: []string{"smuggling"}, Verdict: reports.Fail,
		File: "security/smuggling.yaml", Line: 31, ElapsedMS: 140.25,
		Findings: []reports.Finding{
			{Verdict: reports.Info, Kind: "bare-lf", Detail: "the server takes a bare LF in content", AtMS: 1},
			{
				Verdict: reports.Fail, Kind: "expectation", Requirement: "SEC-smuggling-lf", File: "security/smuggling.yaml", Line: 38,
				Sent: `body\n.\r\n`, Expected: reports.Expectation{Kind: reports.WantOutcomes, Outcomes: []string{"silence"}},
				Got: Received(`250 2.0.0 queued\r\n`), AtMS: 3.5,
			},
		},
		Transcript: []reports.Event{
			{AtMS: 0, On: "a", Observation: reports.Observation{Kind: reports.SawConnected, Peer: "127.0.0.1:2525"}},
			{AtMS: 0.4, On: "a", Observation: Received(`220 mx.example.com ESMTP\r\n`)},
			{AtMS: 0.5, On: "a", Observation: reports.Observation{Kind: reports.SawSent, Octets: `EHLO probe.example\r\n`}},
			{AtMS: 0.9, On: "a", Observation: Received(`250-mx.example.com\r\n250-PIPELINING\r\n250 SIZE 10485760\r\n`)},
			{AtMS: 1.2, On: "second", Observation: reports.Observation{Kind: reports.SawConnected, Peer: "127.0.0.1:2525"}},
			{AtMS: 3.1, On: "a", Observation: reports.Observation{Kind: reports.SawSent, Octets: `body\n.\r\n`}},
			{AtMS: 3.5, On: "a", Observation: Received(`250 2.0.0 queued\r\n`)},
		},
	}
}

// Certified is a run without a fault.
func Certified() *reports.Run {
	r := Run()
	r.Cases = r.Cases[:1]
	reports.Conclude(r, false)
	return r
}

// Filled is a run in which every string is s.
func Filled(s string) *reports.Run {
	r := &reports.Run{}
	reporttest.Fill(r, s)
	f := &r.Cases[0].Findings[0]
	f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = reports.WantBody, reports.SawReply, reports.SawReply
	return r
}
