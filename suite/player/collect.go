package player

import (
	"context"
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// collect reads replies up to an outcome, and bounds how many may match.
func (s *session) collect(ctx context.Context, st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	if st.Collect.Quit {
		if err := s.groupEnds(ctx, c); err != nil {
			return err
		}
		if err := s.write(ctx, c, st, [][]byte{[]byte("QUIT\r\n")}, false); err != nil {
			return err
		}
	}
	s.quietEnd[c.name] = false
	bound, err := s.duration(st.Within, s.Limits.Reply)
	if err != nil {
		return err
	}
	all, err := s.gather(ctx, c, st, bound)
	if err != nil {
		return err
	}
	for _, check := range []func(*scenarios.Collect) (reports.Expectation, reports.Observation, bool){all.counted, all.came, all.packed} {
		if expected, got, met := check(st.Collect); !met {
			if got.Kind == reports.SawStopped && !st.Prepares && !s.silenceTells(st) {
				return unproved(got)
			}
			return s.fail(st, expected, got)
		}
	}
	return nil
}

// groupEnds waits for a reply to what was sent before, so that QUIT goes in a group of
// its own: DATA, NOOP and others have to be the last of theirs (RFC 2920 §3.1). A server
// that takes what was sent for text has none.
func (s *session) groupEnds(ctx context.Context, c *conn) error {
	if c.lastSent == "" || c.asked.answered > 0 {
		return nil
	}
	return c.anything(ctx, s.pace.silence(s.Limits.Silence))
}

// collection is the replies that came up to an outcome.
type collection struct {
	codes    []string // of replies, and an ending last
	matching []int    // how many replies match, by the counts of the step
	segments int
	silent   bool // where silence is not what ends it
	bound    time.Duration
}

// gather reads replies until one of the outcomes of the step, or an ending.
func (s *session) gather(ctx context.Context, c *conn, st *scenarios.Step, bound time.Duration) (*collection, error) {
	until := st.Collect.Until
	all := &collection{matching: make([]int, len(st.Collect.Count)), bound: bound}
	reads := map[int]bool{}
	for {
		got, err := c.next(ctx, bound)
		if err != nil {
			return nil, err
		}
		s.received(c, got, bound)
		if got.broken != nil {
			return nil, s.fail(st, reports.Expectation{Kind: reports.WantRepliesEnd}, got.ending())
		}
		if got.reply == nil {
			all.codes = append(all.codes, string(got.end))
			s.result.Lost = s.result.Lost || !until.MatchesEnding(got.end)
			all.silent = got.end == scenarios.Silence && !until.MatchesEnding(got.end)
			break
		}
		code := got.reply.reply.Code
		all.codes = append(all.codes, strconv.Itoa(code))
		reads[got.reply.read] = true
		if until.MatchesCode(code) {
			break
		}
		for i, t := range st.Collect.Count {
			if t.Match.MatchesCode(code) {
				all.matching[i]++
			}
		}
	}
	all.segments = len(reads)
	if c.before >= 0 {
		all.segments = max(all.segments, c.segments()-c.before)
	}
	return all, nil
}

// maxCodes bounds how many codes a finding names.
const maxCodes = 20

// shown is an observation with the first of some codes, and how many there are.
func shown(kind reports.ObservationKind, codes []string) reports.Observation {
	return reports.Observation{Kind: kind, Codes: codes[:min(len(codes), maxCodes)], Of: len(codes)}
}

// counted bounds how many replies match. A surplus reply is reported before the silence
// after it, a missing one is not.
func (all *collection) counted(want *scenarios.Collect) (expected reports.Expectation, got reports.Observation, met bool) {
	for i, t := range want.Count {
		n := all.matching[i]
		if t.Range.Holds(n) || all.silent && n <= t.Range.Min {
			continue
		}
		got = shown(reports.SawReplies, all.codes)
		got.Count = n
		return reports.Expectation{Kind: reports.WantReplyCount, Count: bounds(&t.Range), Outcomes: []string{string(t.Match)}}, got, false
	}
	return expected, got, true
}

// came asks for an end of the replies other than silence.
func (all *collection) came(want *scenarios.Collect) (expected reports.Expectation, got reports.Observation, met bool) {
	if !all.silent {
		return expected, got, true
	}
	got = shown(reports.SawStopped, all.codes[:len(all.codes)-1])
	got.WaitedMS = milliseconds(all.bound)
	return reports.Expectation{Kind: reports.WantRepliesUntil, Outcomes: words(want.Until)}, got, false
}

// packed bounds the number of segments of the replies.
func (all *collection) packed(want *scenarios.Collect) (expected reports.Expectation, got reports.Observation, met bool) {
	if want.Segments == nil || want.Segments.Holds(all.segments) {
		return expected, got, true
	}
	return reports.Expectation{Kind: reports.WantSegments, Count: bounds(want.Segments)},
		reports.Observation{Kind: reports.SawSegments, Of: len(all.codes), Count: all.segments}, false
}
