package player

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// endOfData is what follows a mail object that itself ends with CRLF.
const endOfData = ".\r\n"

// send puts the octets of a step on the wire, cut where the scenario cuts them.
func (s *session) send(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	segments, secret, err := s.segments(st)
	if err != nil {
		return err
	}
	return s.write(ctx, c, st, segments, secret)
}

// segments builds what a step sends.
func (s *session) segments(st *scenarios.Step) (segments [][]byte, secret bool, err error) {
	s.sending = true
	defer func() { s.sending = false }()
	add := func(t scenarios.Template, suffix string) {
		text, isSecret, failed := s.expand(t)
		if failed != nil {
			err = failed
			return
		}
		secret = secret || isSecret
		segments = append(segments, append(text, suffix...))
	}
	switch {
	case st.Send != nil:
		for _, t := range st.Send {
			add(t, "")
		}
	case st.Data != nil:
		add(*st.Data, endOfData)
	case st.Bdat != nil:
		add(*st.Bdat, "")
		if err == nil {
			line := "BDAT " + strconv.Itoa(len(segments[0]))
			if st.Last {
				line += " LAST"
			}
			segments[0] = append([]byte(line+"\r\n"), segments[0]...)
		}
	default: // a line, or a group of lines in one write
		var group []byte
		for _, t := range st.Commands {
			add(t, "\r\n")
		}
		for _, line := range segments {
			group = append(group, line...)
		}
		segments = [][]byte{group}
	}
	if err != nil {
		return nil, secret, err
	}
	return cut(segments, st.Cut), secret, nil
}

// cut divides the octets at the given places.
func cut(segments [][]byte, c *scenarios.Cut) [][]byte {
	if c == nil {
		return segments
	}
	var all []byte
	for _, seg := range segments {
		all = append(all, seg...)
	}
	var out [][]byte
	if c.EachOctet {
		for i := range all {
			out = append(out, all[i:i+1])
		}
		return out
	}
	from := 0
	for _, at := range c.At {
		if at >= len(all) {
			break
		}
		out = append(out, all[from:at])
		from = at
	}
	return append(out, all[from:])
}

// write sends segments. It is not an error here if the peer closes meanwhile: what
// it sent before is still to be read, and the expectations decide.
func (s *session) write(ctx context.Context, c *conn, st *scenarios.Step, segments [][]byte, secret bool) error {
	gap := 10 * time.Millisecond
	if st.Cut != nil && st.Cut.EachOctet {
		gap = time.Millisecond
	}
	gap, err := s.duration(st.Gap, gap)
	if err != nil {
		return err
	}
	var all []byte
	for _, seg := range segments {
		all = append(all, seg...)
	}
	s.sent(c, all, len(segments), secret)
	done := 0
	for i, seg := range segments {
		if i > 0 {
			if err := wait(ctx, gap); err != nil {
				return err
			}
		}
		n, err := c.write(ctx, seg, s.Limits.Reply)
		done += n
		if ctx.Err() != nil && err != nil {
			return ctx.Err()
		}
		if err != nil {
			s.result.Lost = true
			s.note(c.name, reports.Observation{Kind: reports.SawUnsent, Count: done, Of: len(all), Cause: err.Error()})
			return nil //nolint:nilerr // what came before it is still to be read
		}
	}
	return nil
}

// sent records what was sent.
func (s *session) sent(c *conn, octets []byte, segments int, secret bool) {
	text := s.redactor.visible(octets)
	if secret {
		text = s.redactor.command(octets)
	}
	seen := reports.Observation{Kind: reports.SawSent, Octets: text}
	if segments > 1 {
		seen.Count = segments
	}
	s.note(c.name, seen)
	c.lastSent, c.asked = clip(text, 400), ask(octets)
	c.lines += bytes.Count(octets, []byte("\n"))
	c.utf8 = c.utf8 || c.asked.utf8
	c.foreign = c.foreign || bytes.HasPrefix(octets, []byte{0x16, 0x03})
}

func clip(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return fmt.Sprintf("%s...(+%d characters)", s[:limit], len(s)-limit)
}

// wait lets time pass between two segments.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
