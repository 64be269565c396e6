package reports

// Observation is one thing that was seen of a peer: an event of a transcript, or
// what came where a finding expected something else. It is data: words are made of
// it in words.go, and nothing reads them back.
//
// Which fields a kind has is said at its name. A number that is left out is 0.
type Observation struct {
	Kind     ObservationKind `json:"kind"`
	Octets   string          `json:"octets,omitempty"` // visible text
	By       Side            `json:"by,omitempty"`     // who did it
	Peer     string          `json:"peer,omitempty"`   // host and port
	Count    int             `json:"count,omitempty"`
	Of       int             `json:"of,omitempty"`    // the whole that Count is a part of
	Codes    []string        `json:"codes,omitempty"` // reply codes, then fin, rst or silence where there was an ending
	WaitedMS float64         `json:"waited_ms,omitempty"`
	TLS      *TLS            `json:"tls,omitempty"`
	Cause    string          `json:"cause,omitempty"` // what the system or a library says
}

// Side is one end of a connection.
type Side string

// The sides.
const (
	ByClient Side = "client"
	ByServer Side = "server"
)

// TLS is what is known of a handshake.
type TLS struct {
	Version     string     `json:"version,omitempty"`
	Suite       string     `json:"suite,omitempty"`       // its name, or its number where it has none here
	Hello       string     `json:"hello,omitempty"`       // the kind of a ClientHello that was made by hand
	Compression int        `json:"compression,omitempty"` // the method that a ServerHello chose
	Failure     TLSFailure `json:"failure,omitempty"`
}

// TLSFailure says how a handshake failed.
type TLSFailure string

// The ways in which a handshake fails.
const (
	TLSAlert       TLSFailure = "alert"       // the peer refused it by an alert
	TLSProtocol    TLSFailure = "protocol"    // what came is no TLS, or not such as can be accepted
	TLSCertificate TLSFailure = "certificate" // the certificate was not accepted
	TLSEnded       TLSFailure = "ended"       // the connection ended
	TLSTimeout     TLSFailure = "timeout"
)

// ObservationKind says what was seen.
type ObservationKind string

// What a transcript has. Those of a finding are these and the ones below.
const (
	SawConnected    ObservationKind = "connected"    // Peer
	SawSent         ObservationKind = "sent"         // Octets, in Count segments where there were several
	SawReply        ObservationKind = "reply"        // Octets of the server: a reply, or a command where the roles are reversed
	SawCleartext    ObservationKind = "cleartext"    // Octets in clear after the reply to STARTTLS, which are dropped
	SawSilence      ObservationKind = "silence"      // nothing for WaitedMS
	SawUnfinished   ObservationKind = "unfinished"   // Octets of a reply that had no end after WaitedMS
	SawClosed       ObservationKind = "closed"       // FIN, or an alert of TLS, By a side
	SawHalfClosed   ObservationKind = "half-closed"  // FIN By a side that still reads
	SawReset        ObservationKind = "reset"        // RST By a side
	SawBroken       ObservationKind = "broken"       // the connection, for another Cause
	SawFlood        ObservationKind = "flood"        // more than can be read; Cause says of what
	SawUnsent       ObservationKind = "unsent"       // only Count Of the octets could be sent; Cause
	SawTLS          ObservationKind = "tls"          // a handshake; TLS has Version and Suite, WaitedMS the time it took
	SawTLSFailed    ObservationKind = "tls-failed"   // a handshake; TLS has Failure; Cause
	SawClientHello  ObservationKind = "client-hello" // sent by hand; TLS has Hello
	SawServerHello  ObservationKind = "server-hello" // TLS has Suite and Compression
	SawHelloRefused ObservationKind = "hello-refused"
	SawReversed     ObservationKind = "roles-reversed" // RFC 2645
	SawDelivered    ObservationKind = "delivered"      // Count messages in which Octets are
	SawTruncated    ObservationKind = "truncated"      // the transcript: it had grown too long
	SawNote         ObservationKind = "note"           // Octets; of a result of smtpspec.run/1, where its words say nothing more
)

// What a finding has beside what a transcript has.
const (
	SawReplies     ObservationKind = "replies"     // Count replies that match, among Codes, the first Of them
	SawStopped     ObservationKind = "stopped"     // Codes, the first Of them, then nothing for WaitedMS
	SawSegments    ObservationKind = "segments"    // Of replies in Count segments
	SawLines       ObservationKind = "lines"       // Count lines in a reply of these Octets
	SawEarly       ObservationKind = "early"       // something came after WaitedMS
	SawUnreachable ObservationKind = "unreachable" // no connection; Cause
	SawDeparture   ObservationKind = "departure"   // Octets of a reply that is not of the form; Cause
	SawError       ObservationKind = "error"       // what came cannot be used; Cause
	SawChallenge   ObservationKind = "challenge"   // one challenge more, the Count of them
	SawCount       ObservationKind = "count"       // Count messages
	SawWithout     ObservationKind = "without"     // Count messages, none of which has it
	SawWith        ObservationKind = "with"        // a message that has it
	SawMessage     ObservationKind = "message"     // Octets of a delivered message
	SawBody        ObservationKind = "body"        // Octets of its body
	SawFields      ObservationKind = "fields"      // Count header fields in a message of these Octets
	SawLongLine    ObservationKind = "long-line"   // a line of more than Count octets
)

// ObservationKinds lists every kind.
func ObservationKinds() []ObservationKind {
	return []ObservationKind{
		SawConnected, SawSent, SawReply, SawCleartext, SawSilence, SawUnfinished, SawClosed, SawHalfClosed, SawReset, SawBroken, SawFlood,
		SawUnsent, SawTLS, SawTLSFailed, SawClientHello, SawServerHello, SawHelloRefused, SawReversed, SawDelivered, SawTruncated, SawNote,
		SawReplies, SawStopped, SawSegments, SawLines, SawEarly, SawUnreachable, SawDeparture, SawError, SawChallenge, SawCount, SawWithout, SawWith,
		SawMessage, SawBody, SawFields, SawLongLine,
	}
}

// IsZero reports whether nothing was seen.
func (o Observation) IsZero() bool { return o.Kind == "" }

// Received reports whether it is octets of the server.
func (o *Observation) Received() bool { return o.Kind == SawReply || o.Kind == SawCleartext }

// Ended reports whether the server ended the connection, in order or not, before or
// in a handshake. Whether FIN or RST is seen depends on who was quicker.
func (o *Observation) Ended() bool {
	switch o.Kind {
	case SawClosed, SawReset:
		return o.By == ByServer
	case SawTLSFailed:
		return o.TLS != nil && (o.TLS.Failure == TLSEnded || o.TLS.Failure == TLSTimeout)
	}
	return false
}
