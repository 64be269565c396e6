package player

import (
	"strings"

	"github.com/smtpspec/smtpspec/scenarios"
)

// bearer is OAUTHBEARER (RFC 7628): one message, and control-A in answer to
// the error result, so that the server can fail the exchange (§3.2.3).
type bearer struct {
	message []byte
	said    bool
}

func (s *session) newBearer(a *scenarios.Auth, user string) (mechanism, error) {
	if a.Message != nil {
		message, _, err := s.expand(*a.Message)
		return &bearer{message: message}, err
	}
	header := "n,,"
	if user != "" {
		header = "n,a=" + strings.NewReplacer("=", "=3D", ",", "=2C").Replace(user) + ","
	}
	return &bearer{message: []byte(header + "\x01auth=Bearer " + s.Target.Token + "\x01\x01")}, nil
}

func (b *bearer) answer([]byte) ([]byte, error) {
	if !b.said {
		b.said = true
		return b.message, nil
	}
	return []byte{1}, nil
}

func (b *bearer) verify() error { return nil }
