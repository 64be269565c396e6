package loadgen

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

// run is the state that all workers of a run share.
type run struct {
	*Options
	*schedule.Window
	epoch    time.Time
	ready    atomic.Int64 // connections that were tried, before an open loop begins
	abort    atomic.Bool
	why      atomic.Value // Cause: what is under way at abort
	busy     atomic.Int64 // nanoseconds that the busiest worker did not wait
	supplies []*schedule.OpenSupply
}

// worker drives some of the connections and returns when all are closed.
type worker interface {
	work(ctx context.Context) error
	recorder() *measure.Recorder
}

func (r *run) now() int64 { return int64(time.Since(r.epoch)) }

// Run puts load on a target until the messages are sent, the time is up, the target is
// dead or ctx ends. It returns an error only when nothing could be measured for a reason of
// this machine.
func Run(ctx context.Context, o Options) (*Result, error) {
	if o.timing == (timing{}) {
		o.timing = defaultTiming()
	}
	r := &run{Options: &o, Window: schedule.NewWindow(o.schedule()), epoch: time.Now()}
	if !o.openLoop() {
		r.Begin(0)
	}
	workers, err := r.workers()
	if err != nil {
		return nil, err
	}
	before := measure.Used()
	c := &collector{run: r, lastCPU: before.CPU, result: &Result{Started: r.epoch, Total: measure.NewNumbers()}}
	for _, w := range workers {
		c.recorders = append(c.recorders, w.recorder())
	}
	c.startLog()
	inner, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	errs := make([]error, len(workers))
	done := make(chan struct{})
	var group sync.WaitGroup
	for i, w := range workers {
		group.Go(func() { errs[i] = w.work(inner) })
	}
	go func() { group.Wait(); close(done) }()
	if err := c.watch(ctx, cancel, done); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	c.result.Usage = measure.Used().Since(before)
	c.result.Usage.Busy = time.Duration(r.busy.Load())
	return c.result, nil
}

// newRecorder returns the recorder of a worker.
func (r *run) newRecorder() *measure.Recorder {
	rec := measure.NewRecorder()
	if r.openLoop() {
		rec.CountStages(r.StageCount(), r.StageOf)
	}
	if r.Ledger != nil {
		rec.Tell(r.Ledger)
	}
	return rec
}

// tried counts a connection that is open, or could not be opened; an open loop begins when
// all were.
func (r *run) tried(now int64) {
	if r.openLoop() && r.ready.Add(1) == int64(r.Connections) {
		r.Begin(now + int64(headStart))
	}
}

// budget is how many messages a connection may carry.
func (r *run) budget() int {
	if n := r.perConnection(); n > 0 {
		return n
	}
	return math.MaxInt
}

// cause is that of the messages under way when the run is cut off.
func (r *run) cause() exchange.Cause {
	if c, ok := r.why.Load().(exchange.Cause); ok {
		return c
	}
	return exchange.CauseInterrupted
}

// openSupply is the supply of one of the workers in an open loop.
func (r *run) openSupply(worker, workers int) *schedule.OpenSupply {
	s := schedule.NewOpenSupply(r.Window, worker, workers)
	r.supplies = append(r.supplies, s)
	return s
}

func (r *run) workers() ([]worker, error) {
	if r.Connections < 1 || r.Timeout <= 0 {
		return nil, fmt.Errorf("%d connections with a timeout of %v cannot carry load", r.Connections, r.Timeout)
	}
	if r.Depth > 1 && !r.Program.OneWrite() || r.Depth > MaxDepth {
		return nil, fmt.Errorf("scenario %s cannot have %d messages under way at once on a connection", r.Program.ID, r.Depth)
	}
	if r.Program.Secured() && r.TLS == nil {
		return nil, fmt.Errorf("scenario %s begins TLS, and there is no configuration for it", r.Program.ID)
	}
	if r.Program.Secured() || r.Goroutines || !hasLoop {
		return []worker{newStreams(r)}, nil
	}
	return newLoops(r)
}
