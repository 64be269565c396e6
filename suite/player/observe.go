package player

import (
	"context"
	"crypto/tls"
	"net"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// expectSilence holds when nothing arrives and the connection stays open.
func (s *session) expectSilence(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	d, err := s.duration(st.ExpectSilence, 0)
	if err != nil {
		return err
	}
	d = s.pace.silence(d)
	got, err := c.next(ctx, d)
	if err != nil {
		return err
	}
	if got.end == scenarios.Silence && len(got.pending) == 0 {
		s.note(c.name, s.redactor.silence(got, d))
		return nil
	}
	s.received(c, got, d)
	s.result.Lost = s.result.Lost || got.reply == nil
	j := &judge{session: s, st: st, e: &scenarios.Expect{}, c: c, got: got, bound: d}
	return s.fail(st, reports.Expectation{Kind: reports.WantSilence, BoundMS: milliseconds(d)}, j.saw())
}

// expectOpen holds when a new connection is greeted. One that is refused because the
// server is busy is tried again until the time is up.
func (s *session) expectOpen(ctx context.Context, st *scenarios.Step) error {
	address, ok := s.Target.Address(st.ExpectOpen.Port)
	if !ok {
		return &undecided{reports.Reason{Kind: reports.ReasonNoPort, Name: st.ExpectOpen.Port}}
	}
	const name = "alive"
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	var last reports.Observation
	for deadline := time.Now().Add(bound); ; {
		d := net.Dialer{Timeout: time.Until(deadline)}
		nc, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			last = reports.Observation{Kind: reports.SawUnreachable, Cause: err.Error()}
		} else {
			if target.LookupPort(st.ExpectOpen.Port).ImplicitTLS {
				nc = tls.Client(nc, s.Target.TLS)
			}
			c := newConn(name, nc, s.Limits.Octets)
			got, err := c.next(ctx, time.Until(deadline))
			c.close()
			if err != nil {
				return err
			}
			s.received(c, got, bound)
			if got.reply != nil && got.reply.reply.Code == 220 {
				return nil
			}
			last = (&judge{session: s, c: c, got: got, bound: bound}).saw()
		}
		if time.Until(deadline) < 100*time.Millisecond {
			s.result.Lost = true
			return s.fail(st, reports.Expectation{Kind: reports.WantGreeting}, last)
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}
