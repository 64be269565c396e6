package sasl

import (
	"slices"
	"unicode/utf8"
)

// Forgery is how a client departs from its mechanism on purpose.
type Forgery string

// The forgeries. All are of SCRAM-SHA-256, and ForgeName is of PLAIN too.
const (
	// ForgeNonce says another nonce in the last message, with a proof that fits it.
	ForgeNonce Forgery = "nonce"
	// ForgeBinding says another channel binding in the last message, with a proof that
	// fits it.
	ForgeBinding Forgery = "binding"
	// ForgeReplay says what the client said in an earlier exchange.
	ForgeReplay Forgery = "replay"
	// ForgeName says a user name that SASLprep has to prepare. It departs from nothing
	// that a server may refuse.
	ForgeName Forgery = "name"
)

// Forgeries returns every forgery.
func Forgeries() []Forgery { return []Forgery{ForgeNonce, ForgeBinding, ForgeReplay, ForgeName} }

// fits reports whether a mechanism has the forgery.
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
