package player

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// Survey is what a server says of itself before anything is judged.
type Survey struct {
	Greeting string // visible
	Clear    wire.Capabilities
	Secured  wire.Capabilities // after STARTTLS, or from the start with implicit TLS
	HELO     bool              // it refuses EHLO for good and takes HELO
	redactor *redactor
}

// Has reports whether the server offers a keyword in clear or inside TLS.
func (v *Survey) Has(name, param string) bool {
	return v.Clear.Has(name, param) || v.Secured.Has(name, param)
}

// Keywords lists what is offered in clear, visible, as it came.
func (v *Survey) Keywords() []string {
	out := make([]string, 0, len(v.Clear.Keywords))
	for _, k := range v.Clear.Keywords {
		out = append(out, v.redactor.visibleLimit([]byte(k.Raw), 200))
	}
	return out
}

// surveyor asks a server on one connection.
type surveyor struct {
	*conn
	*Survey
	target *Target
	bound  time.Duration
	hello  string
}

// TakeSurvey asks a server on one of its ports what it offers. That it offers
// nothing is not an error. That nobody answers is one, and that what answers is not
// SMTP server, refuses its service, or stops talking before anything can be
// said of it.
func TakeSurvey(ctx context.Context, t *Target, limits Limits, port string) (*Survey, error) {
	address, ok := t.Address(port)
	if !ok {
		return nil, fmt.Errorf("target.yaml has no port %s", port)
	}
	d := net.Dialer{Timeout: limits.Reply}
	nc, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("nobody answers at %s: %w", address, err)
	}
	as := target.LookupPort(port)
	if as.ImplicitTLS {
		nc = tls.Client(nc, t.TLS)
	}
	s := &surveyor{
		conn: newConn("survey", nc, limits.Octets), Survey: &Survey{redactor: newRedactor(t)},
		target: t, bound: limits.Reply, hello: as.Hello(),
	}
	defer s.close()
	if err := s.survey(ctx); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%s %w", address, err)
	}
	if as.ImplicitTLS {
		s.Secured = s.Clear
	} else if s.Clear.Has("STARTTLS", "") {
		s.lookBehindTLS(ctx)
	}
	return s.Survey, nil
}

// Greeted reports whether a new connection to the target is answered at all; nil
// means that it is.
func Greeted(ctx context.Context, t *Target, limits Limits) error {
	address, _ := t.Address("")
	d := net.Dialer{Timeout: limits.Reply}
	nc, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("nobody answers at %s: %w", address, err)
	}
	c := newConn("look", nc, limits.Octets)
	defer c.close()
	got, err := c.next(ctx, limits.Reply)
	switch {
	case err != nil:
		return err
	case got.reply == nil && got.end == scenarios.Silence:
		return fmt.Errorf("%s takes the connection and sends nothing within %v", address, limits.Reply)
	case got.reply == nil:
		return fmt.Errorf("%s takes the connection and sends no greeting: %s", address, got.ending())
	}
	return nil
}

func (s *surveyor) survey(ctx context.Context) error {
	greeting, err := s.next(ctx, s.bound)
	switch {
	case err != nil:
		return err
	case greeting.reply == nil && greeting.end == scenarios.Silence:
		return fmt.Errorf("took the connection and sent no greeting within %v", s.bound)
	case greeting.reply == nil:
		return fmt.Errorf("sent no greeting: %s", greeting.ending())
	}
	raw := greeting.reply.reply.Raw
	s.Greeting = s.redactor.visibleLimit(raw, 500)
	switch greeting.reply.reply.Class() {
	case 0:
		return fmt.Errorf("does not speak SMTP, it began with %s", s.redactor.visibleLimit(raw, 100))
	case 4, 5:
		return fmt.Errorf("refuses its service: %s", s.redactor.visibleLimit(raw, 200))
	}
	got, err := s.ask(ctx, s.hello)
	switch {
	case err != nil:
		return err
	case got.reply == nil && got.end == scenarios.Silence:
		return fmt.Errorf("sent a greeting, and nothing to %s within %v", s.hello, s.bound)
	case got.reply == nil:
		return fmt.Errorf("sent a greeting, and nothing to %s: %s", s.hello, got.ending())
	case got.reply.reply.Class() == 5 && strings.HasPrefix(s.hello, "EHLO"):
		return s.fallBack(ctx)
	case got.reply.reply.Code != 250:
		return s.endless(ctx)
	}
	s.Clear = wire.ParseCapabilities(got.reply.reply)
	return nil
}

// fallBack asks a server that refuses EHLO by HELO (RFC 5321 §3.2).
func (s *surveyor) fallBack(ctx context.Context) error {
	got, err := s.ask(ctx, "HELO "+target.ClientName)
	if err != nil {
		return err
	}
	if s.HELO = got.reply != nil && got.reply.reply.Code == 250; !s.HELO {
		return s.endless(ctx)
	}
	return nil
}

// endless finds a server that talks on and on, whatever it is asked.
func (s *surveyor) endless(ctx context.Context) error {
	if err := wait(ctx, 200*time.Millisecond); err != nil {
		return err
	}
	if replies, _ := s.unread(); len(replies) > 100 {
		return errors.New("sends replies without end")
	}
	return nil
}

func (s *surveyor) ask(ctx context.Context, line string) (outcome, error) {
	if _, err := s.write(ctx, []byte(line+"\r\n"), s.bound); err != nil && !gone(err) {
		return outcome{}, err
	}
	return s.next(ctx, s.bound)
}

// lookBehindTLS looks at what is offered after STARTTLS; when that fails there is nothing to know.
func (s *surveyor) lookBehindTLS(ctx context.Context) {
	if got, err := s.ask(ctx, "STARTTLS"); err != nil || got.reply == nil || got.reply.reply.Code != 220 {
		return
	}
	s.pause()
	s.drop()
	config, err := offered(s.target.TLS, s.target.Certificate, &scenarios.Handshake{Certificate: true}) // EXTERNAL is offered to its owner
	if err != nil {
		return
	}
	if _, err := s.secure(ctx, config, s.bound); err != nil {
		return
	}
	if got, err := s.ask(ctx, s.hello); err == nil && got.reply != nil && got.reply.reply.Code == 250 {
		s.Secured = wire.ParseCapabilities(got.reply.reply)
	}
	_, _ = s.write(ctx, []byte("QUIT\r\n"), s.bound) // a courtesy
}
