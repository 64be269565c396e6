package wire

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// isLetDig is Let-dig of RFC 5321 section 4.1.2.
func isLetDig(c byte) bool { return isDigit(c) || isAlpha(c) }

// isAtext is atext of RFC 5322 section 3.2.3.
func isAtext(c byte) bool {
	if isLetDig(c) {
		return true
	}
	switch c {
	case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '/', '=', '?', '^', '_', '`', '{', '|', '}', '~':
		return true
	}
	return false
}

// upperASCII is strings.ToUpper without Unicode, in which other letters than
// those of ASCII have a capital within it.
func upperASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		b[i] = upperOctet(c)
	}
	return string(b)
}

func upperOctet(c byte) byte {
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	return c
}

// equalFoldASCII is strings.EqualFold without Unicode.
func equalFoldASCII(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if upperOctet(a[i]) != upperOctet(b[i]) {
			return false
		}
	}
	return true
}
