package scenarios

import (
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
)

// Step is one step of a scenario. It has exactly one action, except that C or
// another sending action may be combined with S.
type Step struct {
	Pos strictyaml.Pos `yaml:"-"`

	Connect   *Connect   `yaml:"connect"`
	Accept    *Accept    `yaml:"accept"`
	C         *Lines     `yaml:"C"`
	S         *Lines     `yaml:"S"`
	Send      Segments   `yaml:"send"`
	Data      *Template  `yaml:"data"`
	Bdat      *Template  `yaml:"bdat"`
	Last      bool       `yaml:"last"`
	TLS       *Handshake `yaml:"tls"`
	Auth      *Auth      `yaml:"auth"`
	Pause     *Duration  `yaml:"pause"`
	Collect   *Collect   `yaml:"collect"`
	Delivered *Delivered `yaml:"delivered"`
	Close     string     `yaml:"close"`

	ExpectSilence *Duration    `yaml:"expect_silence"`
	ExpectOpen    *ExpectOpen  `yaml:"expect_open"`
	AtrnReceive   *AtrnReceive `yaml:"atrn_receive"`

	// Keys that are replaced by other steps; an expanded case has none of them.
	Use    string  `yaml:"use"`
	With   Vars    `yaml:"with"`
	Given  *Steps  `yaml:"given"`
	Repeat *Repeat `yaml:"repeat"`

	Connection Connection         `yaml:"on"`
	When       string             `yaml:"when"`
	Unread     bool               `yaml:"unread"`
	Proves     strictyaml.Strings `yaml:"proves"`
	Level      requirements.Level `yaml:"level"`
	Cut        *Cut               `yaml:"cut"`
	Gap        *Duration          `yaml:"gap"`
	Within     *Duration          `yaml:"within"`

	// On is the name of the connection, "" for the first.
	On string `yaml:"-"`
	// Prepares is true when the step only prepares what is proved.
	Prepares bool `yaml:"-"`
	// Gate is When, parsed.
	Gate *Need `yaml:"-"`
	// Expect is what the harness waits for: replies of a server (S), or
	// commands of a client (C).
	Expect []*Expect `yaml:"-"`
	// Commands is what the harness sends as lines: C to a server, S to a client.
	Commands []Template `yaml:"-"`
}

// Connect opens a connection to the target.
type Connect struct {
	Port string `yaml:"port"`
	TLS  bool   `yaml:"tls"`
}

// Accept waits for a connection from the client or relay under test.
type Accept struct {
	Port   string    `yaml:"port"`
	Within *Duration `yaml:"within"`
}

// Handshake upgrades the connection to TLS.
type Handshake struct {
	Fails    bool `yaml:"fails"`    // it must not succeed
	MayFail  bool `yaml:"may_fail"` // if it does not succeed the case ends here, without a failure
	Verified bool `yaml:"verified"` // the certificate must be valid
	// Version is the only version that is offered: 1.0 to 1.3.
	Version string `yaml:"version"`
	// Suites are the only suites that are offered below TLS 1.3.
	Suites strictyaml.Strings `yaml:"suites"`
	// Hello is one of HelloKinds: a hand-made ClientHello, in place of a handshake.
	Hello string `yaml:"hello"`
	// Certificate presents that of target.yaml to a server that asks for one.
	Certificate bool `yaml:"certificate"`
}

// HelloKinds returns the kinds of hand-made ClientHello: only suites without
// encryption, only suites without a certificate, compression, and secure
// renegotiation (RFC 5746).
func HelloKinds() []string {
	return []string{"null-cipher", "anonymous", "compression", "renegotiation"}
}

// Auth is a complete AUTH exchange (RFC 4954).
type Auth struct {
	Mechanism string    `yaml:"mechanism"`
	Initial   *bool     `yaml:"initial"`
	User      *Template `yaml:"user"`
	Password  *Template `yaml:"password"`
	Forge     string    `yaml:"forge"` // one of ForgeKinds
	// Message replaces the message of OAUTHBEARER.
	Message *Template `yaml:"message"`
}

// AuthMechanisms returns the mechanisms of auth.
func AuthMechanisms() []string {
	var names []string
	for _, m := range sasl.Mechanisms() {
		names = append(names, m.Name)
	}
	return names
}

// ForgeKinds returns the ways in which auth can depart from its mechanism.
func ForgeKinds() []string {
	var kinds []string
	for _, f := range sasl.Forgeries() {
		kinds = append(kinds, string(f))
	}
	return kinds
}

// Collect reads replies up to an outcome and counts them.
type Collect struct {
	Until Outcomes     `yaml:"until"`
	Count []ReplyTally `yaml:"count"`
	Quit  bool         `yaml:"quit"`
	// Segments bounds the number of reads in which the replies arrived, which is
	// at most the number of segments in which they were sent.
	Segments *Range `yaml:"segments"`
}

// AtrnReceive acts as the receiver after the roles were reversed (RFC 2645 §5.3).
type AtrnReceive struct {
	Messages *Range     `yaml:"messages"`
	Contains []Template `yaml:"contains"`
	Absent   []Template `yaml:"absent"`
}

// ReplyTally bounds how many of the collected replies may match.
type ReplyTally struct {
	Match Outcome
	Range Range
}

// ExpectOpen checks that a new connection is greeted.
type ExpectOpen struct {
	Port string `yaml:"port"`
}

// Delivered checks the messages in the spool.
type Delivered struct {
	Find     *Template      `yaml:"find"`
	Count    *Range         `yaml:"count"`
	Body     *Template      `yaml:"body"`
	Contains []Template     `yaml:"contains"`
	Absent   []Template     `yaml:"absent"`
	Header   []FieldPattern `yaml:"header"`
	Fields   []FieldCount   `yaml:"fields"`
	First    string         `yaml:"first"`
	Within   *Duration      `yaml:"within"`
	// SkipUnless are header fields without which the rule does not apply.
	SkipUnless []FieldPattern `yaml:"skip"`
	// Capture looks at the fields of the header, unfolded, each with its name.
	Capture Captures `yaml:"capture"`
}

// FieldPattern is a header field that must match.
type FieldPattern struct {
	Name    string
	Pattern Pattern
}

// FieldCount is how often a header field must occur.
type FieldCount struct {
	Name  string
	Range Range
}
