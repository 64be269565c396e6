package player

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// expectAll waits for the expectations of a step, one after another.
func (s *session) expectAll(ctx context.Context, st *scenarios.Step) error {
	if len(st.Expect) == 0 {
		if st.Sends() {
			s.quietEnd[connName(st)] = true
		}
		return nil
	}
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	s.quietEnd[c.name] = false
	for _, e := range st.Expect {
		if err := s.expect(ctx, c, st, e); err != nil {
			return err
		}
	}
	return nil
}

// expect waits for one reply and judges it.
func (s *session) expect(ctx context.Context, c *conn, st *scenarios.Step, e *scenarios.Expect) error {
	bound, err := s.bound(st, e)
	if err != nil {
		return err
	}
	from := time.Now()
	got, err := c.next(ctx, bound)
	if err != nil {
		return err
	}
	s.received(c, got, bound)
	if got.reply != nil && got.reply.reply.Code < 400 && c.lastSent != "" && e.Within == nil && st.Within == nil {
		s.pace.note(got.at.Sub(from))
	}
	j := &judge{session: s, st: st, e: e, c: c, got: got, bound: bound, since: from}
	return j.judge()
}

// bound is how long an expectation waits.
func (s *session) bound(st *scenarios.Step, e *scenarios.Expect) (time.Duration, error) {
	within := e.Within
	if within == nil {
		within = st.Within
	}
	if !e.Code.MatchesEnding(scenarios.Silence) {
		return s.duration(within, s.Limits.Reply)
	}
	bound, err := s.duration(within, s.Limits.Silence)
	return s.pace.silence(bound), err
}

// received notes what came, with its departures from the grammar.
func (s *session) received(c *conn, got outcome, bound time.Duration) {
	switch {
	case got.reply != nil:
		r := got.reply.reply
		s.result.Replies++
		s.came(c.name, r.Raw, got.at)
		for _, d := range s.deviations(c, r) {
			s.deviate(c, string(d.Kind), d.Detail, r.Raw, got.at)
		}
		if c.asked.hello() && r.Code == 250 && wire.ParseCapabilities(r).Has("ENHANCEDSTATUSCODES", "") {
			c.enhanced = true
		}
		c.asked.answered++
		c.answers++
	case got.broken != nil:
		s.note(c.name, got.ending())
		var flood *floodError
		if errors.As(got.broken, &flood) {
			s.deviate(c, ReplyFlood, flood.Error(), nil, got.at)
		}
	case got.end == scenarios.Silence:
		s.note(c.name, s.redactor.silence(got, bound))
	default:
		if len(got.pending) > 0 {
			s.came(c.name, got.pending, got.at)
			s.deviate(c, UnfinishedReply, wire.VisibleLimit(got.pending, 80), got.pending, got.at)
			c.drop()
		}
		s.note(c.name, got.ending())
		if strings.HasPrefix(c.lastSent, "QUIT") && c.silentEnd() {
			s.deviate(c, MissingCloseAlert, "no close_notify after the reply to QUIT", nil, got.at)
		}
	}
}

// deviations are the departures of a reply that its circumstances do not excuse.
func (s *session) deviations(c *conn, r wire.Reply) []wire.Deviation {
	var out []wire.Deviation
	for _, d := range r.Deviations {
		if d.Kind == wire.DeviationEmptyText && r.Code == 334 { // RFC 4954 §4: an empty challenge
			continue
		}
		if d.Kind == wire.DeviationOctet8Bit && c.utf8 { // RFC 6531 §3.7.4.2
			continue
		}
		if d.Kind == wire.DeviationNoText && r.Code == 334 { // RFC 4954 §4: the challenge is empty, its space is not
			out = append(out, wire.Deviation{Kind: ChallengeWithoutSpace, Detail: d.Detail})
		}
		out = append(out, d)
	}
	if c.asked.hello() {
		if r.Code == 250 {
			out = append(out, wire.ParseCapabilities(r).Deviations...)
		}
		return out
	}
	// RFC 2034 §4: every 2yz, 4yz and 5yz reply but the greeting and that to EHLO or HELO.
	if c.enhanced && c.lastSent != "" && !c.asked.unsure() {
		out = append(out, r.EnhancedDeviations()...)
		out = append(out, s.registry(r)...)
	}
	return out
}

// registry are the departures of a reply from the registry of enhanced status
// codes. X.0.0, which nearly every reply may have, is told once.
func (s *session) registry(r wire.Reply) []wire.Deviation {
	return slices.DeleteFunc(r.RegistryDeviations(), func(d wire.Deviation) bool {
		if d.Kind != wire.DeviationEnhancedUnspecified {
			return false
		}
		told := s.unspecified
		s.unspecified = true
		return told
	})
}

func (s *session) deviate(c *conn, kind, detail string, reply []byte, at time.Time) {
	if len(s.result.Deviations) >= 200 || c.foreign {
		return
	}
	s.result.Deviations = append(s.result.Deviations, Deviation{
		Kind: kind, On: c.name, After: c.lastSent, Reply: s.redactor.visibleLimit(reply, 600),
		Detail: s.redactor.text(detail), AtMS: s.since(at), Enhance: c.enhanced,
	})
}

// ending says how a connection ended.
func (o outcome) ending() reports.Observation {
	var flood *floodError
	switch {
	case errors.As(o.broken, &flood):
		return reports.Observation{Kind: reports.SawFlood, Cause: flood.Error()}
	case o.broken != nil:
		return reports.Observation{Kind: reports.SawBroken, Cause: wire.VisibleLimit([]byte(o.broken.Error()), 300)}
	case o.end == scenarios.Fin:
		return reports.Observation{Kind: reports.SawClosed, By: reports.ByServer}
	default:
		return reports.Observation{Kind: reports.SawReset, By: reports.ByServer}
	}
}

// silence is a wait that nothing ended, maybe with a part of a reply.
func (r *redactor) silence(o outcome, bound time.Duration) reports.Observation {
	if len(o.pending) > 0 {
		return reports.Observation{Kind: reports.SawUnfinished, Octets: r.visibleLimit(o.pending, 300), WaitedMS: milliseconds(bound)}
	}
	return reports.Observation{Kind: reports.SawSilence, WaitedMS: milliseconds(bound)}
}

// judge compares one outcome with one expectation.
type judge struct {
	*session
	st    *scenarios.Step
	e     *scenarios.Expect
	c     *conn
	got   outcome
	bound time.Duration
	since time.Time
}

func (j *judge) judge() error {
	if !j.matches(j.e.Code) {
		if j.matches(j.e.Skip.Code) {
			return &inapplicable{reports.Reason{Kind: reports.ReasonAnswer, Got: j.saw()}}
		}
		return j.missed()
	}
	if j.got.reply != nil && !j.st.Prepares {
		j.observed = clip(j.redactor.visible(j.got.reply.reply.Raw), 200)
	}
	if j.e.NotBefore != nil {
		least, err := j.duration(j.e.NotBefore, 0)
		if err != nil {
			return err
		}
		if took := j.got.at.Sub(j.since); took < least {
			return j.unmet(reports.Expectation{Kind: reports.WantNotBefore, BoundMS: milliseconds(least)},
				reports.Observation{Kind: reports.SawEarly, WaitedMS: milliseconds(took.Round(time.Millisecond))})
		}
	}
	if len(j.e.Should) > 0 && !j.matches(j.e.Should) {
		j.advise()
	}
	if j.got.reply == nil {
		return nil
	}
	return j.details(j.got.reply.reply)
}

func (j *judge) matches(os scenarios.Outcomes) bool {
	switch {
	case j.got.reply != nil:
		return os.MatchesCode(j.got.reply.reply.Code)
	case j.got.broken != nil, j.got.end == scenarios.Silence && len(j.got.pending) > 0:
		return false
	default:
		return os.MatchesEnding(j.got.end)
	}
}

// missed judges an outcome that is none of those expected.
func (j *judge) missed() error {
	j.result.Lost = j.result.Lost || j.got.reply == nil
	if r := j.got.reply; r != nil && r.reply.Class() == 4 && wantsPositive(j.e.Code) {
		return &undecided{reports.Reason{Kind: reports.ReasonTemporary, Got: j.saw()}}
	}
	if len(j.got.pending) > 0 && j.got.end == scenarios.Silence {
		switch {
		case j.got.pending[0] == '4' && wantsPositive(j.e.Code):
			return &undecided{reports.Reason{Kind: reports.ReasonTemporary, Got: j.saw()}}
		case j.got.coming && !j.e.Code.MatchesEnding(scenarios.Silence):
			return &undecided{reports.Reason{Kind: reports.ReasonSlow, Got: j.saw()}}
		}
	}
	if !j.st.Prepares && !j.proof(j.stepLevel()) {
		return unproved(j.saw())
	}
	return j.unmet(reports.Expectation{Kind: reports.WantOutcomes, Outcomes: words(j.e.Code)}, j.saw())
}

func wantsPositive(os scenarios.Outcomes) bool {
	positive := false
	for _, o := range os {
		if o.Code() && o[0] == '4' {
			return false
		}
		positive = positive || (o.Code() && o[0] < '4')
	}
	return positive
}

// saw is what came.
func (j *judge) saw() reports.Observation {
	switch {
	case j.got.reply != nil:
		return reports.Observation{Kind: reports.SawReply, Octets: clip(j.redactor.visible(j.got.reply.reply.Raw), 600)}
	case j.got.end == scenarios.Silence:
		return j.redactor.silence(j.got, j.bound)
	default:
		return j.got.ending()
	}
}

// finding describes the step with a verdict.
func (j *judge) finding(v reports.Verdict, expected reports.Expectation, got reports.Observation) reports.Finding {
	f := j.session.finding(j.st, v, expected, got)
	f.Sent, f.AtMS = j.c.lastSent, j.session.since(j.got.at)
	return f
}

// stepLevel is the level of the expectation: its own, or that of the step.
func (j *judge) stepLevel() requirements.Level {
	if j.e.Level != "" {
		return j.e.Level
	}
	return j.level(j.st)
}

// unmet ends the case with a finding.
func (j *judge) unmet(expected reports.Expectation, got reports.Observation) error {
	f := j.finding(verdictAt(j.stepLevel()), expected, got)
	if j.st.Prepares {
		return unpreparedStep(f)
	}
	return &mismatch{f}
}

// advise notes a SHOULD that is not met; the case goes on. Where the stricter
// reading of a policy decides it is what the step has to meet.
func (j *judge) advise() {
	v, want := verdictAt(j.level(j.st)), reports.Expectation{Kind: reports.WantOutcomes, Outcomes: words(j.e.Should), Should: true}
	switch c := j.session.c; {
	case c.StrictlyRead:
		want.Should, want.Policy = false, c.Policy
	case v == reports.Fail:
		v = reports.Warn
	}
	j.result.Findings = append(j.result.Findings, j.finding(v, want, j.saw()))
}
