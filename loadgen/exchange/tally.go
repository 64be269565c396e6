package exchange

// Tally is told what a session sees. Times are in nanoseconds.
type Tally interface {
	// Phase is a latency.
	Phase(p Phase, ns int64)
	// Reply is a whole reply; raw is good until the call returns.
	Reply(code int, raw []byte)
	// RecipientRefused is one recipient of a message that was refused.
	RecipientRefused()
	// Begin and Finish enclose a message, one of the warm-up too.
	Begin()
	Finish(f Finished)
	// Started says how much later than intended a message of an open loop went out, and
	// whether a connection was free for it at its time.
	Started(late int64, free bool)
	// Lost is a connection that ended while no message was under way.
	Lost(cause Cause)
}
