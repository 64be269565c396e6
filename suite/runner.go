package suite

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite/player"
)

// Labels that place a case in the order of a run.
const (
	labelFirst = "sanity-first"
	labelLast  = "sanity-last"
)

// The stages of a run, in their order.
const (
	stageFirst  = iota // the first sanity case
	stageBeside        // the cases that run concurrently
	stageSerial        // those that run alone
	stageWatch         // those that check what was seen
	stageLast          // the last sanity case
	stages
)

// stage is that of a case.
func stage(c *scenarios.Case) int {
	switch {
	case slices.Contains(c.Labels, labelFirst):
		return stageFirst
	case slices.Contains(c.Labels, labelLast):
		return stageLast
	case len(c.Watch) > 0:
		return stageWatch
	case c.Serial:
		return stageSerial
	default:
		return stageBeside
	}
}

// Run runs every case in order and returns the report. When ctx ends, what is
// done so far is reported and the run is marked as interrupted.
func (s *Session) Run(ctx context.Context) *reports.Run {
	s.Start(ctx, s.options.Cases)
	return s.Report(ctx)
}

// Start runs the given cases and returns when all are done or ctx has ended.
func (s *Session) Start(ctx context.Context, cases []*scenarios.Case) {
	s.options.Progress.Begin(cases)
	defer s.watchStalls()()
	var staged [stages][]*scenarios.Case
	for _, c := range cases {
		staged[stage(c)] = append(staged[stage(c)], c)
	}
	for i, list := range staged {
		width := 1
		if i == stageBeside {
			width = s.options.Parallel
			slices.SortStableFunc(list, func(a, b *scenarios.Case) int { return boolRank(!waits(a)) - boolRank(!waits(b)) })
		}
		s.pool(ctx, list, width)
	}
}

// waits reports whether a case waits for the idle time-out. Such cases start
// first, so that the others run meanwhile.
func waits(c *scenarios.Case) bool {
	return slices.Contains(c.Needs, scenarios.Need{Kind: scenarios.NeedFact, Name: "idle_timeout"})
}

// pool runs cases with a number of workers.
func (s *Session) pool(ctx context.Context, cases []*scenarios.Case, width int) {
	work := make(chan *scenarios.Case)
	var workers sync.WaitGroup
	for range min(width, len(cases)) {
		workers.Go(func() {
			for c := range work {
				s.Result(ctx, c)
			}
		})
	}
	for _, c := range cases {
		if ctx.Err() != nil {
			break
		}
		work <- c
	}
	close(work)
	workers.Wait()
}

// Result runs a case that has not run, and returns its result; nil when ctx ended
// before it ran.
func (s *Session) Result(ctx context.Context, c *scenarios.Case) *reports.Case {
	slot := s.slots[c.ID]
	slot.once.Do(func() {
		defer close(slot.done)
		if ctx.Err() == nil {
			slot.out = s.runCase(ctx, c)
		}
	})
	<-slot.done
	return slot.out
}

// Wait returns the result of a case that Start runs; nil when it
// did not run before ctx ended.
func (s *Session) Wait(ctx context.Context, c *scenarios.Case) *reports.Case {
	slot := s.slots[c.ID]
	select {
	case <-slot.done:
	case <-ctx.Done():
		select {
		case <-slot.done:
		default:
			return nil
		}
	}
	return slot.out
}

// runCase gives a case its result: nil when it was cut off half-way and says nothing.
func (s *Session) runCase(ctx context.Context, c *scenarios.Case) *reports.Case {
	if p := s.before(c); p.verdict != "" {
		return s.finish(s.caseOf(c, p))
	}
	result, stalled := s.runRepeated(ctx, c)
	if !s.survived(ctx, result) {
		return nil
	}
	s.observe(c, result)
	if len(c.Watch) > 0 {
		s.judgeWatch(c, result)
	}
	if stage(c) == stageFirst && result.Verdict == reports.Error {
		s.life.die(result.Reason.String())
	}
	out := s.caseOf(c, plan{result.Verdict, result.Reason})
	out.Findings, out.Transcript = result.Findings, result.Transcript
	out.ElapsedMS, out.StalledMS = milliseconds(result.Elapsed), milliseconds(stalled)
	return s.finish(out)
}

// before decides about a case before it runs: whether it applies, and whether
// the target is still there.
func (s *Session) before(c *scenarios.Case) plan {
	p, why := s.planner.plan(c), s.life.dead()
	if p.verdict != "" || why == "" {
		return p
	}
	p = plan{reports.Unknown, reports.Because(reports.ReasonDead, why)}
	if stage(c) == stageLast {
		p.verdict = reports.Error // a run at whose end nothing answers has no verdict
	}
	return p
}

// survived reports whether the target is still there after a case that may have met a
// dead one: a missing answer is not a finding then. It is false when this is unknown,
// because the run was interrupted meanwhile.
func (s *Session) survived(ctx context.Context, result *player.Result) bool {
	lost := result.Lost && result.Verdict != reports.Pass
	if lost && !s.lives(ctx) {
		result.Verdict, result.Findings = reports.Error, nil
		result.Reason = reports.Because(reports.ReasonDied, s.life.dead())
	}
	return ctx.Err() == nil || !lost && result.Verdict != reports.Error
}

// runRepeated runs a case, and again with no other beside it when it did not go well
// while this machine kept us waiting: the idle time of a server runs on then. Stalled is
// for how long it did in the last of the runs, where that may be why.
func (s *Session) runRepeated(ctx context.Context, c *scenarios.Case) (result *player.Result, stalled time.Duration) {
	result, waited := s.runOnce(ctx, c, c.Serial)
	for range replays {
		if !hindered(result, waited) || ctx.Err() != nil {
			return result, 0
		}
		result, waited = s.runOnce(ctx, c, true)
	}
	if !hindered(result, waited) {
		return result, 0
	}
	return result, waited.Round(10 * time.Millisecond)
}

// milliseconds is the form of a time in results.
func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// runOnce runs a case once, beside others or alone, and returns how long this
// machine has kept it waiting.
func (s *Session) runOnce(ctx context.Context, c *scenarios.Case, alone bool) (*player.Result, time.Duration) {
	if alone {
		s.serial.Lock()
		defer s.serial.Unlock()
	} else {
		s.serial.RLock()
		defer s.serial.RUnlock()
	}
	s.begin(c)
	if s.waited == nil {
		return s.player.Run(ctx, c), 0
	}
	before := s.waited()
	result := s.player.Run(ctx, c)
	return result, s.waited() - before
}

// caseOf is the report of a case without its result.
func (s *Session) caseOf(c *scenarios.Case, p plan) *reports.Case {
	return &reports.Case{
		ID: c.ID, Title: c.Title, Requirements: slices.Clone(c.Proves), Level: string(c.Level), Policy: c.Policy, StrictlyRead: c.StrictlyRead,
		Labels: c.Labels, Verdict: p.verdict, Reason: p.reason, File: c.Pos.File, Line: c.Pos.Line,
	}
}

func (s *Session) begin(c *scenarios.Case) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.Progress.Started(c)
}

func (s *Session) finish(out *reports.Case) *reports.Case {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.options.Progress.Done(out)
	return out
}
