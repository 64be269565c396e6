package loadgen

// Outcome is what became of a message.
type Outcome uint8

// The outcomes. Every message that was attempted has one.
const (
	Accepted Outcome = iota
	Rejected
	Failed
)

// Cause says why a message failed.
type Cause string

// The causes of failures.
const (
	CauseRefused     Cause = "connect-refused"
	CauseConnect     Cause = "connect-failed" // the network could not be asked, or was unreachable
	CauseNoPort      Cause = "no-local-port"
	CauseNoFile      Cause = "no-open-file"
	CauseTLS         Cause = "tls"
	CauseReset       Cause = "reset"
	CauseClosed      Cause = "closed" // in order, before the last reply
	CauseTimeout     Cause = "timeout"
	CauseOpening     Cause = "opening-refused" // the greeting, EHLO or AUTH
	CauseUnexpected  Cause = "unexpected-reply"
	CauseMalformed   Cause = "malformed-reply"
	CauseNotStarted  Cause = "not-started" // was due in open loop, and no connection became free
	CauseInterrupted Cause = "interrupted"
)

// tally is told what a session sees. Times are in nanoseconds.
type tally interface {
	phase(p Phase, ns int64)
	// reply is one that came whole; raw is good until the call returns.
	reply(code int, raw []byte)
	refused() // a recipient
	// begin and finish frame a message; one of the warm-up is not counted.
	begin()
	finish(o Outcome, cause Cause, octets int, t Ticket)
	// settle is the fate of a message by its number, of the warm-up as well, with
	// the recipients that were accepted.
	settle(number uint64, f fate, copies int)
	// started says how much later than intended a message of an open loop went
	// out, and whether a connection was free for it at its time.
	started(late int64, free bool)
	// lost is a connection that ended while no message was under way.
	lost(cause Cause)
}
