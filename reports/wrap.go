package reports

import (
	"strings"
)

// minWidth is the narrowest column that text is still broken into.
const minWidth = 20

// wrapWords breaks text at blanks into lines of at most width characters; a
// longer word is broken like octets. A width of 0 breaks nothing.
func wrapWords(text string, width int) []string {
	if width <= 0 {
		return []string{text}
	}
	width = max(width, minWidth)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case textWidth(line)+1+textWidth(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
		if textWidth(line) > width {
			parts := wrapOctets(line, width)
			lines = append(lines, parts[:len(parts)-1]...)
			line = parts[len(parts)-1]
		}
	}
	return append(lines, line)
}

// wrapOctets breaks visible text after each LF in it, and where a line has
// width characters, but never within an escape. Blanks are kept. A width of 0
// breaks at LF only.
func wrapOctets(text string, width int) []string {
	if width > 0 {
		width = max(width, minWidth)
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
