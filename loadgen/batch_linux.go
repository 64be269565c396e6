package loadgen

import "github.com/smtpspec/smtpspec/loadgen/exchange"

// batchSize is how many connections are read before the output of their sessions is
// written. Reading many in a row and then writing many in a row costs less than alternating:
// the caches keep what the kernel needs for the one, and a peer that was woken finds the
// next message when it is done with the first. More than these gain nothing.
const batchSize = 16

// batch is the output of sessions to what was read from their connections.
type batch struct {
	reactions [batchSize]reaction
	n         int
}

// reaction is that of one session.
type reaction struct {
	slot   int32
	action exchange.Action
	at     int64 // when it was read
	out    exchange.Output
}

func (b *batch) full() bool { return b.n == batchSize }

// next returns another reaction, which counts only when it is kept. The batch must not be
// full.
func (b *batch) next(slot int32, at int64) *reaction {
	r := &b.reactions[b.n]
	r.slot, r.at = slot, at
	r.out.Reset()
	return r
}

func (b *batch) keep() { b.n++ }

// take empties the batch. What it returns is good until next is called.
func (b *batch) take() []reaction {
	n := b.n
	b.n = 0
	return b.reactions[:n]
}
