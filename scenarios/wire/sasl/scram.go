package sasl

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"

	"github.com/xdg-go/scram"
)

// Keys are the credentials of one user for SCRAM-SHA-256. They derive the keys of a
// salt and an iteration count once, for all exchanges, and may be shared by
// goroutines.
type Keys struct{ client *scram.Client }

// NewKeys fails when the credentials cannot be prepared with SASLprep.
func NewKeys(user, password string) (*Keys, error) {
	client, err := scram.SHA256.NewClient(user, password, "")
	if err != nil {
		return nil, fmt.Errorf("the credentials cannot be used with SCRAM: %w", err)
	}
	return &Keys{client}, nil
}

// Client begins an exchange of SCRAM-SHA-256 without channel binding.
func (k *Keys) Client() *Scram { return &Scram{conversation: k.client.NewConversation()} }

// Scram is SCRAM (RFC 5802); it checks the signature of the server.
type Scram struct {
	conversation *scram.ClientConversation
	sent         [][]byte
}

// Refusal is the error with which a server ends an exchange of SCRAM (RFC 5802 §7).
// A client answers it with an empty line, and a negative reply follows.
type Refusal struct{ Message []byte }

func (r *Refusal) Error() string { return "the server refused the exchange: " + string(r.Message) }

func newScram(c *Config) (Client, error) {
	if c.Forge != "" {
		return newForged(c)
	}
	keys, err := NewKeys(c.User, c.Password)
	if err != nil {
		return nil, err
	}
	return keys.Client(), nil
}

// newScramPlus binds to TLS with tls-unique below TLS 1.3, which a server must support
// (RFC 5802 §6.1), and tls-exporter above (RFC 9266).
func newScramPlus(c *Config) (Client, error) {
	if c.TLS == nil {
		return nil, errors.New("channel binding needs TLS")
	}
	binding := scram.NewTLSUniqueBinding(c.TLS.TLSUnique)
	if c.TLS.Version >= tls.VersionTLS13 {
		var err error
		if binding, err = scram.NewTLSExporterBinding(c.TLS); err != nil {
			return nil, err
		}
	}
	if !binding.IsSupported() {
		return nil, errors.New("this TLS session has no channel binding")
	}
	keys, err := NewKeys(c.User, c.Password)
	if err != nil {
		return nil, err
	}
	return &Scram{conversation: keys.client.NewConversationWithChannelBinding(binding)}, nil
}

// Respond returns the next message. The error is a *Refusal when the server has ended
// the exchange.
func (s *Scram) Respond(challenge []byte) ([]byte, error) {
	if len(s.sent) > 0 {
		if bytes.HasPrefix(challenge, []byte("e=")) {
			return nil, &Refusal{slices.Clone(challenge)}
		}
		if err := checkIterations(challenge); err != nil {
			return nil, err
		}
	}
	text, err := s.conversation.Step(string(challenge))
	if err != nil {
		return nil, err
	}
	s.sent = append(s.sent, []byte(text))
	return []byte(text), nil
}

// Verify returns an error unless the signature of the server was right.
func (s *Scram) Verify() error {
	if !s.conversation.Valid() {
		return errSignature
	}
	return nil
}

// Sent returns the messages of the client, for ForgeReplay in a later exchange.
func (s *Scram) Sent() [][]byte { return s.sent }

var errSignature = errors.New("server signature missing or wrong (RFC 5802 §3)")
