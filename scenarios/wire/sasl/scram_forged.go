package sasl

import (
	"bytes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"github.com/xdg-go/stringprep"
)

// replay sends the messages of a client again.
type replay struct {
	unproved
	left [][]byte
}

func (r *replay) Respond([]byte) ([]byte, error) {
	if len(r.left) == 0 {
		return nil, nil
	}
	next := r.left[0]
	r.left = r.left[1:]
	return next, nil
}

// forged is SCRAM-SHA-256 that departs from RFC 5802 in one place. Its
// proof always matches its messages, so that nothing else is wrong with it.
type forged struct {
	kind           Forgery
	user, password string
	bare           string // client-first-message-bare
	signature      []byte // of the server, as it should be
	step           int
	signed         bool
}

func newForged(c *Config) (Client, error) {
	if c.Forge == ForgeReplay {
		return &replay{left: c.Sent}, nil
	}
	user := c.User
	if c.Forge == ForgeName {
		user = withSoftHyphen(user)
	}
	return &forged{kind: c.Forge, user: user, password: c.Password}, nil
}

func (f *forged) Respond(challenge []byte) ([]byte, error) {
	f.step++
	switch f.step {
	case 1:
		f.bare = "n=" + encodeName(f.user) + ",r=" + rand.Text()
		return []byte("n,," + f.bare), nil
	case 2:
		return f.final(string(challenge))
	}
	f.signed = f.signature != nil && bytes.Equal(challenge, append([]byte("v="), Encode(f.signature)...))
	return nil, nil
}

// final returns the last message of the client.
func (f *forged) final(challenge string) ([]byte, error) {
	m, err := parseServerFirst(challenge)
	if err != nil {
		return nil, err
	}
	nonce, binding := m.nonce, "n,,"
	switch f.kind {
	case ForgeNonce:
		nonce += "x"
	case ForgeBinding:
		binding = "y,,"
	}
	password, err := stringprep.SASLprep.Prepare(f.password)
	if err != nil {
		return nil, err
	}
	salted, err := pbkdf2.Key(sha256.New, password, m.salt, m.iterations, sha256.Size)
	if err != nil {
		return nil, err
	}
	clientKey := sign(salted, "Client Key")
	stored := sha256.Sum256(clientKey)
	open := "c=" + base64.StdEncoding.EncodeToString([]byte(binding)) + ",r=" + nonce
	message := f.bare + "," + challenge + "," + open
	f.signature = sign(sign(salted, "Server Key"), message)
	proof := sign(stored[:], message)
	for i := range proof {
		proof[i] ^= clientKey[i]
	}
	return []byte(open + ",p=" + base64.StdEncoding.EncodeToString(proof)), nil
}

// Verify does not check the signature: whether a server accepts the forgery is what
// the caller looks for.
func (f *forged) Verify() error {
	if f.kind == ForgeName && !f.signed {
		return errSignature
	}
	return nil
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return mac.Sum(nil)
}
