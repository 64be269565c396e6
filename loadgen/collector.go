package loadgen

import (
	"context"
	"fmt"
	"math"
	"time"
)

const (
	// patience is how long a target may refuse every connection before it
	// counts as dead.
	patience = 3 * time.Second
	// settling is how long an open loop waits for its connections.
	settling = 5 * time.Second
	// maxDetailed is how many intervals keep the latencies of each phase: more
	// would tell two loads no better apart, and a week has 600,000.
	maxDetailed = 3600
)

// collector merges what the workers count, once a second, and ends the run when
// its time is up.
type collector struct {
	*run
	workers []worker
	result  *Result
	second  *Numbers
	log     *latencyLog // may be nil

	lastAt    int64
	lastCPU   time.Duration
	open      int64 // messages under way
	conns     int64 // connections open
	silentFor time.Duration
	cancel    context.CancelFunc
	bound     int64 // when what is under way is cut off; 0 for not yet
}

// watch returns when every worker has.
func (c *collector) watch(ctx context.Context, cancel context.CancelFunc, done <-chan struct{}) error {
	c.cancel, c.second = cancel, newNumbers()
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	fine := time.NewTicker(50 * time.Millisecond)
	defer fine.Stop()
	interrupt := ctx.Done()
	for {
		var err error
		select {
		case <-done:
			return c.finish()
		case <-interrupt:
			interrupt = nil
			c.result.Interrupted = true
			c.stopped.Store(true)
			c.cutOffAt(c.now()+int64(farewell), CauseInterrupted)
		case <-fine.C:
			c.bounds(c.now())
		case <-ticker.C:
			if err = c.collect(); err == nil {
				c.judge()
			}
		}
		if err != nil {
			c.cutOff(CauseInterrupted)
			<-done
			return err
		}
	}
}

// bounds keeps the times of the run.
func (c *collector) bounds(now int64) {
	if now > int64(settling) {
		c.begin(now + int64(headStart))
	}
	if c.bound == 0 && now >= c.end() {
		c.cutOffAt(now+int64(c.Timeout), CauseTimeout)
	}
	if c.bound != 0 && now >= c.bound {
		c.cutOff(c.cause())
	}
}

func (c *collector) cutOffAt(at int64, cause Cause) {
	if c.bound == 0 || at < c.bound {
		c.bound = at
		c.why.Store(cause)
	}
}

func (c *collector) cutOff(cause Cause) {
	c.why.Store(cause)
	c.stopped.Store(true)
	c.abort.Store(true)
	c.cancel()
}

// collect takes over what was counted since the last time.
func (c *collector) collect() error {
	now := c.now()
	c.second.reset()
	c.open, c.conns = 0, 0
	for _, w := range c.workers {
		n, open, conns := w.numbers().swap()
		c.open += open
		c.conns += conns
		if err := c.second.merge(n); err != nil {
			return err
		}
	}
	s := c.second
	h := s.Latency[PhaseTransaction]
	i := Interval{
		At: time.Duration(c.lastAt), Length: time.Duration(now - c.lastAt), Accepted: s.Accepted, Rejected: s.Rejected, Failed: s.Failed(),
		P50: time.Duration(h.ValueAtQuantile(50)), P99: time.Duration(h.ValueAtQuantile(99)), Max: time.Duration(h.ValueAtQuantile(100)),
		Replies: s.repliesByCode(), Refusals: s.Refusals.most(maxIntervalStatuses), Failures: map[Cause]int64{}, Connections: c.conns,
	}
	addTo(i.Failures, s.Failures)
	cpu := usage().CPU
	i.CPU, c.lastCPU = cpu-c.lastCPU, cpu
	if len(c.result.Intervals) < maxDetailed {
		i.Latency = s.latencies()
	}
	c.result.Intervals = append(c.result.Intervals, i)
	c.logInterval(i)
	c.lastAt = now
	if err := c.result.Total.merge(s); err != nil {
		return err
	}
	if c.Progress != nil {
		c.Progress.Tick(Tick{Elapsed: time.Duration(now), Length: i.Length, Second: s, Total: c.result.Total, Connections: c.conns})
	}
	return nil
}

// startLog begins the log of latencies. One that cannot be written does not end
// the run.
func (c *collector) startLog() {
	if c.Latencies != nil {
		c.log, c.result.Unlogged = newLatencyLog(c.Latencies, c.epoch)
	}
}

func (c *collector) logInterval(i Interval) {
	if c.log != nil && c.result.Unlogged == nil {
		c.result.Unlogged = c.log.interval(c.second, i.At, i.At+i.Length)
	}
}

// judge gives a target up that answers nothing although it is asked.
func (c *collector) judge() {
	trouble := c.second.Failed() + sum(c.second.Lost)
	asked := c.open > 0 || trouble > 0 || c.pending(c.now()) > 0
	if c.second.heard > 0 || !asked {
		c.silentFor = 0
		return
	}
	c.silentFor += time.Second
	limit := max(patience, c.Timeout+time.Second)
	if turned := c.second.Failures[CauseRefused] + c.second.Lost[CauseRefused]; turned > 0 && turned == trouble {
		limit = patience
	}
	if c.silentFor >= limit && c.result.Dead == "" {
		c.result.Dead = fmt.Sprintf("the target gave no reply for %v", c.silentFor)
		c.cutOff(CauseTimeout)
	}
}

func (c *collector) pending(now int64) int64 {
	var n int64
	for _, s := range c.supplies {
		n += s.pending(0, math.MaxInt64, min(now, c.end()))
	}
	return n
}

// finish counts the rest: what the workers counted last, and what was due and
// never started.
func (c *collector) finish() error {
	now := c.now()
	if err := c.collect(); err != nil {
		return err
	}
	if n := c.pending(now); n > 0 {
		c.result.Total.Failures[CauseNotStarted] += n
		last := &c.result.Intervals[len(c.result.Intervals)-1]
		last.Failures[CauseNotStarted] += n
		last.Failed += n
	}
	if o := c.origin.Load(); o != unset && c.result.Total.last > 0 {
		c.result.origin = o
		length := c.result.Total.last - o
		if !c.stopped.Load() { // the pause behind the last message belongs to its rate
			length = max(length, c.planned())
		}
		c.result.Elapsed = time.Duration(length - c.warmup)
	}
	c.result.Stages = c.stageResults(c.workers, now)
	return nil
}
