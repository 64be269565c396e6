package sasl

import "slices"

// The supported mechanisms.
const (
	Plain           = "PLAIN"              // RFC 4616
	Login           = "LOGIN"              // expired draft-murchison-sasl-login
	CramMD5         = "CRAM-MD5"           // RFC 2195
	ScramSHA256     = "SCRAM-SHA-256"      // RFC 5802, RFC 7677
	ScramSHA256Plus = "SCRAM-SHA-256-PLUS" // the same, bound to TLS
	OAuthBearer     = "OAUTHBEARER"        // RFC 7628
)

// Mechanism describes one mechanism.
type Mechanism struct {
	Name string
	// ClientFirst reports whether the client speaks first, so that AUTH can carry
	// its initial response.
	ClientFirst bool
	// Messages is the number of messages of the client in an exchange that succeeds.
	Messages int

	start func(*Config) (Client, error)
}

// Mechanisms returns every mechanism.
func Mechanisms() []Mechanism {
	return []Mechanism{
		{Plain, true, 1, newPlain},
		{Login, false, 2, newLogin},
		{ScramSHA256, true, 3, newScram},
		{ScramSHA256Plus, true, 3, newScramPlus},
		{CramMD5, false, 1, newCram},
		{OAuthBearer, true, 1, newBearer},
	}
}

// Lookup returns the mechanism of a name, which is case-sensitive.
func Lookup(name string) (Mechanism, bool) {
	all := Mechanisms()
	if i := slices.IndexFunc(all, func(m Mechanism) bool { return m.Name == name }); i >= 0 {
		return all[i], true
	}
	return Mechanism{}, false
}
