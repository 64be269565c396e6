package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// noteRoom is kept free at the end of a text that is cut, for the note.
const noteRoom = 32

// maxMarks is how many combining marks may follow a character: more would be
// drawn over the lines above and below.
const maxMarks = 2

// Clean makes text safe for one line of any document: control characters,
// octets that are not UTF-8, bidirectional and other invisible characters are
// written as escapes. Printable characters, the backslash included, are kept,
// so that visible text passes unchanged. A text longer than limit octets is cut
// between characters and says so. Cleaning twice changes nothing more.
func Clean(s string, limit int) string {
	if len(s) <= limit && isPlain(s) {
		return s
	}
	var out []byte
	var kept, keptIn, marks int
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= ' ' && r <= '~':
			out = append(out, byte(r))
			marks = 0
		case n == 1 && r == utf8.RuneError:
			out = wire.AppendVisible(out, s[i])
			marks = 0
		case unicode.Is(unicode.M, r) && len(out) > 0 && marks < maxMarks && isShown(r):
			out = utf8.AppendRune(out, r)
			marks++
		case unicode.Is(unicode.M, r) || !isShown(r):
			out = appendEscape(out, r)
			marks = 0
		default:
			out = utf8.AppendRune(out, r)
			marks = 0
		}
		i += n
		if len(out) <= limit-noteRoom {
			kept, keptIn = len(out), i
		}
		if len(out) > limit {
			return string(fmt.Appendf(out[:kept], "...(+%d octets)", len(s)-keptIn))
		}
	}
	return string(out)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isShown reports whether a character leaves a mark of its own and moves nothing
// else.
func isShown(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		!unicode.Is(unicode.Variation_Selector, r)
}

// ASCII writes clean text for a terminal that shows no other characters than
// those of ASCII.
func ASCII(s string) string {
	if isPlain(s) {
		return s
	}
	var out []byte
	for _, r := range strings.ReplaceAll(s, "§", "section ") {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		} else {
			out = appendEscape(out, r)
		}
	}
	return string(out)
}

// appendEscape writes a character as an escape.
func appendEscape(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return wire.AppendVisible(dst, byte(r))
	}
	return fmt.Appendf(dst, `\u{%x}`, r)
}

// CleanLine makes a message safe for a line of a terminal, and bounds it.
func CleanLine(s string) string { return Clean(s, MaxLine) }

// MaxLine bounds one string on a terminal, in octets.
const MaxLine = 4 << 10
