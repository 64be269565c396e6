package reports

// Reason says why a case has its verdict where no finding does: it does not apply,
// could not be observed, or the harness failed. Of unknown it says what would let
// the case be observed.
type Reason struct {
	Kind    ReasonKind `json:"kind"`
	Name    string     `json:"name,omitempty"`
	Pattern string     `json:"pattern,omitempty"` // RE2
	Text    string     `json:"text,omitempty"`    // an error of the system or a library, or a reason that somebody has given
	Line    int        `json:"line,omitempty"`    // of the step
	Sent    string     `json:"sent,omitempty"`    // visible text
	// Expected and Got are of a step that prepares, or that the server answered so that
	// the rule does not apply.
	Expected Expectation `json:"expected,omitzero"`
	Got      Observation `json:"got,omitzero"`
}

// ReasonKind says what a reason is about.
type ReasonKind string

// Reasons why a case does not apply, or cannot be run.
const (
	ReasonSubject     ReasonKind = "subject"      // Name is under test
	ReasonProfile     ReasonKind = "profile"      // not of the profile Name
	ReasonNotGiven    ReasonKind = "not-given"    // target.yaml lacks the key Name
	ReasonNoPort      ReasonKind = "no-port"      // target.yaml lacks the port Name
	ReasonNotOffered  ReasonKind = "not-offered"  // the capability Name
	ReasonOnlyWithout ReasonKind = "only-without" // applies to servers with Name, such as "no PIPELINING"
	ReasonAnswer      ReasonKind = "answer"       // Got is an answer under which the rule does not apply
	ReasonNoLine      ReasonKind = "no-line"      // of the reply matches Pattern
	ReasonNoField     ReasonKind = "no-field"     // Name of the delivered message matches Pattern
)

// Reasons why nothing was observed, or why the harness failed.
const (
	ReasonPreparation  ReasonKind = "preparation"  // the step at Line, which prepares, expected something else than it Got
	ReasonTemporary    ReasonKind = "temporary"    // Got is a temporary failure
	ReasonSlow         ReasonKind = "slow"         // Got is a reply that was still coming when its time was over
	ReasonUnproved     ReasonKind = "unproved"     // Got does not show that the server did what it must not do
	ReasonNoReply      ReasonKind = "no-reply"     // none was seen in the whole run
	ReasonInsecure     ReasonKind = "insecure"     // target.yaml says tls.insecure
	ReasonUntrusted    ReasonKind = "untrusted"    // the certificate; Got is the handshake
	ReasonNoSuite      ReasonKind = "no-suite"     // this program lacks the cipher suite Name
	ReasonNoHello      ReasonKind = "no-hello"     // the ClientHello was not answered
	ReasonNoDelivery   ReasonKind = "no-delivery"  // delivery.dir has never had a message
	ReasonEnded        ReasonKind = "ended"        // the session, by the player: the server files messages only then
	ReasonMerged       ReasonKind = "merged"       // the files of the recipients of a message: the store has one for all
	ReasonUndetermined ReasonKind = "undetermined" // Text
	ReasonUnreached    ReasonKind = "unreached"    // the target could not be asked anything
	ReasonDead         ReasonKind = "dead"         // the target had died before; Text
	ReasonDied         ReasonKind = "died"         // the target died in this case or one beside it; Text
	ReasonError        ReasonKind = "error"        // Text, of the step at Line where there is one
	ReasonInterrupted  ReasonKind = "interrupted"  // Text
	ReasonAnswered     ReasonKind = "answered"     // Got is what the server does where it may do what it likes
	ReasonStated       ReasonKind = "stated"       // Text; of a result of smtpspec.run/1
)

// ReasonKinds lists every kind.
func ReasonKinds() []ReasonKind {
	return []ReasonKind{
		ReasonSubject, ReasonProfile, ReasonNotGiven, ReasonNoPort, ReasonNotOffered, ReasonOnlyWithout, ReasonAnswer, ReasonNoLine, ReasonNoField,
		ReasonPreparation, ReasonTemporary, ReasonSlow, ReasonUnproved, ReasonNoReply, ReasonInsecure, ReasonUntrusted, ReasonNoSuite, ReasonNoHello, ReasonNoDelivery, ReasonEnded, ReasonMerged,
		ReasonUndetermined, ReasonUnreached, ReasonDead, ReasonDied, ReasonError, ReasonInterrupted, ReasonAnswered, ReasonStated,
	}
}

// Because is a reason in the words of somebody else.
func Because(kind ReasonKind, text string) *Reason { return &Reason{Kind: kind, Text: text} }

// Excuse is a waiver of a finding of a case.
type Excuse struct {
	Until   string `json:"until"` // the last day on which it is in force
	Expired bool   `json:"expired,omitempty"`
	Reason  string `json:"reason"`
	Place   string `json:"place"` // file:line
}
