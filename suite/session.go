package suite

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/player"
)

// Session is a run against one target: prepared, started, and asked for its
// results.
type Session struct {
	options Options
	player  *player.Player
	planner *planner
	started time.Time

	serial sync.RWMutex // the pool reads, a serial case writes
	mu     sync.Mutex
	slots  map[string]*slot
	seen   observations
	life   liveness
	waited func() time.Duration // how long this machine has delayed this program; nil if not measured
}

// slot is the place of one result.
type slot struct {
	c    *scenarios.Case
	once sync.Once
	done chan struct{}
	out  *reports.Case
}

// UnreachableError is a target that could not be asked anything.
type UnreachableError struct{ Err error }

func (e *UnreachableError) Error() string { return e.Err.Error() }
func (e *UnreachableError) Unwrap() error { return e.Err }

// Prepare checks the target and asks it what it offers. An UnreachableError
// means that nothing answers there; any other error is a usage error.
func Prepare(ctx context.Context, o Options) (*Session, error) {
	if o.Profile == "" {
		o.Profile = target.DefaultProfile
	}
	if o.Parallel <= 0 {
		o.Parallel = DefaultParallel
	}
	if o.Progress == nil {
		o.Progress = silent{}
	}
	o.Limits = limitsOf(o.Limits)
	target, err := playerTarget(ctx, &o)
	if err != nil {
		return nil, err
	}
	survey, err := player.TakeSurvey(ctx, target, o.Limits, target.DefaultPort)
	if err != nil {
		return nil, &UnreachableError{err}
	}
	s := &Session{options: o, started: time.Now(), slots: map[string]*slot{}}
	s.planner = &planner{target: target, survey: survey, profile: o.Profile}
	target.Offers, target.HELO = s.planner.offers, survey.HELO
	newID, err := ids()
	if err != nil {
		return nil, err
	}
	s.player = &player.Player{Target: target, Limits: o.Limits, Requirements: o.Requirements, NewID: newID}
	for _, c := range o.Cases {
		s.slots[c.ID] = &slot{c: c, done: make(chan struct{})}
	}
	return s, nil
}

// ids gives ids that no other case of this or another run has. None is a part of
// another, because messages are found by them: s…-1 would find those of s…-10.
func ids() (func() string, error) {
	var run [6]byte
	if _, err := rand.Read(run[:]); err != nil {
		return nil, fmt.Errorf("no random numbers for ids: %w", err)
	}
	var n atomic.Uint64
	return func() string { return fmt.Sprintf("s%s-%dx", hex.EncodeToString(run[:]), n.Add(1)) }, nil
}

type silent struct{}

func (silent) Begin([]*scenarios.Case) {}
func (silent) Started(*scenarios.Case) {}
func (silent) Done(*reports.Case)      {}
