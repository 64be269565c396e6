package exchange

// Outcome is what became of a message.
type Outcome uint8

// The outcomes. Every message that was attempted has one.
const (
	Accepted Outcome = iota
	Rejected
	Failed
)

// String is the name of an outcome in reports.
func (o Outcome) String() string { return [...]string{"accepted", "rejected", "failed"}[o] }

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

// Finished is a message whose outcome is known.
type Finished struct {
	Ticket  Ticket
	Outcome Outcome
	Cause   Cause // of a failure
	Octets  int   // of its mail object
	// Copies is how many recipients were accepted: as many copies are to be delivered.
	Copies int
	// Complete is true when its end of data was handed to the connection. When the message
	// failed after that, the server may have taken it.
	Complete bool
}
