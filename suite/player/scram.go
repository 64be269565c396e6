package player

import (
	"bytes"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
	"github.com/xdg-go/stringprep"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// scramExchange is SCRAM (RFC 5802); it checks the server's signature.
type scramExchange struct {
	*session
	conversation *scram.ClientConversation
	refused      bool // the server has said e=
}

func (x *scramExchange) answer(challenge []byte) ([]byte, error) {
	if bytes.HasPrefix(challenge, []byte("e=")) {
		x.refused = true // its last word; 535 follows (RFC 5802 §5.1)
		return nil, nil
	}
	if _, count, ok := strings.Cut(string(challenge), ",i="); ok {
		if _, err := rounds(count); err != nil {
			return nil, err
		}
	}
	text, err := x.conversation.Step(string(challenge))
	if err == nil {
		x.keep(challenge == nil, text)
	}
	return []byte(text), err
}

func (x *scramExchange) verify() error {
	if x.refused || !x.conversation.Valid() {
		return errors.New("no server signature that fits (RFC 5802 §3)")
	}
	return nil
}

// newBound is SCRAM-SHA-256-PLUS: tls-unique below TLS 1.3, which a server has to
// have (RFC 5802 §6.1), and tls-exporter above (RFC 9266).
func (s *session) newBound(c *conn, user, password string) (mechanism, error) {
	tc, ok := c.nc.(*tls.Conn)
	if !ok {
		return nil, undetermined("channel binding needs TLS")
	}
	state := tc.ConnectionState()
	binding := scram.NewTLSUniqueBinding(state.TLSUnique)
	if state.Version >= tls.VersionTLS13 {
		var err error
		if binding, err = scram.NewTLSExporterBinding(&state); err != nil {
			return nil, undetermined(err.Error())
		}
	}
	if !binding.IsSupported() {
		return nil, undetermined("this TLS session has no channel binding")
	}
	client, err := scram.SHA256.NewClient(user, password, "")
	if err != nil {
		return nil, undetermined("the credentials cannot be used with SCRAM: " + err.Error())
	}
	return &scramExchange{s, client.NewConversationWithChannelBinding(binding), false}, nil
}

// keep remembers what an exchange has sent, for one that sends it again.
func (s *session) keep(first bool, text string) {
	if first {
		s.scrammed = nil
	}
	s.scrammed = append(s.scrammed, text)
}

// forgedScram is SCRAM-SHA-256 that departs from RFC 5802 in one place. Its
// proof always fits what it says, so that nothing else can be wrong with it.
type forgedScram struct {
	*session
	kind, user, password string
	bare                 string // client-first-message-bare
	signature            []byte // of the server, as it should be
	step                 int
	signed               bool
}

func newForgedScram(s *session, kind, user, password string) *forgedScram {
	if kind == "name" {
		user = unprepared(user)
	}
	return &forgedScram{session: s, kind: kind, user: user, password: password}
}

// unprepared puts a soft hyphen (U+00AD) before the last character, which
// SASLprep maps to nothing (RFC 4013 §2.1).
func unprepared(user string) string {
	if user == "" {
		return user
	}
	return user[:len(user)-1] + "\u00ad" + user[len(user)-1:]
}

func (f *forgedScram) answer(challenge []byte) ([]byte, error) {
	f.step++
	if f.kind == "replay" {
		if f.step > len(f.scrammed) {
			return nil, nil
		}
		return []byte(f.scrammed[f.step-1]), nil
	}
	switch f.step {
	case 1:
		name := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(f.user)
		f.bare = "n=" + name + ",r=" + rand.Text()
		return []byte("n,," + f.bare), nil
	case 2:
		return f.final(string(challenge))
	}
	f.signed = bytes.Equal(challenge, append([]byte("v="), base64.StdEncoding.EncodeToString(f.signature)...))
	return nil, nil
}

// maxRounds is the largest iteration count that is worked off: more than anybody asks for, and
// well below what would hold the player up.
const maxRounds = 1_000_000

// rounds reads an iteration count, with what may follow it.
func rounds(count string) (int, error) {
	count, _, _ = strings.Cut(count, ",")
	n, err := strconv.Atoi(count)
	if err != nil || n < 1 || n > maxRounds {
		return 0, fmt.Errorf("an iteration count of %s, where 1 to %d can be worked off", wire.VisibleLimit([]byte(count), 20), maxRounds)
	}
	return n, nil
}

// final is the last message to a server-first-message.
func (f *forgedScram) final(challenge string) ([]byte, error) {
	r, rest, ok := strings.Cut(challenge, ",s=")
	salt64, count, ok2 := strings.Cut(rest, ",i=")
	nonce, ok3 := strings.CutPrefix(r, "r=")
	if !ok || !ok2 || !ok3 {
		return nil, errors.New("no server-first-message (RFC 5802 §7)")
	}
	salt, err := base64.StdEncoding.DecodeString(salt64)
	if err != nil {
		return nil, err
	}
	iterations, err := rounds(count)
	if err != nil {
		return nil, err
	}
	binding := "biws"
	switch f.kind {
	case "nonce":
		nonce += "x"
	case "binding":
		binding = "eSws" // y,,
	}
	password, err := stringprep.SASLprep.Prepare(f.password)
	if err != nil {
		return nil, err
	}
	salted, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return nil, err
	}
	clientKey := sign(salted, "Client Key")
	stored := sha256.Sum256(clientKey)
	open := "c=" + binding + ",r=" + nonce
	message := f.bare + "," + challenge + "," + open
	f.signature = sign(sign(salted, "Server Key"), message)
	proof := sign(stored[:], message)
	for i := range proof {
		proof[i] ^= clientKey[i]
	}
	return []byte(open + ",p=" + base64.StdEncoding.EncodeToString(proof)), nil
}

// verify asks for no signature of a server that lets a forgery in: that it
// does is what the step judges.
func (f *forgedScram) verify() error {
	if f.kind == "name" && !f.signed {
		return errors.New("no server signature that fits (RFC 5802 §3)")
	}
	return nil
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text)) // a hash never fails
	return mac.Sum(nil)
}
