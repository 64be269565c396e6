package wire

import (
	"bytes"
	"unicode/utf8"
)

// Command is a command line of a client, RFC 5321 section 4.1.1.
type Command struct {
	// Verb is the word before the first SP in upper case.
	Verb string
	// Args is everything after that first SP with white space at its end (SP
	// and HT) removed. White space at its start is kept: "NOOP  x" has the
	// arguments " x".
	Args string
	// Trailing counts the octets of white space at the end of the line, which
	// RFC 5321 section 4.1.1 asks a server to tolerate. The SP after a verb
	// without arguments counts as such.
	Trailing int
	// EightBit reports whether the line has an octet above 127, which is an
	// error unless SMTPUTF8 is in use (RFC 6531 section 3.3).
	EightBit bool
	// Plain reports whether the line has only printable ASCII and SP, which
	// CheckOctets accepts.
	Plain bool
	// Raw is the line as it was given, not a copy of it.
	Raw []byte
}

// ParseCommand splits a command line, given without its CRLF. A verb that is
// not made of letters alone, and a CR, LF or NUL anywhere, is a *SyntaxError;
// the command then holds what could be read. Octets above 127 are reported by
// Command.EightBit, and CheckOctets has the full rule. The length of the line
// is not limited here.
func ParseCommand(line []byte) (Command, error) {
	c := Command{Raw: line, Plain: isPlain(line)}
	forbidden := -1
	if !c.Plain {
		c.EightBit = bytes.ContainsFunc(line, func(r rune) bool { return r >= 0x80 })
		forbidden = bytes.IndexAny(line, "\r\n\x00")
	}
	trimmed := trimSpace(line)
	c.Trailing = len(line) - len(trimmed)
	verb, args := trimmed, trimmed[len(trimmed):]
	if i := bytes.IndexByte(trimmed, ' '); i >= 0 {
		verb, args = trimmed[:i], trimmed[i+1:]
	}
	for i, b := range verb {
		if !isAlpha(b) {
			return c, syntaxf(i, "the verb holds %s, which is not a letter", Visible(verb[i:i+1]))
		}
	}
	if len(verb) == 0 {
		return c, syntaxf(0, "the verb is missing")
	}
	c.Verb = upperVerb(verb)
	c.Args = string(args)
	if i := forbidden; i >= 0 {
		return c, syntaxf(i, "a command line holds no %s", Visible(line[i:i+1]))
	}
	return c, nil
}

// isPlain is the value of Command.Plain.
func isPlain(line []byte) bool {
	for _, b := range line {
		if b-' ' > '~'-' ' {
			return false
		}
	}
	return true
}

// trimSpace removes SP and HT from the end of a line.
func trimSpace[S ~string | ~[]byte](line S) S {
	end := len(line)
	for end > 0 && (line[end-1] == ' ' || line[end-1] == '\t') {
		end--
	}
	return line[:end]
}

// upperVerb gives letters in upper case. Those of a transaction cost no
// allocation.
func upperVerb(verb []byte) string {
	var upper [4]byte
	if len(verb) == len(upper) {
		for i, b := range verb {
			upper[i] = b &^ ('a' - 'A')
		}
		switch string(upper[:]) {
		case "MAIL":
			return "MAIL"
		case "RCPT":
			return "RCPT"
		case "DATA":
			return "DATA"
		case "BDAT":
			return "BDAT"
		case "RSET":
			return "RSET"
		}
	}
	return upperASCII(string(verb))
}

// CheckOctets applies the strict rule for the octets of a command line without
// its CRLF: printable ASCII and SP, HT only as white space at the end, and with
// utf8ok also well-formed UTF-8 above 127 (RFC 6531 section 3.3). The error is
// a *SyntaxError at the first octet that breaks the rule.
func CheckOctets(line []byte, utf8ok bool) error {
	body := trimSpace(line)
	for i := 0; i < len(body); {
		switch b := body[i]; {
		case b >= ' ' && b <= '~':
			i++
		case b < 0x80:
			return syntaxf(i, "control octet %s", Visible(body[i:i+1]))
		case !utf8ok:
			return syntaxf(i, "8-bit octet %s", Visible(body[i:i+1]))
		default:
			r, n := utf8.DecodeRune(body[i:])
			if r == utf8.RuneError && n == 1 {
				return syntaxf(i, "octet %s is not well-formed UTF-8", Visible(body[i:i+1]))
			}
			i += n
		}
	}
	return nil
}
