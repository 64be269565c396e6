package measure

import (
	"fmt"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// Numbers is what was counted in a span of time.
type Numbers struct {
	Latency  [exchange.NumPhases]*hdrhistogram.Histogram // nanoseconds
	Accepted int64
	Rejected int64
	Failures map[exchange.Cause]int64
	Replies  [1000]int64 // by code; 0 is what begins with none
	// Refusals are the replies 4yz and 5yz by code and enhanced status code.
	Refusals Statuses
	// Refused recipients of messages, accepted or not.
	Refused int64
	// Lost connections on which no message was under way.
	Lost map[exchange.Cause]int64
	// Octets of the accepted mail objects.
	Octets int64
	// Lag is how much later a message went out than it was intended although a connection
	// was free, in nanoseconds: the sender's own doing.
	Lag *hdrhistogram.Histogram
	// Delayed messages found no free connection at their time.
	Delayed int64
	// Opened connections.
	Opened int64
	// Last is when a message ended last, in nanoseconds of the run.
	Last int64
	// Reads that brought something, and Ended, the messages that came to an end, are those
	// of the warm-up too.
	Reads, Ended int64
}

// NewNumbers returns numbers that are all 0.
func NewNumbers() *Numbers {
	n := &Numbers{Failures: map[exchange.Cause]int64{}, Lost: map[exchange.Cause]int64{}, Lag: newHistogram(), Refusals: Statuses{}}
	for i := range n.Latency {
		n.Latency[i] = newHistogram()
	}
	return n
}

// Failed is the number of failures of every cause.
func (n *Numbers) Failed() int64 { return sum(n.Failures) }

// Attempted is the number of messages that came to an end.
func (n *Numbers) Attempted() int64 { return n.Accepted + n.Rejected + n.Failed() }

// Trouble is the number of failures and of lost connections.
func (n *Numbers) Trouble() int64 { return n.Failed() + sum(n.Lost) }

// TroubleOf is Trouble of one cause.
func (n *Numbers) TroubleOf(c exchange.Cause) int64 { return n.Failures[c] + n.Lost[c] }

func sum(m map[exchange.Cause]int64) int64 {
	var n int64
	for _, v := range m {
		n += v
	}
	return n
}

// Merge adds what another has counted.
func (n *Numbers) Merge(o *Numbers) error {
	for i := range n.Latency {
		if err := mergeInto(n.Latency[i], o.Latency[i], exchange.Phase(i).String()); err != nil {
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
	n.Reads += o.Reads
	n.Ended += o.Ended
	n.Last = max(n.Last, o.Last)
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

func addTo(dst, src map[exchange.Cause]int64) {
	for k, v := range src {
		dst[k] += v
	}
}

// Reset makes all numbers 0.
func (n *Numbers) Reset() {
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

// RepliesByCode is Replies without the codes that never came.
func (n *Numbers) RepliesByCode() map[int]int64 {
	m := map[int]int64{}
	for code, v := range &n.Replies {
		if v > 0 {
			m[code] = v
		}
	}
	return m
}
