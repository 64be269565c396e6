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

// stage orders cases: the first sanity case, those side by side, the serial
// ones, those that judge what was seen, the last sanity case.
func stage(c *scenarios.Case) int {
	switch {
	case slices.Contains(c.Labels, labelFirst):
		return 0
	case slices.Contains(c.Labels, labelLast):
		return 4
	case len(c.Watch) > 0:
		return 3
	case c.Serial:
		return 2
	default:
		return 1
	}
}

// Run plays every case in order and returns the report. When ctx ends, what is
// done so far is reported and the run is marked as interrupted.
func (s *Session) Run(ctx context.Context) *reports.Run {
	s.Start(ctx, s.options.Cases)
	return s.Report(ctx)
}

// Start plays the given cases and returns when all are done or ctx has ended.
func (s *Session) Start(ctx context.Context, cases []*scenarios.Case) {
	s.options.Progress.Begin(cases)
	defer s.watchStalls()()
	var stages [5][]*scenarios.Case
	for _, c := range cases {
		stages[stage(c)] = append(stages[stage(c)], c)
	}
	for i, list := range stages {
		width := 1
		if i == 1 {
			width = s.options.Parallel
			slices.SortStableFunc(list, func(a, b *scenarios.Case) int { return boolRank(!waits(a)) - boolRank(!waits(b)) })
		}
		s.pool(ctx, list, width)
	}
}

// waits tells whether a case waits for the idle time-out. Such cases start
// first, so that the others are played meanwhile.
func waits(c *scenarios.Case) bool {
	return slices.Contains(c.Needs, scenarios.Need{Kind: scenarios.NeedFact, Name: "idle_timeout"})
}

// pool plays cases with a number of workers.
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

// Result plays a case if nobody has, and returns its result; nil when ctx ended
// before it was played.
func (s *Session) Result(ctx context.Context, c *scenarios.Case) *reports.Case {
	slot := s.slots[c.ID]
	slot.once.Do(func() {
		defer close(slot.done)
		if ctx.Err() == nil {
			slot.out = s.play(ctx, c)
		}
	})
	<-slot.done
	return slot.out
}

// Wait returns the result of a case that is being played by Start; nil when it
// was not played before ctx ended.
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

func (s *Session) play(ctx context.Context, c *scenarios.Case) *reports.Case {
	p := s.planner.plan(c)
	if why := s.life.dead(); p.verdict == "" && why != "" {
		p = plan{reports.Unknown, "the target no longer answered, " + why}
		if stage(c) == 4 {
			p.verdict = reports.Error // a run at whose end nobody answers has no verdict
		}
	}
	if p.verdict != "" {
		return s.finish(s.caseOf(c, p))
	}
	result := s.perform(ctx, c)
	lost := result.Lost && result.Verdict != reports.Pass
	if lost && !s.lives(ctx) {
		// What was not answered is no finding: nobody was there to answer.
		result.Verdict, result.Findings = reports.Error, nil
		result.Reason = "the target stopped answering in this case or one beside it, " + s.life.dead()
	}
	if ctx.Err() != nil && (lost || result.Verdict == reports.Error) {
		return nil // cut off half-way: it says nothing
	}
	s.observe(c, result)
	if len(c.Watch) > 0 {
		s.judgeWatch(c, result)
	}
	out := s.caseOf(c, p)
	out.Verdict, out.Reason = result.Verdict, result.Reason
	out.Findings, out.Transcript = result.Findings, result.Transcript
	out.ElapsedMS = float64(result.Elapsed.Microseconds()) / 1000
	if stage(c) == 0 && result.Verdict == reports.Error {
		s.life.die(result.Reason)
	}
	return s.finish(out)
}

// perform plays a case, and again with no other beside it when it did not go well
// while this machine kept us waiting: the idle time of a server runs on then.
func (s *Session) perform(ctx context.Context, c *scenarios.Case) *player.Result {
	result, waited := s.playBeside(ctx, c, c.Serial)
	for range replays {
		if !hindered(result, waited) || ctx.Err() != nil {
			return result
		}
		result, waited = s.playBeside(ctx, c, true)
	}
	if hindered(result, waited) {
		result.Reason += waitedFor(waited)
	}
	return result
}

// playBeside plays a case once, beside others or alone, and tells how long this
// machine has kept it waiting.
func (s *Session) playBeside(ctx context.Context, c *scenarios.Case, alone bool) (*player.Result, time.Duration) {
	if alone {
		s.serial.Lock()
		defer s.serial.Unlock()
	} else {
		s.serial.RLock()
		defer s.serial.RUnlock()
	}
	s.begin(c)
	if s.waited == nil {
		return s.player.Play(ctx, c), 0
	}
	before := s.waited()
	result := s.player.Play(ctx, c)
	return result, s.waited() - before
}

// caseOf is the report of a case without its result.
func (s *Session) caseOf(c *scenarios.Case, p plan) *reports.Case {
	return &reports.Case{
		ID: c.ID, Title: c.Title, Requirements: slices.Clone(c.Proves), Level: string(c.Level), Policy: c.Policy, Stricter: c.Stricter,
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
