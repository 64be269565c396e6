package loadgen

import (
	"fmt"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const (
	// maxLatency is the longest latency that is told from longer ones.
	maxLatency = 10 * time.Minute
	// digits is the precision of a histogram: 0.1 %.
	digits = 3
)

func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, int64(maxLatency), digits)
}

// recordInto records nanoseconds; what lies outside the range counts at its end.
func recordInto(h *hdrhistogram.Histogram, ns int64) {
	if h.RecordValue(min(max(ns, 1), int64(maxLatency))) != nil {
		_ = h.RecordValue(int64(maxLatency)) // its own range holds it
	}
}

// Numbers is what was counted in a span of time.
type Numbers struct {
	Latency  [phases]*hdrhistogram.Histogram // nanoseconds
	Accepted int64
	Rejected int64
	Failures map[Cause]int64
	Replies  [1000]int64 // by code; 0 is what begins with none
	// Refusals are the replies 4yz and 5yz by code and enhanced status code.
	Refusals Statuses
	// Refused recipients of messages, accepted or not.
	Refused int64
	// Lost connections on which no message was under way.
	Lost map[Cause]int64
	// Octets of the accepted mail objects.
	Octets int64
	// Lag is how much later a message went out than it was intended although a
	// connection was free, in nanoseconds: the source's own doing.
	Lag *hdrhistogram.Histogram
	// Delayed messages found no free connection at their time.
	Delayed int64
	// Opened connections.
	Opened int64
	last   int64 // when a message ended last, nanoseconds of the run
	heard  int64 // reads that brought something, counted or not
	ended  int64 // messages that came to an end, counted or not
}

func newNumbers() *Numbers {
	n := &Numbers{Failures: map[Cause]int64{}, Lost: map[Cause]int64{}, Lag: newHistogram(), Refusals: Statuses{}}
	for i := range n.Latency {
		n.Latency[i] = newHistogram()
	}
	return n
}

// Failed is the number of failures of every cause.
func (n *Numbers) Failed() int64 { return sum(n.Failures) }

// Attempted is the number of messages that came to an end.
func (n *Numbers) Attempted() int64 { return n.Accepted + n.Rejected + n.Failed() }

// merge adds what another has counted.
func (n *Numbers) merge(o *Numbers) error {
	for i := range n.Latency {
		if err := mergeInto(n.Latency[i], o.Latency[i], Phase(i).String()); err != nil {
			return err
		}
	}
	if err := mergeInto(n.Lag, o.Lag, "the schedule"); err != nil {
		return err
	}
	n.Accepted += o.Accepted
	n.Rejected += o.Rejected
	n.Refused += o.Refused
	n.Octets += o.Octets
	n.Delayed += o.Delayed
	n.Opened += o.Opened
	n.heard += o.heard
	n.ended += o.ended
	n.last = max(n.last, o.last)
	addTo(n.Failures, o.Failures)
	for code, v := range &o.Replies {
		n.Replies[code] += v
	}
	addTo(n.Lost, o.Lost)
	n.Refusals.merge(o.Refusals)
	return nil
}

func mergeInto(dst, src *hdrhistogram.Histogram, what string) error {
	if src.TotalCount() == 0 {
		return nil // a walk through all its empty counters otherwise
	}
	if dropped := dst.Merge(src); dropped > 0 {
		return fmt.Errorf("%d values lie outside the histogram of %s", dropped, what)
	}
	return nil
}

func addTo(dst, src map[Cause]int64) {
	for k, v := range src {
		dst[k] += v
	}
}

// reset forgets everything.
func (n *Numbers) reset() {
	for _, h := range append(n.Latency[:], n.Lag) {
		if h.TotalCount() > 0 {
			h.Reset()
		}
	}
	clear(n.Failures)
	clear(n.Lost)
	clear(n.Refusals)
	*n = Numbers{Latency: n.Latency, Lag: n.Lag, Failures: n.Failures, Lost: n.Lost, Refusals: n.Refusals}
}

// recorder is one worker's share of the numbers. The worker holds its lock while
// it handles an event; once a second the numbers are swapped for empty ones.
type recorder struct {
	mu      sync.Mutex
	now     int64 // of the event being handled
	open    int64 // messages under way
	conns   int64 // connections open
	current *Numbers
	spare   *Numbers     // owned by whoever calls swap
	stages  *stageCounts // of an open loop
	ledger  *Ledger      // may be nil
}

func newRecorder() *recorder { return &recorder{current: newNumbers(), spare: newNumbers()} }

// swap returns what was counted since the last call, good until the next, and
// how many messages are under way and connections open.
func (r *recorder) swap() (n *Numbers, open, conns int64) {
	r.spare.reset()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.current, r.spare = r.spare, r.current
	return r.spare, r.open, r.conns
}

// What follows is the tally of sessions. The lock is held.

func (r *recorder) phase(p Phase, ns int64) { recordInto(r.current.Latency[p], ns) }

func (r *recorder) reply(code int, raw []byte) {
	r.current.Replies[code]++ // three digits
	if code >= 400 && code < 600 {
		r.current.Refusals.add(statusOf(code, raw), 1)
	}
}

func (r *recorder) connected() {
	r.conns++
	r.current.Opened++
}

func (r *recorder) disconnected() { r.conns-- }

func (r *recorder) refused() { r.current.Refused++ }

func (r *recorder) lost(cause Cause) { r.current.Lost[cause]++ }

func (r *recorder) begin() { r.open++ }

// delayedFrom is how much too late a message has to start to count as delayed.
const delayedFrom = int64(time.Millisecond)

func (r *recorder) started(late int64, free bool) {
	if free {
		recordInto(r.current.Lag, late)
	} else if late > delayedFrom {
		r.current.Delayed++
	}
}

func (r *recorder) finish(o Outcome, cause Cause, octets int, t Ticket) {
	r.open--
	r.current.ended++
	if !t.Counted {
		return
	}
	if r.stages != nil {
		r.stages.ended(o, t, r.now)
	}
	n := r.current
	n.last = r.now
	switch o {
	case Accepted:
		n.Accepted++
		n.Octets += int64(octets)
	case Rejected:
		n.Rejected++
	default:
		n.Failures[cause]++
	}
}

func (r *recorder) settle(number uint64, f fate, copies int) {
	if r.ledger != nil {
		r.ledger.settle(number, f, copies)
	}
}

func sum(m map[Cause]int64) int64 {
	var n int64
	for _, v := range m {
		n += v
	}
	return n
}

func (n *Numbers) repliesByCode() map[int]int64 {
	m := map[int]int64{}
	for code, v := range &n.Replies {
		if v > 0 {
			m[code] = v
		}
	}
	return m
}
