package loadgen

// Ticket is the right to send one message.
type Ticket struct {
	Number uint64 // of the message in this run, in its id
	// Intended is when the schedule wanted it to start, in nanoseconds of the
	// run; -1 in closed loop.
	Intended int64
	// Counted is false during the warm-up.
	Counted bool
}

// supply hands out tickets. It says no when there is nothing to send now, or
// ever again.
type supply interface {
	take(now int64) (Ticket, bool)
}
