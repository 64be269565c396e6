package suite

import (
	"slices"
	"sync"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite/player"
)

// observations are the deviations that were seen anywhere in a run.
type observations struct {
	mu     sync.Mutex
	byKind map[string][]observation
}

// observation is a deviation with the case that met it.
type observation struct {
	caseID    string
	deviation player.Deviation
	events    []reports.Event
}

// keptPerKind bounds how many of one kind are stored.
const keptPerKind = 20

func (s *Session) observe(c *scenarios.Case, r *player.Result) {
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	if s.seen.byKind == nil {
		s.seen.byKind = map[string][]observation{}
	}
	noted := map[string]bool{} // one of a kind is enough for one case
	for _, d := range r.Deviations {
		if !noted[d.Kind] && len(s.seen.byKind[d.Kind]) < keptPerKind {
			noted[d.Kind] = true
			s.seen.byKind[d.Kind] = append(s.seen.byKind[d.Kind], observation{c.ID, d, r.Transcript})
		}
	}
}

// judgeWatch gives a case with watch its verdict: what was seen anywhere in the
// run counts, with the transcript of the first place.
func (s *Session) judgeWatch(c *scenarios.Case, r *player.Result) {
	s.seen.mu.Lock()
	defer s.seen.mu.Unlock()
	var found []observation
	for _, kind := range c.Watch {
		found = append(found, s.seen.byKind[kind]...)
	}
	slices.SortStableFunc(found, func(a, b observation) int {
		return boolRank(a.caseID != c.ID) - boolRank(b.caseID != c.ID)
	})
	verdict := reports.Fail
	switch c.Level.Rank() {
	case 1:
		verdict = reports.Warn
	case 0:
		verdict = reports.Info
	}
	for i, o := range found {
		if i == 5 {
			break
		}
		f := reports.Finding{
			Verdict: verdict, Kind: o.deviation.Kind, File: c.Pos.File, Line: c.Pos.Line,
			Sent: o.deviation.After, Expected: reports.Expectation{Kind: reports.WantNoDeviation, Name: o.deviation.Kind},
			Detail: o.deviation.Detail, AtMS: o.deviation.AtMS,
		}
		if o.deviation.Reply != "" {
			f.Got = reports.Observation{Kind: reports.SawReply, Octets: o.deviation.Reply}
		}
		if o.caseID != c.ID {
			f.SeenIn = o.caseID
		}
		if len(c.Proves) > 0 {
			f.Requirement = c.Proves[0]
		}
		r.Findings = append(r.Findings, f)
	}
	if len(found) == 0 {
		if r.Replies == 0 && r.Verdict == reports.Pass {
			r.Verdict, r.Reason = reports.Unknown, &reports.Reason{Kind: reports.ReasonNoReply}
		}
		return
	}
	if reports.Worst(r.Verdict, verdict) == verdict {
		r.Verdict, r.Reason = verdict, nil // the findings are the reason
	}
	if found[0].caseID != c.ID {
		r.Transcript = found[0].events
	}
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
