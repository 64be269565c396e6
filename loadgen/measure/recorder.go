package measure

import (
	"sync"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// Recorder is one worker's share of the numbers, and the tally of its sessions. The worker
// holds its lock while it handles an event; once a second the numbers are swapped for
// empty ones.
type Recorder struct {
	mu          sync.Mutex
	now         int64 // of the event being handled
	underWay    int64 // messages
	connections int64 // open
	current     *Numbers
	spare       *Numbers // owned by whoever calls Swap

	// Of an open loop; stageOf is nil in a closed one.
	stages  StageCounts
	stageOf func(message uint64) (stage int, end int64)

	outcomes Outcomes // may be nil
}

// Outcomes is told the outcome of every message, those of the warm-up included.
type Outcomes interface {
	Record(f exchange.Finished)
}

// NewRecorder returns a recorder in which nothing is recorded.
func NewRecorder() *Recorder { return &Recorder{current: NewNumbers(), spare: NewNumbers()} }

// CountStages makes the recorder count by stage too, of which there are n. stageOf says in
// which stage a message belongs, and when that is over, in nanoseconds of the run.
func (r *Recorder) CountStages(n int, stageOf func(message uint64) (stage int, end int64)) {
	r.stages, r.stageOf = make(StageCounts, n), stageOf
}

// Tell makes the recorder tell another of every outcome.
func (r *Recorder) Tell(o Outcomes) { r.outcomes = o }

// Lock is taken by the worker before it handles events.
func (r *Recorder) Lock() { r.mu.Lock() }

// Unlock is the end of what Lock began.
func (r *Recorder) Unlock() { r.mu.Unlock() }

// At sets the time of the events that follow. The lock is held.
func (r *Recorder) At(now int64) { r.now = now }

// Swap returns what was counted since the last call, good until the next, and how many
// messages are under way and connections open.
func (r *Recorder) Swap() (n *Numbers, underWay, connections int64) {
	r.spare.Reset()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current, r.spare = r.spare, r.current
	return r.spare, r.underWay, r.connections
}

// What follows is told of connections and sessions. The lock is held.

// Connected counts a connection that was opened.
func (r *Recorder) Connected() {
	r.connections++
	r.current.Opened++
}

// Disconnected counts the end of a connection.
func (r *Recorder) Disconnected() { r.connections-- }

// Read counts a read that brought something.
func (r *Recorder) Read() { r.current.Reads++ }

// Phase records a latency.
func (r *Recorder) Phase(p exchange.Phase, ns int64) { record(r.current.Latency[p], ns) }

// Reply counts a reply.
func (r *Recorder) Reply(code int, raw []byte) {
	r.current.Replies[code]++ // three digits
	if code >= 400 && code < 600 {
		r.current.Refusals.add(statusOf(code, raw), 1)
	}
}

// RecipientRefused counts a recipient that was refused.
func (r *Recorder) RecipientRefused() { r.current.Refused++ }

// Lost counts a connection that ended while no message was under way.
func (r *Recorder) Lost(cause exchange.Cause) { r.current.Lost[cause]++ }

// Begin counts a message that is under way.
func (r *Recorder) Begin() { r.underWay++ }

// delayedFrom is how much too late a message has to start to count as delayed.
const delayedFrom = int64(time.Millisecond)

// Started records how late a message of an open loop started.
func (r *Recorder) Started(late int64, free bool) {
	if free {
		record(r.current.Lag, late)
	} else if late > delayedFrom {
		r.current.Delayed++
	}
}

// Finish counts a message that came to its end.
func (r *Recorder) Finish(f exchange.Finished) {
	r.underWay--
	r.current.Ended++
	if r.outcomes != nil {
		r.outcomes.Record(f)
	}
	if !f.Ticket.Counted {
		return
	}
	if r.stageOf != nil {
		stage, end := r.stageOf(f.Ticket.Number)
		r.stages[stage].finish(f, r.now, end)
	}
	n := r.current
	n.Last = r.now
	switch f.Outcome {
	case exchange.Accepted:
		n.Accepted++
		n.Octets += int64(f.Octets)
	case exchange.Rejected:
		n.Rejected++
	default:
		n.Failures[f.Cause]++
	}
}
