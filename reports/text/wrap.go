package text

import (
	"strings"
)

// MinWidth is the narrowest column that text is still broken into.
const MinWidth = 20

// WrapWords breaks text at blanks into lines of at most width characters; a
// longer word is broken like octets. A width of 0 breaks nothing.
func WrapWords(text string, width int) []string {
	if width <= 0 {
		return []string{text}
	}
	width = max(width, MinWidth)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		if Width(line) > width {
			parts := WrapOctets(line, width)
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
		}
	}
	return append(lines, line)
}

// WrapOctets breaks visible text after each LF in it, and where a line has
// width characters, but never within an escape. Blanks are kept. A width of 0
// breaks at LF only.
func WrapOctets(text string, width int) []string {
	if width > 0 {
		width = max(width, MinWidth)
	}
	var lines []string
	start, count := 0, 0
	for i := 0; i < len(text); {
		n, chars := token(text[i:])
		if width > 0 && count+chars > width && i > start {
			lines = append(lines, text[start:i])
			start, count = i, 0
		}
		lf := text[i:i+n] == `\n`
		i += n
		count += chars
		if lf && i < len(text) {
			lines = append(lines, text[start:i])
			start, count = i, 0
		}
	}
	return append(lines, text[start:])
}

// Cut returns as much of a text as fits with more in a number of characters, and
// then more. Escapes are kept whole.
func Cut(s string, limit int, more string) string {
	room := limit - Width(more)
	kept, chars := 0, 0
	for kept < len(s) {
		n, c := token(s[kept:])
		if chars+c > room {
			break
		}
		kept, chars = kept+n, chars+c
	}
	return s[:kept] + more
}

// token measures the first character or escape of visible text.
func token(s string) (octets, chars int) {
	if s[0] != '\\' || len(s) == 1 {
		return firstCharacter(s)
	}
	n := 2
	switch s[1] {
	case 'x':
		n = min(4, len(s))
	case 'u':
		if end := strings.IndexByte(s[:min(len(s), 10)], '}'); end > 0 {
			n = end + 1
		}
	}
	if !isPlain(s[:n]) {
		return 1, 1
	}
	return n, n
}
