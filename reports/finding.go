package reports

// Finding is one thing that a case has found.
type Finding struct {
	Verdict     Verdict     `json:"verdict"`
	Kind        string      `json:"kind,omitempty"`        // FindingExpectation, or the kind of a deviation
	Requirement string      `json:"requirement,omitempty"` // id
	File        string      `json:"file,omitempty"`
	Line        int         `json:"line,omitempty"` // of the step
	Sent        string      `json:"sent,omitempty"` // visible text
	Expected    Expectation `json:"expected,omitzero"`
	Got         Observation `json:"got,omitzero"`
	// SeenIn is the case in which it was seen, where that is another one: a case that
	// watches the whole run shows the first place.
	SeenIn string `json:"seen_in,omitempty"`
	// Detail shows the octets concerned, or says more of a deviation.
	Detail string  `json:"detail,omitempty"`
	AtMS   float64 `json:"at_ms"` // from the start of the case
}

// FindingExpectation is the kind of a finding of a step that was not met.
const FindingExpectation = "expectation"

// Expectation is what a step asks for.
type Expectation struct {
	Kind     ExpectationKind `json:"kind"`
	Outcomes []string        `json:"outcomes,omitempty"` // reply codes, enhanced status codes and endings, any of them
	Count    *Range          `json:"count,omitempty"`
	Octets   string          `json:"octets,omitempty"`  // visible text
	Pattern  string          `json:"pattern,omitempty"` // RE2
	Name     string          `json:"name,omitempty"`
	BoundMS  float64         `json:"bound_ms,omitempty"`
	// Should says that another outcome is only advised against. Policy is the entry of
	// the policy table whose stricter reading asks for it.
	Should bool   `json:"should,omitempty"`
	Policy string `json:"policy,omitempty"`
}

// Range is a number of things; Max is -1 where there is no upper bound.
type Range struct {
	Min int `json:"min"`
	Max int `json:"max"`
}

// ExpectationKind says what is asked for.
type ExpectationKind string

// What a step asks for.
const (
	WantOutcomes     ExpectationKind = "outcomes"     // one of Outcomes
	WantSilence      ExpectationKind = "silence"      // for BoundMS
	WantReplyCount   ExpectationKind = "reply-count"  // Count replies of Outcomes
	WantRepliesUntil ExpectationKind = "until"        // replies up to one of Outcomes
	WantRepliesEnd   ExpectationKind = "replies-end"  // the server stops talking
	WantSegments     ExpectationKind = "segments"     // Count segments
	WantGreeting     ExpectationKind = "greeting"     // of a new connection
	WantNotBefore    ExpectationKind = "not-before"   // BoundMS
	WantEnhanced     ExpectationKind = "enhanced"     // one of Outcomes
	WantLines        ExpectationKind = "lines"        // Count lines
	WantBase64       ExpectationKind = "base64"       // text of the reply
	WantGrammar      ExpectationKind = "grammar"      // a reply of the form Name
	WantLine         ExpectationKind = "line"         // that matches Pattern
	WantNoLine       ExpectationKind = "no-line"      // that matches Pattern
	WantKeyword      ExpectationKind = "keyword"      // that matches Pattern
	WantNoKeyword    ExpectationKind = "no-keyword"   // Name
	WantCapture      ExpectationKind = "capture"      // a line to take Name from, by Pattern
	WantNoDeviation  ExpectationKind = "no-deviation" // of the kind Name
	WantStated       ExpectationKind = "stated"       // Name says what; of a result of smtpspec.run/1
)

// What AUTH and TLS ask for.
const (
	WantServerProof        ExpectationKind = "server-proof"          // before 235
	WantChallengeBase64    ExpectationKind = "challenge-base64"      // RFC 4954 §4
	WantChallenge          ExpectationKind = "challenge"             // one that fits the mechanism Name
	WantExchangeEnd        ExpectationKind = "exchange-end"          // of AUTH
	WantTLS                ExpectationKind = "tls"                   // a handshake
	WantNoTLS              ExpectationKind = "no-tls"                // a handshake that fails
	WantCertificate        ExpectationKind = "certificate"           // good for the host Name
	WantNoCompression      ExpectationKind = "no-compression"        // in the ServerHello
	WantRenegotiationInfo  ExpectationKind = "renegotiation-info"    // in the ServerHello
	WantSuitesRefused      ExpectationKind = "suites-refused"        // those of the ClientHello Name
	WantQuietBeforeReverse ExpectationKind = "quiet-before-greeting" // nothing before the customer greets (RFC 2645)
	WantReversedSession    ExpectationKind = "reversed-session"      // EHLO, mail and QUIT
	WantReversedHello      ExpectationKind = "reversed-hello"        // EHLO or HELO first
)

// What is asked for of messages.
const (
	WantMessages     ExpectationKind = "messages"      // Count of them, by the reversed roles
	WantDelivered    ExpectationKind = "delivered"     // Count of them
	WantBody         ExpectationKind = "body"          // Octets
	WantContains     ExpectationKind = "contains"      // a message that has Octets
	WantLacks        ExpectationKind = "lacks"         // a message without Octets
	WantNoneContains ExpectationKind = "none-contains" // no message that has Octets
	WantFirstField   ExpectationKind = "first-field"   // Name
	WantFields       ExpectationKind = "fields"        // Count header fields Name
	WantField        ExpectationKind = "field"         // Name, that matches Pattern
	WantFieldCapture ExpectationKind = "field-capture" // a field to take Name from, by Pattern
)

// ExpectationKinds lists every kind.
func ExpectationKinds() []ExpectationKind {
	return []ExpectationKind{
		WantOutcomes, WantSilence, WantReplyCount, WantRepliesUntil, WantRepliesEnd, WantSegments, WantGreeting, WantNotBefore, WantEnhanced,
		WantLines, WantBase64, WantGrammar, WantLine, WantNoLine, WantKeyword, WantNoKeyword, WantCapture, WantNoDeviation, WantStated,
		WantServerProof, WantChallengeBase64, WantChallenge, WantExchangeEnd, WantTLS, WantNoTLS, WantCertificate, WantNoCompression,
		WantRenegotiationInfo, WantSuitesRefused, WantQuietBeforeReverse, WantReversedSession, WantReversedHello,
		WantMessages, WantDelivered, WantBody, WantContains, WantLacks, WantNoneContains, WantFirstField, WantFields, WantField, WantFieldCapture,
	}
}

// IsZero reports whether nothing was asked for.
func (e Expectation) IsZero() bool { return e.Kind == "" }
