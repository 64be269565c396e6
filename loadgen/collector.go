package loadgen

import (
	"context"
	"fmt"
	"maps"
	"math"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
)

const (
	// maxDetailed is how many intervals keep the latencies of each phase: more would tell two
	// loads no better apart, and a week has 600,000.
	maxDetailed = 3600
	// maxIntervalStatuses is how many statuses of replies an interval keeps.
	maxIntervalStatuses = 16
)

// collector merges what the workers count, once a second, and ends the run when its time
// is up.
type collector struct {
	*run
	recorders []*measure.Recorder
	result    *Result
	second    *measure.Numbers    // of the last interval
	log       *measure.LatencyLog // may be nil

	lastAt      int64
	lastCPU     time.Duration
	underWay    int64 // messages
	connections int64 // open
	silentFor   time.Duration
	cancel      context.CancelFunc
	bound       int64 // when what is under way is cut off; 0 for never
}

// watch returns when every worker has.
func (c *collector) watch(ctx context.Context, cancel context.CancelFunc, done <-chan struct{}) error {
	c.cancel, c.second = cancel, measure.NewNumbers()
	ticker := time.NewTicker(c.timing.interval)
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
			c.Stop()
			c.cutOffAt(c.now()+int64(c.timing.quitTimeout), exchange.CauseInterrupted)
		case <-fine.C:
			c.bounds(c.now())
		case <-ticker.C:
			if err = c.collect(); err == nil {
				c.judge()
			}
		}
		if err != nil {
			c.cutOff(exchange.CauseInterrupted)
			<-done
			return err
		}
	}
}

// bounds keeps the times of the run.
func (c *collector) bounds(now int64) {
	if now > int64(c.timing.connectGrace) {
		c.Begin(now + int64(headStart))
	}
	if c.bound == 0 && now >= c.End() {
		c.cutOffAt(now+int64(c.Timeout), exchange.CauseTimeout)
	}
	if c.bound != 0 && now >= c.bound {
		c.cutOff(c.cause())
	}
}

func (c *collector) cutOffAt(at int64, cause exchange.Cause) {
	if c.bound == 0 || at < c.bound {
		c.bound = at
		c.why.Store(cause)
	}
}

func (c *collector) cutOff(cause exchange.Cause) {
	c.why.Store(cause)
	c.Stop()
	c.abort.Store(true)
	c.cancel()
}

// collect takes over what was counted since the last time.
func (c *collector) collect() error {
	now := c.now()
	c.second.Reset()
	c.underWay, c.connections = 0, 0
	for _, r := range c.recorders {
		n, underWay, connections := r.Swap()
		c.underWay += underWay
		c.connections += connections
		if err := c.second.Merge(n); err != nil {
			return err
		}
	}
	s := c.second
	h := s.Latency[exchange.PhaseTransaction]
	i := Interval{
		At: time.Duration(c.lastAt), Length: time.Duration(now - c.lastAt), Accepted: s.Accepted, Rejected: s.Rejected, Failed: s.Failed(),
		P50: time.Duration(h.ValueAtQuantile(50)), P99: time.Duration(h.ValueAtQuantile(99)), Max: time.Duration(h.ValueAtQuantile(100)),
		Replies: s.RepliesByCode(), Refusals: s.Refusals.Most(maxIntervalStatuses), Failures: maps.Clone(s.Failures), Connections: c.connections,
	}
	cpu := measure.CPU()
	i.CPU, c.lastCPU = cpu-c.lastCPU, cpu
	if len(c.result.Intervals) < maxDetailed {
		i.Latency = s.Latencies()
	}
	c.result.Intervals = append(c.result.Intervals, i)
	c.logInterval(i)
	c.lastAt = now
	if err := c.result.Total.Merge(s); err != nil {
		return err
	}
	if c.Progress != nil {
		c.Progress.Tick(Tick{Elapsed: time.Duration(now), Length: i.Length, Second: s, Total: c.result.Total, Connections: c.connections})
	}
	return nil
}

// startLog begins the log of latencies. One that cannot be written does not end the run.
func (c *collector) startLog() {
	if c.Latencies != nil {
		c.log, c.result.Unlogged = measure.NewLatencyLog(c.Latencies, c.epoch)
	}
}

func (c *collector) logInterval(i Interval) {
	if c.log != nil && c.result.Unlogged == nil {
		c.result.Unlogged = c.log.Interval(c.second, i.At, i.At+i.Length)
	}
}

// judge gives up a target that answers nothing although it is asked.
func (c *collector) judge() {
	trouble := c.second.Trouble()
	asked := c.underWay > 0 || trouble > 0 || c.pending(0, math.MaxInt64, c.now()) > 0
	if c.second.Reads > 0 || !asked {
		c.silentFor = 0
		return
	}
	c.silentFor += c.timing.interval
	limit := max(c.timing.refusedTimeout, c.Timeout+c.timing.interval)
	if refused := c.second.TroubleOf(exchange.CauseRefused); refused > 0 && refused == trouble {
		limit = c.timing.refusedTimeout
	}
	if c.silentFor >= limit && c.result.Dead == "" {
		c.result.Dead = fmt.Sprintf("the target gave no reply for %v", c.silentFor)
		c.cutOff(exchange.CauseTimeout)
	}
}

// finish counts the rest: what the workers counted last, and what was due and never
// started.
func (c *collector) finish() error {
	now := c.now()
	if err := c.collect(); err != nil {
		return err
	}
	if n := c.pending(0, math.MaxInt64, now); n > 0 {
		c.result.Total.Failures[exchange.CauseNotStarted] += n
		last := &c.result.Intervals[len(c.result.Intervals)-1]
		last.Failures[exchange.CauseNotStarted] += n
		last.Failed += n
	}
	if origin, begun := c.Origin(); begun && c.result.Total.Last > 0 {
		c.result.origin = origin
		length := c.result.Total.Last - origin
		if !c.Stopped() { // the pause after the last message belongs to its rate
			length = max(length, c.Planned())
		}
		c.result.Elapsed = time.Duration(length) - c.Warmup
	}
	c.result.Stages = c.stageResults(measure.MergeStages(c.recorders), now)
	return nil
}
