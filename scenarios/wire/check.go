package wire

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// CheckGreeting returns what departs from the grammar of a greeting, whose first
// line begins with a domain or an address literal (RFC 5321 section 4.2).
func CheckGreeting(r Reply) error {
	first := ""
	if len(r.Lines) > 0 {
		first, _, _ = strings.Cut(r.Lines[0], " ")
	}
	if strings.HasPrefix(first, "[") {
		return ParseAddressLiteral(first)
	}
	return ParseDomain(first, false)
}

// CheckChallenge returns what departs from one line of base64 that is not empty
// and has its padding (RFC 4954 section 4, RFC 4648 section 4).
func CheckChallenge(r Reply) error {
	if len(r.Lines) != 1 || r.Lines[0] == "" {
		return fmt.Errorf("expected one line that is not empty, got %d", len(r.Lines))
	}
	_, err := base64.StdEncoding.DecodeString(r.Lines[0])
	return err
}
