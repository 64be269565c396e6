package sasl

import (
	"crypto/tls"
	"fmt"
)

// Client is the client in one exchange.
type Client interface {
	// Respond returns the answer to a decoded challenge. The first call returns the
	// first message of the client, whatever the challenge.
	Respond(challenge []byte) ([]byte, error)
	// Verify returns an error unless the server has proved what it must prove
	// before it reports success.
	Verify() error
}

// Config is the configuration of an exchange.
type Config struct {
	User, Password string
	// Token is the access token of OAUTHBEARER.
	Token string
	// Message replaces the whole message of OAUTHBEARER unless it is nil.
	Message []byte
	// TLS is the session that SCRAM-SHA-256-PLUS binds to; nil without TLS.
	TLS *tls.ConnectionState
	// Forge is how the client departs from the mechanism, "" for not at all.
	Forge Forgery
	// Sent are the messages of an earlier exchange, which ForgeReplay sends again.
	Sent [][]byte
}

// NewClient begins an exchange. It fails when the mechanism is unknown, and when the
// configuration cannot be used with it.
func NewClient(mechanism string, c Config) (Client, error) {
	m, ok := Lookup(mechanism)
	if !ok {
		return nil, fmt.Errorf("unknown SASL mechanism %q", mechanism)
	}
	if c.Forge != "" && !c.Forge.fits(mechanism) {
		return nil, fmt.Errorf("%s does not support the forgery %q", mechanism, c.Forge)
	}
	return m.start(&c)
}

// unproved is embedded by clients of mechanisms without a proof of the server.
type unproved struct{}

func (unproved) Verify() error { return nil }
