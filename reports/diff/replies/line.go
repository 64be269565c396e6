package replies

import (
	"regexp"
	"strings"
)

// line is one line of a reply, taken apart.
type line struct {
	code     string // with the sign after it: "250-"
	enhanced string
	text     string
	end      string // how it ends: \r\n as a rule
}

var (
	codeForm     = regexp.MustCompile(`^[0-9]{3}(?:[ -]|$)`)
	enhancedForm = regexp.MustCompile(`^[245]\.[0-9]{1,3}\.[0-9]{1,3}(?: |$)`)
)

// parse takes the visible text of a reply apart.
func parse(text string) []line {
	var lines []line
	for part := range strings.SplitAfterSeq(text, `\n`) {
		if part == "" {
			continue
		}
		var l line
		l.text = strings.TrimSuffix(strings.TrimSuffix(part, `\n`), `\r`)
		l.end = part[len(l.text):]
		l.code = codeForm.FindString(l.text)
		l.text = l.text[len(l.code):]
		l.enhanced = enhancedForm.FindString(l.text)
		l.text = l.text[len(l.enhanced):]
		lines = append(lines, l)
	}
	return lines
}

// signal is what a client goes by, without the keywords of EHLO. That a line is
// not the last one is said by the number of lines.
func (l line) signal() string {
	return strings.TrimRight(l.code, " -") + " " + strings.TrimSpace(l.enhanced) + l.end
}
