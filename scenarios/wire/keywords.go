package wire

import "strings"

// RegisteredKeyword reports whether an EHLO keyword is in the registry of SMTP
// service extensions, or begins with X, which RFC 5321 section 2.2.2 leaves to
// agreement. The list is that of November 2026; a later extension is unknown to
// it. Case does not matter.
func RegisteredKeyword(name string) bool {
	name = strings.ToUpper(name)
	if strings.HasPrefix(name, "X") {
		return true
	}
	switch name {
	case "8BITMIME", "ATRN", "AUTH", "BINARYMIME", "BURL", "CHECKPOINT", "CHUNKING", "CONNEG", "CONPERM", "DELIVERBY", "DSN",
		"ENHANCEDSTATUSCODES", "ETRN", "EXPN", "FUTURERELEASE", "HELP", "LIMITS", "MT-PRIORITY", "MTRK", "NO-SOLICITING",
		"ONEX", "PIPELINING", "REQUIRETLS", "RRVS", "SAML", "SEND", "SIZE", "SMTPUTF8", "SOML", "STARTTLS", "SUBMITTER",
		"TURN", "UTF8SMTP", "VERB", "VRFY":
		return true
	}
	return false
}
