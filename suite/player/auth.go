package player

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
)

// maxChallenges bounds one exchange.
const maxChallenges = 8

// auth runs a complete AUTH exchange (RFC 4954 §4). It is not in the transcript.
func (s *session) auth(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	mechanism, _ := sasl.Lookup(st.Auth.Mechanism) // checked when the file was loaded
	client, err := s.saslClient(st.Auth, c)
	if err != nil {
		return err
	}
	defer s.remember(client)
	line := "AUTH " + mechanism.Name
	if initial := st.Auth.Initial; initial == nil && mechanism.ClientFirst || initial != nil && *initial {
		response, err := client.Respond(nil)
		if err != nil {
			return err
		}
		line += " " + sasl.EncodeInitial(response)
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
			if err := client.Verify(); err != nil && got.reply != nil && got.reply.reply.Code == 235 {
				return s.fail(st, reports.Expectation{Kind: reports.WantServerProof}, reports.Observation{Kind: reports.SawError, Cause: err.Error()})
			}
			return j.judge()
		}
		s.event(c.name, reports.Observation{Kind: reports.SawReply, Octets: "334 " + redacted + `\r\n`}, got.at)
		challenge, err := sasl.Decode([]byte(got.reply.reply.Text()))
		if err != nil {
			return s.fail(st, reports.Expectation{Kind: reports.WantChallengeBase64},
				reports.Observation{Kind: reports.SawReply, Octets: clip(s.redactor.visible(got.reply.reply.Raw), 200)})
		}
		response, err := client.Respond(challenge)
		if _, refused := errors.AsType[*sasl.Refusal](err); err != nil && !refused {
			return s.fail(st, reports.Expectation{Kind: reports.WantChallenge, Name: st.Auth.Mechanism},
				reports.Observation{Kind: reports.SawError, Cause: wire.VisibleLimit([]byte(err.Error()), 200)})
		}
		line = sasl.Encode(response)
	}
	return s.fail(st, reports.Expectation{Kind: reports.WantExchangeEnd}, reports.Observation{Kind: reports.SawChallenge, Count: maxChallenges + 1})
}

// exchange sends one line with secrets and waits for the reply.
func (s *session) exchange(ctx context.Context, c *conn, line string) (outcome, error) {
	secret := line[strings.LastIndexByte(line, ' ')+1:]
	if strings.Count(line, " ") != 1 { // only AUTH and a mechanism: no secret
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

// saslClient begins the client's side of an exchange.
func (s *session) saslClient(a *scenarios.Auth, c *conn) (sasl.Client, error) {
	with := sasl.Config{User: s.Target.User, Password: s.Target.Password, Token: s.Target.Token, Forge: sasl.Forgery(a.Forge)}
	for _, own := range []struct {
		from *scenarios.Template
		to   func([]byte)
	}{
		{a.User, func(b []byte) { with.User = string(b) }},
		{a.Password, func(b []byte) { with.Password = string(b) }},
		{a.Message, func(b []byte) { with.Message = append([]byte{}, b...) }},
	} {
		if own.from != nil {
			b, _, err := s.expand(*own.from)
			if err != nil {
				return nil, err
			}
			own.to(b)
		}
	}
	if tc, ok := c.nc.(*tls.Conn); ok {
		state := tc.ConnectionState()
		with.TLS = &state
	}
	if s.scram != nil {
		with.Sent = s.scram.Sent()
	}
	client, err := sasl.NewClient(a.Mechanism, with)
	if err != nil {
		return nil, undetermined(err.Error())
	}
	return client, nil
}

// remember keeps a correct SCRAM exchange, for one that replays it.
func (s *session) remember(client sasl.Client) {
	if scram, ok := client.(*sasl.Scram); ok {
		s.scram = scram
	}
}
