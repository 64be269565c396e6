package reports

import (
	"regexp"
	"strings"
)

// verbs begin a command, and not a line of a message.
var verbs = regexp.MustCompile(`(?i)^(?:EHLO|HELO|LHLO|MAIL FROM|RCPT TO|DATA|RSET|NOOP|QUIT|VRFY|EXPN|HELP|STARTTLS|AUTH|BDAT|ETRN|\.)`)

// ahead tells whether a client went ahead of the server where it may not: with
// commands in one write, or before a reply, although PIPELINING was not offered
// (RFC 2920 §3.1), or behind STARTTLS (RFC 3207 §4). What a server answers then
// depends on how the octets happened to arrive. Offered says that the target
// offers PIPELINING, which counts until EHLO says otherwise.
func ahead(c *Case, offered bool) bool {
	conns := map[string]*pace{}
	for _, e := range c.Transcript {
		p, ok := conns[e.On]
		if !ok {
			p = &pace{pipelining: offered}
			conns[e.On] = p
		}
		if p.ahead(e) {
			return true
		}
	}
	return false
}

// pace is where a connection stands.
type pace struct {
	pipelining bool // offered
	hello      bool // the last command was EHLO
	open       bool // something was sent and nothing has come since
	starting   bool // STARTTLS was sent, and there was no handshake yet
}

func (p *pace) ahead(e Event) bool {
	switch e.From {
	case FromServer:
		p.open = false
		if p.hello && strings.HasPrefix(e.Text, "250") {
			p.pipelining = strings.Contains(strings.ToUpper(e.Text), "PIPELINING")
		}
	case FromClient:
		lines := strings.Count(e.Text, `\n`)
		first := strings.HasPrefix(strings.ToUpper(e.Text), "STARTTLS")
		was := *p
		p.hello = strings.HasPrefix(strings.ToUpper(e.Text), "EHLO") || strings.HasPrefix(strings.ToUpper(e.Text), "LHLO")
		p.open, p.starting = true, first
		return was.starting || first && lines > 1 || !p.pipelining && verbs.MatchString(e.Text) && (was.open || lines > 1)
	default:
		p.open = p.open && !strings.HasPrefix(e.Text, "nothing came")
		p.starting = p.starting && !strings.HasPrefix(e.Text, "TLS handshake")
	}
	return false
}

// pipelines tells whether the target of a run offers PIPELINING.
func pipelines(r *Run) bool {
	_, ok := keywords(r.Target.Capabilities)["PIPELINING"]
	return ok
}
