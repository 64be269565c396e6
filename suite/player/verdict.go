package player

import (
	"context"
	"errors"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// verdictAt is the verdict of an expectation that is not met.
func verdictAt(l requirements.Level) reports.Verdict {
	switch l.Rank() {
	case 2:
		return reports.Fail
	case 1:
		return reports.Warn
	default:
		return reports.Info
	}
}

// level is that of a step: its own, or that of the requirement it names, or
// that of the case.
func (s *session) level(st *scenarios.Step) requirements.Level {
	if st.Level != "" {
		return st.Level
	}
	if len(st.Proves) > 0 {
		if r, ok := s.Requirements.Get(st.Proves[0]); ok {
			return r.Level
		}
	}
	return s.c.Level
}

// finding describes a step with a verdict.
func (s *session) finding(st *scenarios.Step, v reports.Verdict, expected reports.Expectation, got reports.Observation) reports.Finding {
	f := reports.Finding{
		Verdict: v, Kind: reports.FindingExpectation, File: st.Pos.File, Line: st.Pos.Line,
		Expected: expected, Got: got, AtMS: s.since(time.Now()),
	}
	switch {
	case len(st.Proves) > 0:
		f.Requirement = st.Proves[0]
	case len(s.c.Proves) > 0:
		f.Requirement = s.c.Proves[0]
	}
	if c, ok := s.conns[connName(st)]; ok {
		f.Sent = c.lastSent
	}
	return f
}

// fail is a mismatch at a step.
func (s *session) fail(st *scenarios.Step, expected reports.Expectation, got reports.Observation) error {
	f := s.finding(st, verdictAt(s.level(st)), expected, got)
	if st.Prepares {
		return unpreparedStep(f)
	}
	return &mismatch{f}
}

// unpreparedStep says that a step which prepares found something else.
func unpreparedStep(f reports.Finding) error {
	return &undecided{reports.Reason{Kind: reports.ReasonPreparation, Line: f.Line, Sent: f.Sent, Expected: f.Expected, Got: f.Got}}
}

// bounds is a range of a scenario as results have it.
func bounds(r *scenarios.Range) *reports.Range { return &reports.Range{Min: r.Min, Max: r.Max} }

// words are outcomes as results have them.
func words(os scenarios.Outcomes) []string {
	out := make([]string, len(os))
	for i, o := range os {
		out[i] = string(o)
	}
	return out
}

// stop notes why the case ended before its last step.
func (s *session) stop(ctx context.Context, st *scenarios.Step, err error) {
	s.failure = err
	var m *mismatch
	var u *undecided
	var n *inapplicable
	switch {
	case errors.As(err, &m):
		s.result.Findings = append(s.result.Findings, m.finding)
	case errors.As(err, &n):
		s.result.Verdict, s.result.Reason = reports.Skip, &n.reason
	case errors.As(err, &u):
		s.result.Verdict, s.result.Reason = reports.Unknown, &u.reason
	case context.Cause(ctx) != nil:
		s.result.Verdict, s.result.Reason = reports.Error, reports.Because(reports.ReasonInterrupted, context.Cause(ctx).Error())
	default:
		s.result.Verdict, s.result.Reason = reports.Error, &reports.Reason{Kind: reports.ReasonError, Line: st.Pos.Line, Text: err.Error()}
	}
}

// leftovers notes replies that nothing had asked for.
func (s *session) leftovers() {
	if s.failure != nil {
		return
	}
	for _, name := range s.order {
		c := s.conns[name]
		replies, pending := c.unread()
		if s.quietEnd[name] {
			continue
		}
		asked := c.unanswered()
		if len(pending) > 0 {
			s.came(name, pending, time.Now())
			if asked <= len(replies) {
				s.deviate(c, ExtraReply, "a part of a reply that nothing had asked for", pending, time.Now())
			}
		}
		for i, a := range replies[:min(len(replies), asked+20)] {
			s.came(name, a.reply.Raw, a.at)
			// 421 may come at any time (RFC 5321 §3.8).
			if i >= asked && a.reply.Code != 421 {
				s.deviate(c, ExtraReply, "", a.reply.Raw, a.at)
			}
		}
		c.drop()
	}
}

// conclude gives the case its verdict: the worst of its findings.
func (s *session) conclude() *Result {
	r := s.result
	r.Elapsed = time.Since(r.Started)
	if r.Verdict == "" {
		r.Verdict = reports.Pass
		if s.c.Level.Rank() == 0 {
			r.Verdict = reports.Info
			if s.observed != "" {
				r.Reason = &reports.Reason{Kind: reports.ReasonAnswered, Got: reports.Observation{Kind: reports.SawReply, Octets: s.observed}}
			}
		}
	}
	for _, f := range r.Findings {
		if worst := reports.Worst(r.Verdict, f.Verdict); worst != r.Verdict {
			r.Verdict, r.Reason = worst, nil // the finding says why
		}
	}
	return r
}
