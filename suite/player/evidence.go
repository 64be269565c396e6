package player

import (
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// rule is the requirement that a step proves, if it is in the catalogue.
func (s *session) rule(st *scenarios.Step) (*requirements.Requirement, bool) {
	for _, ids := range [][]string{st.Proves, s.c.Proves} {
		if len(ids) > 0 {
			return s.Requirements.Get(ids[0])
		}
	}
	return nil, false
}

// prohibits reports whether a level forbids.
func prohibits(l requirements.Level) bool {
	return l == requirements.MustNot || l == requirements.ShouldNot
}

// proof reports whether a reply that is not the one that a step wants, or the lack of
// one, shows that its rule is broken. A prohibition, and a rule of security where only a
// refusal is right, is broken by what a server does: a positive reply, or another
// refusal than the one due. That it puts us off, says nothing or leaves does not show it
// did what it must not do; but where the session has to go on its end does.
func (j *judge) proof(level requirements.Level) bool {
	refusal := refuses(j.e.Code)
	rule, ok := j.rule(j.st)
	switch {
	case ok && rule.Absence:
		return true
	case prohibits(level):
	case ok && rule.RFC == requirements.Security && refusal:
	default:
		return true
	}
	switch got := j.got; {
	case got.reply != nil:
		return got.reply.reply.Class() != 4
	case got.broken != nil:
		return true
	case got.end == scenarios.Silence:
		return len(got.pending) > 0
	default:
		return !refusal
	}
}

// silenceTells reports whether replies that do not come to their end show that the rule
// of a step is broken.
func (s *session) silenceTells(st *scenarios.Step) bool {
	rule, ok := s.rule(st)
	if ok && (rule.Absence || rule.RFC == requirements.Security) {
		return rule.Absence
	}
	return !prohibits(s.level(st))
}

// refuses reports whether the outcomes are refusals, with or without an end of the
// session.
func refuses(os scenarios.Outcomes) bool {
	refusal := false
	for _, o := range os {
		if !o.Code() {
			continue
		}
		if o[0] < '4' {
			return false
		}
		refusal = true
	}
	return refusal
}

// unproved is an end of what could be seen that does not show a rule broken.
func unproved(got reports.Observation) error {
	return &undecided{reports.Reason{Kind: reports.ReasonUnproved, Got: got}}
}
