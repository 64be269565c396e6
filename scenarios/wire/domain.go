package wire

import (
	"net/netip"
	"strings"
	"unicode/utf8"
)

// MaxDomain is the most octets of a domain name, RFC 5321 section 4.5.3.1.2.
// As no longer name exists (RFC 1035 section 2.3.4) the parsers refuse one.
const MaxDomain = 255

const (
	maxLabel  = 63  // RFC 1035 section 2.3.4
	maxULabel = 252 // RFC 5890 section 4.2
)

// ParseDomain checks Domain of RFC 5321 section 4.1.2: labels of letters,
// digits and inner hyphens, 1 to 63 octets each, 255 octets in all, no dot at
// the end. With utf8ok a label may be a U-label (RFC 6531 section 3.3): any
// well-formed UTF-8 of at most 252 octets; the rules of IDNA are not applied,
// and a name with a U-label is not limited to 255 octets, as that limit is for
// its A-labels. The error is a *SyntaxError.
func ParseDomain(s string, utf8ok bool) error {
	ascii := true
	for at := 0; at <= len(s); at++ { // over the dot after each label
		end := at
		for end < len(s) && s[end] != '.' {
			end++
		}
		err, isASCII := checkLabel(s[at:end], utf8ok)
		if err != nil {
			err.Offset += at
			return err
		}
		ascii = ascii && isASCII
		at = end
	}
	if ascii && len(s) > MaxDomain {
		return syntaxf(MaxDomain, "the domain has %d octets, more than %d", len(s), MaxDomain)
	}
	return nil
}

func checkLabel(label string, utf8ok bool) (err *SyntaxError, ascii bool) {
	if label == "" {
		return syntaxf(0, "a label of the domain is empty"), true
	}
	ascii = true
	for i := 0; i < len(label); {
		c := label[i]
		if isLetDig(c) || c == '-' && i > 0 && i < len(label)-1 {
			i++
			continue
		}
		n := 0
		if c >= 0x80 && utf8ok {
			n = utf8NonASCII(label[i:])
		}
		if n == 0 {
			return syntaxf(i, "%s is not allowed here in a domain", Visible([]byte{c})), ascii
		}
		ascii = false
		i += n
	}
	limit := maxLabel
	if !ascii {
		limit = maxULabel
	}
	if len(label) > limit {
		return syntaxf(limit, "a label has %d octets, more than %d", len(label), limit), ascii
	}
	return nil, ascii
}

// utf8NonASCII is the size of the UTF8-non-ascii at the start of s (RFC 6532
// section 3.1), or 0 for none.
func utf8NonASCII(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	if n < 2 || r == utf8.RuneError && n == 1 {
		return 0
	}
	return n
}

// ParseAddressLiteral checks address-literal of RFC 5321 section 4.1.3, with
// its brackets: an IPv4 address, "IPv6:" in any case with an IPv6 address, or
// another tag with its content. Which tags are registered is not checked. The
// error is a *SyntaxError.
func ParseAddressLiteral(s string) error {
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return syntaxf(0, "an address literal is written in brackets")
	}
	body := s[1 : len(s)-1]
	tag, content, tagged := strings.Cut(body, ":")
	switch {
	case !tagged:
		if !isIPv4(body) {
			return syntaxf(1, "no IPv4 address and no tag")
		}
	case equalFoldASCII(tag, "IPv6"):
		if !isIPv6(content) {
			return syntaxf(1+len("IPv6:"), "no IPv6 address")
		}
	default:
		// Standardized-tag is Ldh-str, which may begin with a hyphen.
		if tag == "" || !isLetDig(tag[len(tag)-1]) || !isKeyword("x"+tag) {
			return syntaxf(1, "no tag of an address literal")
		}
		if content == "" {
			return syntaxf(len(s)-1, "the address literal is empty")
		}
		for i := range len(content) {
			if c := content[i]; c < 33 || c > 126 || c >= '[' && c <= ']' {
				return syntaxf(1+len(tag)+1+i, "%s is not allowed in an address literal", Visible([]byte{c}))
			}
		}
	}
	return nil
}

// isIPv4 is IPv4-address-literal: four Snum, each of one to three digits up to
// 255. The grammar allows leading zeros, which net/netip does not.
func isIPv4(s string) bool {
	parts := 0
	for snum := range strings.SplitSeq(s, ".") {
		parts++
		if len(snum) < 1 || len(snum) > 3 {
			return false
		}
		n := 0
		for i := range len(snum) {
			if !isDigit(snum[i]) {
				return false
			}
			n = n*10 + int(snum[i]-'0')
		}
		if n > 255 || parts > 4 {
			return false
		}
	}
	return parts == 4
}

// isIPv6 is IPv6-addr of RFC 5321 section 4.1.3. Beyond net/netip it knows no
// zone, and "::" replaces at least two groups.
func isIPv6(s string) bool {
	if strings.Contains(s, "%") {
		return false
	}
	groups := 0
	if i := strings.LastIndexByte(s, ':'); i >= 0 && strings.Contains(s[i:], ".") {
		if !isIPv4(s[i+1:]) {
			return false
		}
		s = s[:i+1] + "0:0"
	}
	for g := range strings.SplitSeq(s, ":") {
		if g != "" {
			groups++
		}
	}
	if strings.Contains(s, "::") && groups > 6 {
		return false
	}
	a, err := netip.ParseAddr(s)
	return err == nil && a.Is6()
}
