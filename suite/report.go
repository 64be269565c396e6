package suite

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/player"
)

// Report has the results so far, in the order of the cases.
func (s *Session) Report(ctx context.Context) *reports.Run {
	profile, _ := target.LookupProfile(cmp.Or(s.options.Profile, target.DefaultProfile))
	r := &reports.Run{
		Tool: s.options.Tool, Profile: s.options.Profile, Started: s.started,
		ElapsedMS: float64(time.Since(s.started).Microseconds()) / 1000, Interrupted: ctx.Err() != nil,
		Requirements: map[string]reports.Requirement{}, Policies: map[string]reports.Policy{},
		Target: reports.Target{
			Name: s.options.Target.Name, Domain: s.options.Target.Domain, Bundled: s.options.Bundled,
			Address:  fmt.Sprintf("%s:%d", s.options.Target.Host, s.options.Target.Ports[profile.Port]),
			Greeting: s.planner.survey.Greeting, Capabilities: s.planner.survey.Keywords(),
		},
	}
	for _, c := range s.options.Cases {
		slot := s.slots[c.ID]
		select {
		case <-slot.done:
		default:
			continue
		}
		if slot.out == nil {
			continue
		}
		r.Cases = append(r.Cases, *slot.out)
		s.recordPolicy(r, slot.out.Policy)
		for _, id := range slot.out.Requirements {
			s.describe(r, id)
		}
		for i := range slot.out.Findings {
			s.describe(r, slot.out.Findings[i].Requirement)
		}
	}
	return r
}

// Unreached is the report of a run that could not begin: the first sanity case
// ends in an error, and the others have no verdict.
func Unreached(ctx context.Context, o Options, err error) *reports.Run {
	s := &Session{options: o, started: time.Now(), planner: &planner{survey: &player.Survey{}}, slots: map[string]*slot{}}
	for _, c := range o.Cases {
		p := plan{reports.Unknown, &reports.Reason{Kind: reports.ReasonUnreached}}
		if stage(c) == stageFirst {
			p = plan{reports.Error, reports.Because(reports.ReasonError, err.Error())}
		}
		done := make(chan struct{})
		close(done)
		s.slots[c.ID] = &slot{c: c, done: done, out: s.caseOf(c, p)}
	}
	return s.Report(ctx)
}

// describe adds the text of a requirement to the report.
func (s *Session) describe(r *reports.Run, id string) {
	if q, ok := s.options.Requirements.Get(id); ok {
		r.Requirements[id] = reports.Requirement{RFC: q.RFC, Section: q.Section, Level: string(q.Level), Text: q.Text}
	}
}

// recordPolicy puts the entry of the policy table that decided into the report.
func (s *Session) recordPolicy(r *reports.Run, id string) {
	if s.options.Policies == nil {
		return
	}
	if p, ok := s.options.Policies.Get(id); ok {
		r.Policies[id] = reports.Policy{Question: p.Question, Default: p.Default, Strict: p.Strict}
	}
}
