package player

import (
	"crypto/tls"
	"net"
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
)

// Target is what the player needs to know about the server under test.
type Target struct {
	Host  string
	Ports map[string]int // smtp, submission, submissions, lmtp
	// DefaultPort is the one that connect without a port opens.
	DefaultPort string
	TLS         *tls.Config
	// Certificate is that of a client, with which it logs in; nil without one.
	Certificate *tls.Certificate
	User        string
	Password    string
	Token       string // of OAuth
	// Facts are the variables that target.yaml gives: domain, mailbox, …
	Facts map[string]string
	// IdleTimeout is what the operator declares; 0 if not declared.
	IdleTimeout time.Duration
	// HELO says that the server does not implement EHLO, see [Survey.HELO].
	HELO bool
	// Store is the spool; nil if none is configured.
	Store *Store
	// Offers reports whether a need is met, for steps with when.
	Offers func(scenarios.Need) bool
}

// Address returns host and port for a connect step.
func (t *Target) Address(port string) (string, bool) {
	if port == "" {
		port = t.DefaultPort
	}
	n, ok := t.Ports[port]
	return net.JoinHostPort(t.Host, strconv.Itoa(n)), ok
}

// Limits bound what a server may send on one connection, and how long the
// player waits.
type Limits struct {
	Reply   time.Duration // for a reply, a connection or a handshake
	Case    time.Duration // for a complete case
	Octets  int           // received on one connection
	Silence time.Duration // how long silence has to last when no bound is given
}

// DefaultLimits are those of a run without --timeout.
func DefaultLimits() Limits {
	return Limits{Reply: 10 * time.Second, Case: 3 * time.Minute, Octets: 8 << 20, Silence: time.Second}
}
