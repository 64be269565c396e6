package exchange

import (
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
)

// role is what a reply answers.
type role uint8

const (
	roleOther role = iota
	roleGreeting
	roleEhlo
	roleAuth
	roleMail
	roleRcpt
	roleData
	roleContent
	roleQuit
)

func (r role) phase() Phase {
	switch r {
	case roleGreeting:
		return PhaseGreeting
	case roleEhlo:
		return PhaseEhlo
	case roleAuth:
		return PhaseAuth
	case roleMail:
		return PhaseMail
	case roleRcpt:
		return PhaseRcpt
	case roleData:
		return PhaseData
	case roleContent:
		return PhaseContent
	default:
		return PhaseNone
	}
}

// await is one reply that is awaited.
type await struct {
	role role
	want codes
}

// group is one write and the replies that are awaited before the next.
type group struct {
	out    template
	awaits []await
	tls    bool // no write and no reply: the TLS handshake
	// follows is true when the latency counts from the group before.
	follows bool
	scram   bool // the next message of a SCRAM exchange is sent after out
}

// Program is a compiled exchange. It is read only, and shared by all sessions.
type Program struct {
	ID      string // of the scenario
	Title   string
	Port    string // name of the port that connect opens
	TLS     bool   // the handshake comes before the greeting
	Upgrade bool   // STARTTLS in the opening
	LMTP    bool   // the content is answered for each recipient that was accepted (RFC 2033 §4.2)
	// MessageSize is the size of the mail object in octets, as the server
	// counts it: without stuffed dots and the end of data. Where it differs from
	// message to message it is the mean, and Smallest and Largest are the bounds.
	MessageSize, Smallest, Largest int
	// Sized is true when that followed the settings.
	Sized bool
	// Recipients is the number of RCPT commands in a transaction, 0 where it
	// differs.
	Recipients int
	// Single is true when a connection carries one message.
	Single bool
	// Forms is how many different messages there are but for ids and senders.
	Forms int
	// Keywords are the EHLO keywords that the exchange needs.
	Keywords []string

	ids     IDs
	opening []group
	ending  []group
	scram   *sasl.Keys // for all sessions
	// variants are the forms that messages have in the order of the mix, at
	// least one, built once and shared by all sessions.
	variants []*variant
	mix      *mix.Mix
	// joined is true when the content and the first group of the next message are sent in one
	// write.
	joined bool
}

// variant is one form of a message: a size, a number of recipients.
type variant struct {
	groups     []group
	size       int // of the mail object in octets, see Program.MessageSize
	recipients int // RCPT commands in groups
}

// variant is the form of the message with a number.
func (p *Program) variant(message uint64) *variant {
	if len(p.variants) == 1 {
		return p.variants[0]
	}
	return p.variants[p.mix.At(message)]
}

// OneWrite reports whether a whole message is sent in one write, so that none of it depends
// on a reply and several can be under way at once.
func (p *Program) OneWrite() bool {
	for _, v := range p.variants {
		if len(v.groups) != 1 {
			return false
		}
	}
	return true
}

// IDs are the ids of the messages.
func (p *Program) IDs() IDs { return p.ids }

// Secured reports whether sessions run over TLS.
func (p *Program) Secured() bool { return p.TLS || p.Upgrade }
