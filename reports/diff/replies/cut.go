package replies

import (
	"regexp"
	"strings"
)

// cutForm is the end of a text of which only the beginning was kept.
var cutForm = regexp.MustCompile(`\.\.\.\(\+[0-9]+ (?:octets?|characters)\)$`)

// kept leaves of two texts what can be compared where both were cut: an id that is
// longer moves the place of the cut. What goes is the last line of each, or its last
// word where there is one line, and the lines that only one of them has.
func kept(a, b string) (string, string) {
	i, j := cutForm.FindStringIndex(a), cutForm.FindStringIndex(b)
	if i == nil || j == nil {
		return a, b
	}
	a, b = a[:i[0]], b[:j[0]]
	lines := min(strings.Count(a, `\n`), strings.Count(b, `\n`))
	if lines == 0 {
		return wholeWords(a), wholeWords(b)
	}
	return firstLines(a, lines), firstLines(b, lines)
}

// wholeWords leaves out the word that was cut, but never the only one: it has
// the code.
func wholeWords(text string) string {
	if i := strings.LastIndexByte(text, ' '); i > 0 {
		return text[:i]
	}
	return text
}

func firstLines(text string, n int) string {
	end := 0
	for range n {
		end += strings.Index(text[end:], `\n`) + len(`\n`)
	}
	return text[:end]
}
