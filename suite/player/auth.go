package player

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/xdg-go/scram"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// mechanism gives the client's answers of one SASL exchange.
type mechanism interface {
	// answer takes a decoded challenge; nil asks for the initial response.
	answer(challenge []byte) ([]byte, error)
	// verify tells whether the server may say that it is done.
	verify() error
}

// maxChallenges bounds one exchange.
const maxChallenges = 8

// auth plays a whole AUTH exchange (RFC 4954 §4). Neither side of it reaches
// the transcript.
func (s *session) auth(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	mech, err := s.mechanism(st.Auth, c)
	if err != nil {
		return err
	}
	line := "AUTH " + st.Auth.Mechanism
	if st.Auth.Initial == nil && st.Auth.Mechanism != "LOGIN" && st.Auth.Mechanism != "CRAM-MD5" || st.Auth.Initial != nil && *st.Auth.Initial {
		initial, err := mech.answer(nil)
		if err != nil {
			return err
		}
		line += " " + encodeAnswer(initial)
	}
	s.quietEnd[c.name] = false
	e := &scenarios.Expect{Pos: st.Pos, Code: scenarios.Outcomes{"235"}}
	if len(st.Expect) > 0 {
		e = st.Expect[0]
	}
	for range maxChallenges {
		got, err := s.exchange(ctx, c, line)
		if err != nil {
			return err
		}
		if got.reply == nil || got.reply.reply.Code != 334 {
			j := &judge{session: s, st: st, e: e, c: c, got: got, bound: s.Limits.Reply, since: got.at}
			s.received(c, got, s.Limits.Reply)
			if err := mech.verify(); err != nil && got.reply != nil && got.reply.reply.Code == 235 {
				return s.fail(st, reports.Expectation{Kind: reports.WantServerProof}, reports.Observation{Kind: reports.SawError, Cause: err.Error()})
			}
			return j.judge()
		}
		s.event(c.name, reports.Observation{Kind: reports.SawReply, Octets: "334 " + redacted + `\r\n`}, got.at)
		challenge, err := base64.StdEncoding.DecodeString(strings.TrimSpace(got.reply.reply.Text()))
		if err != nil {
			return s.fail(st, reports.Expectation{Kind: reports.WantChallengeBase64},
				reports.Observation{Kind: reports.SawReply, Octets: clip(s.redactor.visible(got.reply.reply.Raw), 200)})
		}
		answer, err := mech.answer(challenge)
		if err != nil {
			return s.fail(st, reports.Expectation{Kind: reports.WantChallenge, Name: st.Auth.Mechanism},
				reports.Observation{Kind: reports.SawError, Cause: wire.VisibleLimit([]byte(err.Error()), 200)})
		}
		line = encodeAnswer(answer)
		if len(answer) == 0 {
			line = ""
		}
	}
	return s.fail(st, reports.Expectation{Kind: reports.WantExchangeEnd}, reports.Observation{Kind: reports.SawChallenge, Count: maxChallenges + 1})
}

// exchange sends one line with secrets and waits for the reply.
func (s *session) exchange(ctx context.Context, c *conn, line string) (outcome, error) {
	secret := line[strings.LastIndexByte(line, ' ')+1:]
	if strings.Count(line, " ") != 1 { // AUTH and a mechanism alone hold none
		s.redactor.learn(secret)
	}
	octets := []byte(line + "\r\n")
	text := s.redactor.command(octets)
	s.note(c.name, reports.Observation{Kind: reports.SawSent, Octets: text})
	c.lastSent, c.asked = text, ask(octets)
	c.lines++
	if _, err := c.write(ctx, octets, s.Limits.Reply); err != nil && !gone(err) {
		return outcome{}, fmt.Errorf("send AUTH: %w", err)
	}
	return c.next(ctx, s.Limits.Reply)
}

// encodeAnswer writes an empty initial response as "=" (RFC 4954 §4).
func encodeAnswer(b []byte) string {
	if len(b) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(b)
}

func (s *session) mechanism(a *scenarios.Auth, c *conn) (mechanism, error) {
	user, password := s.Target.User, s.Target.Password
	for text, given := range map[*string]*scenarios.Template{&user: a.User, &password: a.Password} {
		if given != nil {
			b, _, err := s.expand(*given)
			if err != nil {
				return nil, err
			}
			*text = string(b)
		}
	}
	switch a.Mechanism {
	case "LOGIN":
		return &login{answers: []string{user, password}}, nil
	case "CRAM-MD5":
		return &cram{user, password}, nil
	case "SCRAM-SHA-256-PLUS":
		return s.newBound(c, user, password)
	case "OAUTHBEARER":
		return s.newBearer(a, user)
	case "SCRAM-SHA-256":
		if a.Forge != "" {
			return newForgedScram(s, a.Forge, user, password), nil
		}
		client, err := scram.SHA256.NewClient(user, password, "")
		if err != nil {
			return nil, undetermined("the credentials cannot be used with SCRAM: " + err.Error())
		}
		return &scramExchange{s, client.NewConversation(), false}, nil
	default:
		if a.Forge == "name" {
			user = unprepared(user)
		}
		return plain("\x00" + user + "\x00" + password), nil
	}
}

// plain is PLAIN (RFC 4616): one message.
type plain string

func (p plain) answer([]byte) ([]byte, error) { return []byte(p), nil }

func (p plain) verify() error { return nil }

// cram is CRAM-MD5 (RFC 2195): the answer to one challenge.
type cram struct{ user, password string }

func (c *cram) answer(challenge []byte) ([]byte, error) {
	if len(challenge) == 0 {
		return nil, errors.New("CRAM-MD5 needs a challenge")
	}
	mac := hmac.New(md5.New, []byte(c.password))
	_, _ = mac.Write(challenge) // a hash never fails
	return []byte(c.user + " " + hex.EncodeToString(mac.Sum(nil))), nil
}

func (c *cram) verify() error { return nil }

// login is LOGIN (expired draft-murchison-sasl-login): user, then password.
type login struct{ answers []string }

func (l *login) answer([]byte) ([]byte, error) {
	if len(l.answers) == 0 {
		return nil, fmt.Errorf("LOGIN asks for more than a user and a password")
	}
	next := l.answers[0]
	l.answers = l.answers[1:]
	return []byte(next), nil
}

func (l *login) verify() error { return nil }
