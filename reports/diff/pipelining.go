package diff

import (
	"regexp"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// verbs begin a command, and not a line of a message.
var verbs = regexp.MustCompile(`(?i)^(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA|RSET|NOOP|QUIT|VRFY|EXPN|HELP|STARTTLS|AUTH|BDAT|ETRN|\.)`)

// ahead returns the answer of each connection from which a client went ahead of the
// server where it must not: with commands in one write, or before a reply, although
// PIPELINING was not offered (RFC 2920 §3.1), or after STARTTLS (RFC 3207 §4).
// What a server answers from there on depends on how the octets happened to
// arrive. Offered says that the target offers PIPELINING, which counts until a reply
// to EHLO differs.
func ahead(events []reports.Event, offered bool) map[string]int {
	from := map[string]int{}
	conns := map[string]*connState{}
	for _, e := range events {
		p, ok := conns[e.On]
		if !ok {
			p = &connState{pipelining: offered}
			conns[e.On] = p
		}
		if at, ok := p.ahead(e); ok {
			if _, known := from[e.On]; !known {
				from[e.On] = at
			}
		}
	}
	return from
}

// connState is the state of a connection.
type connState struct {
	answer     int  // how much was sent
	pipelining bool // offered
	hello      bool // the last command was EHLO
	open       bool // something was sent and nothing has come since
	starting   bool // STARTTLS was sent and not refused, and there was no handshake yet
}

// ahead takes an event, and reports whether the client is ahead, and from which answer.
func (p *connState) ahead(e reports.Event) (from int, yes bool) {
	switch e.Kind {
	case reports.SawReply, reports.SawCleartext:
		p.open = false
		p.starting = p.starting && strings.HasPrefix(e.Octets, "220")
		if p.hello && strings.HasPrefix(e.Octets, "250") {
			p.pipelining = strings.Contains(strings.ToUpper(e.Octets), "PIPELINING")
		}
	case reports.SawSent:
		was := *p
		text := strings.ToUpper(e.Octets)
		several := strings.Count(text, `\N`) > 1
		p.answer++
		p.hello = strings.HasPrefix(text, "EHLO") || strings.HasPrefix(text, "LHLO")
		p.open, p.starting = true, strings.HasPrefix(text, "STARTTLS")
		alone := !p.pipelining && verbs.MatchString(text)
		switch {
		case was.starting, alone && was.open:
			return was.answer, true // the answer to what was sent before may be another already
		case several && (p.starting || alone):
			return p.answer, true
		}
	case reports.SawSilence:
		p.open = false
	case reports.SawTLS, reports.SawTLSFailed:
		p.starting = false
	}
	return 0, false
}

// pipelines reports whether the target of a run offers PIPELINING.
func pipelines(r *reports.Run) bool {
	_, ok := keywords(r.Target.Capabilities)["PIPELINING"]
	return ok
}
