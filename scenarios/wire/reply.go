package wire

import (
	"bytes"
	"strings"
)

// maxReplyLine is the limit of RFC 5321 section 4.5.3.1.5, CRLF included.
const maxReplyLine = 512

// Reply is one complete reply of a server, RFC 5321 section 4.2.
type Reply struct {
	// Raw is the reply as it came, every line end included.
	Raw []byte
	// Code is the number on the last line, 0 to 999, or 0 when that line does
	// not begin with three digits.
	Code int
	// Lines holds the text of each line: what follows the code and its
	// SP or "-", without the line end. Where that separator is missing the
	// text begins right after the code, and without a code it is the
	// whole line. The text is not escaped.
	Lines []string
	// Deviations lists where the reply departs from the grammar, in the order
	// of the lines; at most 32, and beyond that the first of each kind.
	Deviations []Deviation
}

// Class returns the first digit of the reply code: 2, 3, 4 or 5, or 0 for any
// other code.
func (r Reply) Class() int {
	if c := r.Code / 100; c >= 2 && c <= 5 {
		return c
	}
	return 0
}

// Text returns the lines joined by LF.
func (r Reply) Text() string { return strings.Join(r.Lines, "\n") }

// Has reports whether a deviation of that kind was recorded.
func (r Reply) Has(kind DeviationKind) bool {
	d := deviations{r.Deviations}
	return d.has(kind)
}

// replyCode reads the three digits at the start of a line.
func replyCode(line []byte) (code int, ok bool) {
	if len(line) < 3 || !isDigit(line[0]) || !isDigit(line[1]) || !isDigit(line[2]) {
		return 0, false
	}
	return int(line[0]-'0')*100 + int(line[1]-'0')*10 + int(line[2]-'0'), true
}

// continues reports whether another line of the same reply follows this one.
func continues(line []byte) bool {
	if len(line) < 4 || line[3] != '-' {
		return false
	}
	_, ok := replyCode(line)
	return ok
}

// textStart is the octet at which the text of a line begins.
func textStart(line []byte) int {
	if _, ok := replyCode(line); !ok {
		return 0
	}
	if len(line) > 3 && (line[3] == ' ' || line[3] == '-') {
		return 4
	}
	return 3
}

// cutLine splits the first line off b, which ends in LF or is the last piece:
// the line without its end, and the size of that end.
func cutLine(b []byte) (line []byte, end int) {
	i := bytes.IndexByte(b, '\n')
	switch {
	case i < 0:
		return b, 0
	case i > 0 && b[i-1] == '\r':
		return b[:i-1], 2
	}
	return b[:i], 1
}

// readReply reads the reply that raw holds whole.
func readReply(raw []byte, lines int) Reply {
	r := Reply{Raw: raw, Lines: make([]string, 0, lines)}
	text := string(raw) // all lines share this one copy
	var dev deviations
	first := -1
	for base := 0; base < len(raw); {
		line, end := cutLine(raw[base:])
		n := len(r.Lines)
		code, ok := replyCode(line)
		if first < 0 {
			first = code
		}
		checkReplyLine(&dev, n, base, line, end, first)
		if !ok {
			code = 0
		}
		r.Code = code
		r.Lines = append(r.Lines, text[base+textStart(line):base+len(line)])
		base += len(line) + end
	}
	r.Deviations = dev.list
	return r
}

// checkReplyLine records where one line departs from Reply-line.
func checkReplyLine(dev *deviations, n, base int, line []byte, end, first int) {
	code, ok := replyCode(line)
	switch {
	case len(line) == 0:
		dev.add(DeviationEmptyLine, n, base, line, 0)
	case !ok:
		dev.add(DeviationCodeNotDigits, n, base, line, 0)
	default:
		if line[0] < '2' || line[0] > '5' || line[1] > '5' {
			dev.add(DeviationCodeRange, n, base, line, 0)
		} else if !ListedCode(code) {
			dev.add(DeviationCodeUnlisted, n, base, line, 0)
		}
		if code != first {
			dev.add(DeviationCodeMismatch, n, base, line, 0)
		}
		switch {
		case len(line) == 3:
			dev.add(DeviationNoText, n, base, line, 3)
		case line[3] != ' ' && line[3] != '-':
			dev.add(DeviationSeparator, n, base, line, 3)
		case line[3] == ' ' && len(line) == 4:
			dev.add(DeviationEmptyText, n, base, line, 4)
		}
	}
	checkReplyOctets(dev, n, base, line)
	if len(line)+end > maxReplyLine {
		dev.add(DeviationLineTooLong, n, base, line, maxReplyLine)
	}
	if end == 1 {
		dev.add(DeviationBareLF, n, base, line, len(line))
	}
}

// checkReplyOctets records the first octet of each kind that textstring does
// not allow.
func checkReplyOctets(dev *deviations, n, base int, line []byte) {
	var bareCR, eight, control, nul bool
	for i, c := range line {
		if c >= ' ' && c <= '~' || c == '\t' {
			continue
		}
		seen, kind := &control, DeviationOctetControl
		switch {
		case c == '\r':
			seen, kind = &bareCR, DeviationBareCR
		case c == 0:
			seen, kind = &nul, DeviationOctetNUL
		case c >= 0x80:
			seen, kind = &eight, DeviationOctet8Bit
		}
		if !*seen {
			*seen = true
			dev.add(kind, n, base, line, i)
		}
	}
}
