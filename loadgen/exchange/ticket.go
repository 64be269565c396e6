package exchange

// Ticket is the permission to send one message.
type Ticket struct {
	Number uint64 // of the message in this run, in its id
	// Intended is when the schedule wanted it to start, in nanoseconds of the run; -1 in
	// closed loop.
	Intended int64
	// Counted is false during the warm-up.
	Counted bool
}

// Supply gives out tickets. It returns false when there is nothing to send now, or no
// more at all.
type Supply interface {
	Take(now int64) (Ticket, bool)
}
