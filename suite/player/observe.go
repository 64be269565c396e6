package player

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
)

// quiet holds when nothing arrives and the connection stays open.
func (s *session) quiet(ctx context.Context, st *scenarios.Step) error {
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
		s.note(c.name, fmt.Sprintf("nothing came for %v", d))
		return nil
	}
	s.received(c, got)
	s.result.Lost = s.result.Lost || got.reply == nil
	j := &judge{session: s, st: st, e: &scenarios.Expect{}, c: c, got: got, bound: d}
	return s.fail(st, fmt.Sprintf("nothing for %v", d), j.saw())
}

// collect reads replies up to an outcome, and bounds how many may match.
func (s *session) collect(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	if st.Collect.Quit {
		if err := s.write(ctx, c, st, [][]byte{[]byte("QUIT\r\n")}, false); err != nil {
			return err
		}
	}
	s.quietEnd[c.name] = false
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	seen := make([]int, len(st.Collect.Count))
	var came []string
	reads := map[int]bool{}
	silent := false // where it must not be
	for ended := false; !ended; {
		got, err := c.next(ctx, bound)
		if err != nil {
			return err
		}
		s.received(c, got)
		switch {
		case got.broken != nil:
			return s.fail(st, "replies that come to an end", got.ending())
		case got.reply == nil:
			ended = true
			came = append(came, string(got.end))
			s.result.Lost = s.result.Lost || !st.Collect.Until.MatchesEnding(got.end)
			silent = got.end == scenarios.Silence && !st.Collect.Until.MatchesEnding(scenarios.Silence)
		default:
			r := got.reply.reply
			came = append(came, fmt.Sprint(r.Code))
			reads[got.reply.read] = true
			if ended = st.Collect.Until.MatchesCode(r.Code); ended {
				break
			}
			for i, t := range st.Collect.Count {
				if t.Match.MatchesCode(r.Code) {
					seen[i]++
				}
			}
		}
	}
	for i, t := range st.Collect.Count {
		if !t.Range.Holds(seen[i]) && (!silent || seen[i] > t.Range.Min) { // one too many tells more than the silence behind it
			return s.fail(st, fmt.Sprintf("%s replies %s", t.Range, t.Match), fmt.Sprintf("%d: %s", seen[i], list(came)))
		}
	}
	if silent {
		return s.fail(st, "replies up to "+st.Collect.Until.String(), fmt.Sprintf("%s, then nothing for %v", list(came[:len(came)-1]), bound))
	}
	segments := len(reads)
	if c.before >= 0 {
		segments = max(segments, c.segments()-c.before)
	}
	if r := st.Collect.Segments; r != nil && !r.Holds(segments) {
		return s.fail(st, fmt.Sprintf("replies in %s segment(s)", r), fmt.Sprintf("%d replies in %d segments", len(came), segments))
	}
	return nil
}

// list shows the codes that came, without end when there are many.
func list(codes []string) string {
	if len(codes) == 0 {
		return "no reply"
	}
	if len(codes) > 20 {
		return strings.Join(codes[:20], " ") + fmt.Sprintf(" … (%d in all)", len(codes))
	}
	return strings.Join(codes, " ")
}

// alive holds when a new connection is greeted. One that is refused because the
// server is busy is tried again until the time is up.
func (s *session) alive(ctx context.Context, st *scenarios.Step) error {
	address, ok := s.Target.Address(st.ExpectOpen.Port)
	if !ok {
		return &undecided{"target.yaml has no port " + st.ExpectOpen.Port}
	}
	const name = "alive"
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	var last string
	for deadline := time.Now().Add(bound); ; {
		d := net.Dialer{Timeout: time.Until(deadline)}
		nc, err := d.DialContext(ctx, "tcp", address)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			last = "no connection: " + err.Error()
		} else {
			if st.ExpectOpen.Port == "submissions" {
				nc = tls.Client(nc, s.Target.TLS)
			}
			c := newConn(name, nc, s.Limits.Octets)
			got, err := c.next(ctx, time.Until(deadline))
			c.close()
			if err != nil {
				return err
			}
			s.received(c, got)
			if got.reply != nil && got.reply.reply.Code == 220 {
				return nil
			}
			last = (&judge{session: s, c: c, got: got, bound: bound}).saw()
		}
		if time.Until(deadline) < 100*time.Millisecond {
			s.result.Lost = true
			return s.fail(st, "a new connection that is greeted (is the server still alive?)", last)
		}
		if err := wait(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}
