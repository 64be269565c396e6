package reports

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// noteRoom is kept free at the end of a text that is cut, for the note.
const noteRoom = 32

// maxMarks is how many combining marks may follow a character: more would be
// drawn over the lines above and below.
const maxMarks = 2

// cleanText makes text safe for one line of any document: control characters,
// octets that are not UTF-8, bidirectional and other invisible characters are
// written as escapes. Printable characters, the backslash included, are kept,
// so that visible text passes unchanged. A text longer than limit octets is cut
// between characters and says so. Cleaning twice changes nothing more.
func cleanText(s string, limit int) string {
	if len(s) <= limit && isPlain(s) {
		return s
	}
	var out strings.Builder
	var kept, keptIn, marks int
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= ' ' && r <= '~':
			out.WriteByte(byte(r))
			marks = 0
		case n == 1 && r == utf8.RuneError:
			fmt.Fprintf(&out, `\x%02x`, s[i])
			marks = 0
		case unicode.Is(unicode.M, r) && out.Len() > 0 && marks < maxMarks && isShown(r):
			out.WriteRune(r)
			marks++
		case unicode.Is(unicode.M, r) || !isShown(r):
			out.WriteString(escapeRune(r))
			marks = 0
		default:
			out.WriteRune(r)
			marks = 0
		}
		i += n
		if out.Len() <= limit-noteRoom {
			kept, keptIn = out.Len(), i
		}
		if out.Len() > limit {
			return out.String()[:kept] + fmt.Sprintf("...(+%d octets)", len(s)-keptIn)
		}
	}
	return out.String()
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// isShown tells whether a character leaves a mark of its own and moves nothing
// else.
func isShown(r rune) bool {
	return unicode.IsPrint(r) && !unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) &&
		!unicode.Is(unicode.Variation_Selector, r)
}

func escapeRune(r rune) string {
	switch {
	case r == '\r':
		return `\r`
	case r == '\n':
		return `\n`
	case r == '\t':
		return `\t`
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	default:
		return fmt.Sprintf(`\u{%x}`, r)
	}
}

// Clean makes a message safe for a line of a terminal, and bounds it.
func Clean(s string) string { return cleanText(s, maxTerminalText) }
