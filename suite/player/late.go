package player

import (
	"context"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// quitTimeout bounds the wait for the reply to a QUIT that only makes a server file what
// it has taken.
const quitTimeout = time.Second

// find looks for the messages of a step. RFC 5321 §6.1 does not say when a message
// is filed, and some servers do it when the session ends: where too few are there the
// sessions of the case are ended, and the spool is looked at again.
func (s *session) find(ctx context.Context, d *scenarios.Delivered, text []byte, want scenarios.Range) ([][]byte, error) {
	late := s.Target.Store.late.Load()
	if late {
		if _, err := s.endSessions(ctx); err != nil {
			return nil, err
		}
	}
	within, last, err := s.deliveryWait(d, want)
	if err != nil {
		return nil, err
	}
	messages, err := s.await(ctx, text, want, within, last)
	if err != nil || late || len(messages) >= want.Min {
		return messages, err
	}
	if ended, err := s.endSessions(ctx); err != nil || !ended {
		return messages, err
	}
	before := len(messages)
	more := s.Target.Store.settle + time.Second
	if messages, err = s.await(ctx, text, want, more, more); err == nil && len(messages) > before {
		s.Target.Store.late.Store(true)
	}
	return messages, err
}

// endSessions ends every session that is open, as a client does that has nothing more
// to say. It reports whether there was one.
func (s *session) endSessions(ctx context.Context) (ended bool, err error) {
	for _, name := range s.order {
		c := s.conns[name]
		if c.over() {
			continue
		}
		ended, c.spent, s.quietEnd[name] = true, true, true
		if !c.reversed && !c.discardInput {
			if err := s.sayQuit(ctx, c); err != nil {
				return ended, err
			}
		}
		s.note(name, reports.Observation{Kind: reports.SawClosed, By: reports.ByClient})
		c.close()
	}
	return ended, nil
}

// sayQuit sends QUIT and reads up to the reply to it, which nobody judges.
func (s *session) sayQuit(ctx context.Context, c *conn) error {
	quit := []byte("QUIT\r\n")
	s.sent(c, quit, 1, false)
	if _, err := c.write(ctx, quit, quitTimeout); err != nil {
		return ctx.Err()
	}
	for until := time.Now().Add(quitTimeout); ; {
		got, err := c.next(ctx, time.Until(until))
		if err != nil {
			return err
		}
		if got.reply == nil {
			return nil
		}
		s.came(c.name, got.reply.reply.Raw, got.at)
		if got.reply.reply.Code == 221 {
			return nil
		}
	}
}
