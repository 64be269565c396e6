package sasl

import (
	"crypto/hmac"
	"crypto/md5"
	"encoding/hex"
	"errors"
)

// cram is CRAM-MD5 (RFC 2195): the answer to one challenge.
type cram struct {
	unproved
	user, password string
}

func newCram(c *Config) (Client, error) {
	return &cram{user: c.User, password: c.Password}, nil
}

func (c *cram) Respond(challenge []byte) ([]byte, error) {
	if len(challenge) == 0 {
		return nil, errors.New("CRAM-MD5 without a challenge")
	}
	mac := hmac.New(md5.New, []byte(c.password))
	_, _ = mac.Write(challenge) // a hash never fails
	return []byte(c.user + " " + hex.EncodeToString(mac.Sum(nil))), nil
}
