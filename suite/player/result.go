package player

import (
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Result is the result of one run of a case.
type Result struct {
	Verdict    reports.Verdict
	Reason     *reports.Reason // where no finding says it
	Findings   []reports.Finding
	Transcript []reports.Event
	// Deviations are departures from the grammar of replies. They do not
	// change the verdict: a case with watch checks them for the complete run.
	Deviations []Deviation
	Replies    int // how many replies came, so that no deviation means something
	// Lost is true when the server was silent, closed the connection or refused
	// one where something else was expected: it may no longer be there.
	Lost    bool
	Started time.Time
	Elapsed time.Duration
}

// Deviation is one departure of the server, with its circumstances.
type Deviation struct {
	Kind    string
	On      string
	After   string // what had been sent, visible
	Reply   string // the reply, visible
	Detail  string
	AtMS    float64
	Enhance bool // the session had offered ENHANCEDSTATUSCODES
}

// Kinds of deviation that the player itself finds, besides those of
// wire.DeviationKind.
const (
	PlaintextAfterStartTLS = "plaintext-after-starttls" // octets in clear after the reply to STARTTLS
	ExtraReply             = "extra-reply"              // a reply that no command had asked for
	UnfinishedReply        = "unfinished-reply"         // the connection ended inside a reply
	ReplyFlood             = "reply-flood"              // more octets, lines or longer lines than a client can be asked to take
	ChallengeWithoutSpace  = "challenge-without-space"  // 334 alone (RFC 4954 §4)
	MissingCloseAlert      = "missing-close-alert"      // TLS that ended with TCP, without close_notify (RFC 8314 §3.4)
	CertificateRequested   = "certificate-requested"    // a handshake in which the server asked for a certificate (RFC 8314 §4.2)
	FinalLineEnd           = "final-line-end"           // a stored message whose last line end is lost, or which has one more
)

// Kinds lists the kinds of this package, for the check of watch.
func Kinds() []string {
	return []string{PlaintextAfterStartTLS, ExtraReply, UnfinishedReply, ReplyFlood, ChallengeWithoutSpace, MissingCloseAlert, CertificateRequested, FinalLineEnd}
}
