package sasl

import (
	"slices"
	"unicode/utf8"
)

// Forgery is how a client departs from its mechanism on purpose.
type Forgery string

// The forgeries. All are of SCRAM-SHA-256, and ForgeName is of PLAIN too.
const (
	// ForgeNonce sends another nonce in the last message, with a matching proof.
	ForgeNonce Forgery = "nonce"
	// ForgeBinding sends another channel binding in the last message, with a matching
	// proof.
	ForgeBinding Forgery = "binding"
	// ForgeReplay sends the messages of an earlier exchange again.
	ForgeReplay Forgery = "replay"
	// ForgeName sends a user name that SASLprep changes. It is valid: a server must not
	// refuse it.
	ForgeName Forgery = "name"
)

// Forgeries returns every forgery.
func Forgeries() []Forgery { return []Forgery{ForgeNonce, ForgeBinding, ForgeReplay, ForgeName} }

// fits reports whether a mechanism supports the forgery.
func (f Forgery) fits(mechanism string) bool {
	if mechanism == Plain {
		return f == ForgeName
	}
	return mechanism == ScramSHA256 && slices.Contains(Forgeries(), f)
}

// withSoftHyphen puts a soft hyphen (U+00AD) before the last character, which
// SASLprep maps to nothing (RFC 4013 §2.1).
func withSoftHyphen(user string) string {
	_, last := utf8.DecodeLastRuneInString(user)
	if last == 0 {
		return user
	}
	at := len(user) - last
	return user[:at] + "\u00ad" + user[at:]
}
