package wire

// DecodeXtext decodes xtext of RFC 3461 section 4: octets from "!" to "~"
// except "+" and "=" represent themselves, "+" and two upper-case hexadecimal
// digits represent any octet. The error is a *SyntaxError.
func DecodeXtext(s string) (string, error) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isXchar(c):
			out = append(out, c)
		case c != '+':
			return "", syntaxf(i, "%s is not allowed in xtext", Visible([]byte{c}))
		default:
			if i+2 >= len(s) {
				return "", syntaxf(i, "+ without two hexadecimal digits")
			}
			hi, ok1 := upperHex(s[i+1])
			lo, ok2 := upperHex(s[i+2])
			if !ok1 || !ok2 {
				return "", syntaxf(i, "+ without two upper-case hexadecimal digits")
			}
			out = append(out, hi<<4|lo)
			i += 2
		}
	}
	return string(out), nil
}

// EncodeXtext encodes any octets as xtext.
func EncodeXtext(s string) string {
	const upper = "0123456789ABCDEF"
	out := make([]byte, 0, len(s)+8)
	for i := range len(s) {
		if c := s[i]; isXchar(c) {
			out = append(out, c)
		} else {
			out = append(out, '+', upper[c>>4], upper[c&15])
		}
	}
	return string(out)
}

func isXchar(c byte) bool { return c >= '!' && c <= '~' && c != '+' && c != '=' }

func upperHex(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
