package player

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// maxTurnedLine bounds a command line of the other side, in octets.
const maxTurnedLine = 16 << 10

// customer is the receiver that the player is once the roles are reversed.
type customer struct {
	*session
	c        *conn
	bound    time.Duration
	greeted  bool     // EHLO or HELO came
	first    string   // the first command
	messages [][]byte // as they were before transparency
	ended    bool     // QUIT came
}

// atrnReceive is the receiver on a connection whose roles are reversed (RFC 2645
// §5.3), up to QUIT or the end of the connection.
func (s *session) atrnReceive(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	if early := c.reverseRoles(); early != "" {
		return s.fail(st, reports.Expectation{Kind: reports.WantQuietBeforeReverse}, reports.Observation{Kind: reports.SawReply, Octets: early})
	}
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	s.quietEnd[c.name] = true
	s.note(c.name, reports.Observation{Kind: reports.SawReversed})
	p := &customer{session: s, c: c, bound: bound}
	if err := p.serve(ctx); err != nil {
		return s.atrnFailed(ctx, st, err)
	}
	return s.checkReceived(st, p)
}

// observed is what ended the session of a customer.
type observed struct{ reports.Observation }

func (o *observed) Error() string { return o.String() }

// atrnFailed judges an end that was not in order.
func (s *session) atrnFailed(ctx context.Context, st *scenarios.Step, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.result.Lost = true
	got := reports.Observation{Kind: reports.SawError, Cause: err.Error()}
	var seen *observed
	if errors.As(err, &seen) {
		got = seen.Observation
	}
	return s.fail(st, reports.Expectation{Kind: reports.WantReversedSession}, got)
}

func (s *session) checkReceived(st *scenarios.Step, p *customer) error {
	if !strings.HasPrefix(p.first, "EHLO ") && !strings.HasPrefix(p.first, "HELO ") {
		return s.fail(st, reports.Expectation{Kind: reports.WantReversedHello}, reports.Observation{Kind: reports.SawReply, Octets: wire.VisibleLimit([]byte(p.first), 200)})
	}
	if r := st.AtrnReceive.Messages; r != nil && !r.Holds(len(p.messages)) {
		return s.fail(st, reports.Expectation{Kind: reports.WantMessages, Count: bounds(r)}, reports.Observation{Kind: reports.SawCount, Count: len(p.messages)})
	}
	all := bytes.Join(p.messages, []byte("\r\n"))
	for _, t := range st.AtrnReceive.Contains {
		if text, _, err := s.expand(t); err != nil {
			return err
		} else if !bytes.Contains(all, text) {
			return s.fail(st, reports.Expectation{Kind: reports.WantContains, Octets: wire.VisibleLimit(text, 200)},
				reports.Observation{Kind: reports.SawWithout, Count: len(p.messages)})
		}
	}
	for _, t := range st.AtrnReceive.Absent {
		if text, _, err := s.expand(t); err != nil {
			return err
		} else if bytes.Contains(all, text) {
			return s.fail(st, reports.Expectation{Kind: reports.WantNoneContains, Octets: wire.VisibleLimit(text, 200)}, reports.Observation{Kind: reports.SawWith})
		}
	}
	return nil
}

// serve greets and answers commands one by one.
func (p *customer) serve(ctx context.Context) error {
	if err := p.say(ctx, "220 "+p.vars["client"]+" ESMTP ready to receive"); err != nil {
		return err
	}
	for !p.ended {
		line, err := p.c.line(ctx, p.bound)
		if err != nil {
			return err
		}
		p.came(p.c.name, line, time.Now())
		text := strings.ToUpper(string(bytes.TrimRight(line, "\r\n")))
		if p.first == "" {
			p.first = text
		}
		if err := p.command(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (p *customer) command(ctx context.Context, line string) error {
	verb, _, _ := strings.Cut(line, " ")
	switch verb {
	case "EHLO":
		p.greeted = true
		return p.say(ctx, "250-"+p.vars["client"]+"\r\n250 8BITMIME")
	case "HELO":
		p.greeted = true
		return p.say(ctx, "250 "+p.vars["client"])
	case "QUIT":
		p.ended = true
		return p.say(ctx, "221 closing the connection")
	case "RSET", "NOOP":
		return p.say(ctx, "250 ok")
	case "MAIL", "RCPT":
		if !p.greeted {
			return p.say(ctx, "503 say EHLO first")
		}
		return p.say(ctx, "250 ok")
	case "DATA":
		if err := p.say(ctx, "354 send the message"); err != nil {
			return err
		}
		content, err := p.c.content(ctx, p.bound)
		if err != nil {
			return err
		}
		p.came(p.c.name, content, time.Now())
		p.messages = append(p.messages, content)
		return p.say(ctx, "250 ok")
	default:
		return p.say(ctx, "502 not implemented")
	}
}

// say sends a reply of the customer.
func (p *customer) say(ctx context.Context, reply string) error {
	octets := []byte(reply + "\r\n")
	p.note(p.c.name, reports.Observation{Kind: reports.SawSent, Octets: p.redactor.visible(octets)})
	p.c.lastSent = clip(reply, 400)
	if _, err := p.c.write(ctx, octets, p.Limits.Reply); err != nil && !gone(err) {
		return fmt.Errorf("send %q: %w", reply, err)
	}
	return nil
}

// reverseRoles makes the reader keep octets as they are. It returns what had come
// before, visible, when there is any.
func (c *conn) reverseRoles() (early string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reversed = true
	for _, a := range c.arrived {
		early += wire.VisibleLimit(a.reply.Raw, 200)
	}
	c.arrived = nil
	return early + wire.VisibleLimit(c.parser.Pending(), 200)
}

// line waits for a line of the other side.
func (c *conn) line(ctx context.Context, bound time.Duration) ([]byte, error) {
	return c.takeRaw(ctx, bound, func(b []byte) (int, error) {
		if at := bytes.IndexByte(b, '\n'); at >= 0 {
			return at + 1, nil
		}
		if len(b) > maxTurnedLine {
			return 0, &observed{reports.Observation{Kind: reports.SawLongLine, Count: maxTurnedLine}}
		}
		return 0, nil
	})
}

// content waits for a mail object, and returns it without transparency.
func (c *conn) content(ctx context.Context, bound time.Duration) ([]byte, error) {
	var content []byte
	var d wire.DotDecoder
	for done := false; !done; {
		_, err := c.takeRaw(ctx, bound, func(b []byte) (n int, err error) {
			content, n, done = d.Decode(content, b)
			return n, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return content, nil
}

// takeRaw waits until find says how many of the octets to take.
func (c *conn) takeRaw(ctx context.Context, bound time.Duration, find func([]byte) (int, error)) ([]byte, error) {
	timer := time.NewTimer(bound)
	defer timer.Stop()
	for {
		c.mu.Lock()
		n, err := find(c.raw)
		taken := c.raw[:n:n]
		c.raw = c.raw[n:]
		end, broken, changed := c.end, c.broken, c.changed
		c.mu.Unlock()
		switch {
		case err != nil:
			return nil, err
		case n > 0:
			return taken, nil
		case end != "" || broken != nil:
			return nil, &observed{outcome{end: end, broken: broken}.ending()}
		}
		select {
		case <-changed:
		case <-timer.C:
			return nil, &observed{reports.Observation{Kind: reports.SawSilence, WaitedMS: milliseconds(bound)}}
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
