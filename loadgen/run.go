package loadgen

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Result is what a run measured.
type Result struct {
	Started   time.Time
	Elapsed   time.Duration // from the first message that counts to the end of the last
	Total     *Numbers
	Intervals []Interval
	Stages    []StageResult // of an open loop
	Usage     Usage
	// Unlogged says why Options.Latencies is not complete.
	Unlogged error
	// Interrupted says that the run was ended from outside.
	Interrupted bool
	// Dead says why the target could no longer be measured; "" when it could.
	Dead string

	origin int64 // of the schedule, nanoseconds from Started
}

// Interval is a second of a run, or what was left at its end.
type Interval struct {
	At, Length                 time.Duration // from the beginning of the run
	Accepted, Rejected, Failed int64
	P50, P99, Max              time.Duration         // of the transaction
	CPU                        time.Duration         // of this process
	Latency                    reports.LoadLatencies // of the phases that were met, in the first maxDetailed seconds
	Replies                    map[int]int64
	Refusals                   Statuses // the most frequent
	Failures                   map[Cause]int64
	Connections                int64 // open at its end
}

// run is the state that all workers of a run share.
type run struct {
	*Options
	*window
	epoch    time.Time
	ready    atomic.Int64 // connections that were tried, before an open loop begins
	abort    atomic.Bool
	why      atomic.Value // Cause: what is under way at abort
	busy     atomic.Int64 // nanoseconds that the busiest worker did not wait
	supplies []*openSupply
}

// worker drives some of the connections and returns when all are closed.
type worker interface {
	work(ctx context.Context) error
	numbers() *recorder
}

func (r *run) now() int64 { return int64(time.Since(r.epoch)) }

// Run puts load on a target until the messages are sent, the time is up, the
// target is dead or ctx ends. It returns an error only when nothing could be
// measured for a reason of this machine.
func Run(ctx context.Context, o Options) (*Result, error) {
	r := &run{Options: &o, window: newWindow(&o), epoch: time.Now()}
	if !o.open() {
		r.begin(0)
	}
	workers, err := r.workers()
	if err != nil {
		return nil, err
	}
	if o.open() {
		for _, w := range workers {
			w.numbers().stages = newStageCounts(r.window)
		}
	}
	for _, w := range workers {
		w.numbers().ledger = o.Ledger
	}
	before := used()
	c := &collector{run: r, workers: workers, lastCPU: before.CPU, result: &Result{Started: r.epoch, Total: newNumbers()}}
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
	c.result.Usage = used().since(before)
	c.result.Usage.Busy = time.Duration(r.busy.Load())
	return c.result, nil
}

// tried counts a connection that is open, or could not be; an open loop begins
// when all were.
func (r *run) tried(now int64) {
	if r.open() && r.ready.Add(1) == int64(r.Connections) {
		r.begin(now + int64(headStart))
	}
}

// budget is how many messages a connection may carry.
func (r *run) budget() int {
	if n := r.perConnection(); n > 0 {
		return n
	}
	return math.MaxInt
}

// cause is that of what is under way when the run is cut off.
func (r *run) cause() Cause {
	if c, ok := r.why.Load().(Cause); ok {
		return c
	}
	return CauseInterrupted
}

func (r *run) supply(worker, of int) pacedSupply {
	if !r.open() {
		return nil
	}
	s := newOpenSupply(r.window, worker, of)
	r.supplies = append(r.supplies, s)
	return s
}

// pacedSupply is a supply whose tickets have their time.
type pacedSupply interface {
	supply
	due() (at int64, ok bool)
	reserve() (Ticket, bool)
	exhausted(now int64) bool
}

// endingSupply is a supply that knows its end.
type endingSupply interface {
	supply
	exhausted(now int64) bool
}

func (r *run) workers() ([]worker, error) {
	if r.Connections < 1 || r.Timeout <= 0 {
		return nil, fmt.Errorf("%d connections with a time-out of %v cannot carry load", r.Connections, r.Timeout)
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
