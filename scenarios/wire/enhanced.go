package wire

import (
	"strconv"
	"strings"
)

// Enhanced is an enhanced status code, RFC 3463 section 2.
type Enhanced struct{ Class, Subject, Detail int }

// String returns the code as class.subject.detail.
func (e Enhanced) String() string {
	return strconv.Itoa(e.Class) + "." + strconv.Itoa(e.Subject) + "." + strconv.Itoa(e.Detail)
}

// ParseEnhanced reads the enhanced status code at the start of the text of a
// reply line: class 2, 4 or 5, then subject and detail of one to three digits
// without leading zeros, then SP or the end of the text (RFC 3463 section 2,
// RFC 2034 section 4).
func ParseEnhanced(text string) (Enhanced, bool) {
	code, _, _ := strings.Cut(text, " ")
	class, rest, ok := strings.Cut(code, ".")
	if !ok || class != "2" && class != "4" && class != "5" {
		return Enhanced{}, false
	}
	subject, detail, ok := strings.Cut(rest, ".")
	if !ok {
		return Enhanced{}, false
	}
	s, ok1 := subCode(subject)
	d, ok2 := subCode(detail)
	if !ok1 || !ok2 {
		return Enhanced{}, false
	}
	return Enhanced{int(class[0] - '0'), s, d}, true
}

func subCode(s string) (int, bool) {
	if len(s) < 1 || len(s) > 3 || len(s) > 1 && s[0] == '0' {
		return 0, false
	}
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// Enhanced returns the enhanced status code at the start of the first line. It
// ignores the other lines; EnhancedDeviations checks them.
func (r Reply) Enhanced() (Enhanced, bool) {
	if len(r.Lines) == 0 {
		return Enhanced{}, false
	}
	return ParseEnhanced(r.Lines[0])
}

// EnhancedDeviations lists where a reply departs from RFC 2034 section 4: each
// line of a 2yz, 4yz or 5yz reply begins with an enhanced status code, its
// class is the first digit of the reply code, and all lines carry the same.
// Other replies carry none, and one that they carry is a DeviationEnhancedClass.
//
// The greeting and the replies to HELO, EHLO and LHLO are exempt from RFC 2034;
// the caller knows which reply answers what. The lines are read from Raw.
func (r Reply) EnhancedDeviations() []Deviation {
	var dev deviations
	var first Enhanced
	class := r.Class()
	wanted := class == 2 || class == 4 || class == 5
	n := 0
	for base := 0; base < len(r.Raw); n++ {
		line, end := cutLine(r.Raw[base:])
		at := textStart(line)
		// The longest code has nine octets; a few more tell what follows it.
		head := string(line[at:min(len(line), at+24)])
		e, ok := ParseEnhanced(head)
		switch {
		case ok && e.Class != class:
			dev.add(DeviationEnhancedClass, n, base, line, at)
		case !ok && wanted && beginsLikeEnhanced(head):
			dev.add(DeviationEnhancedMalformed, n, base, line, at)
		case !ok && wanted:
			dev.add(DeviationEnhancedMissing, n, base, line, at)
		}
		if ok && first == (Enhanced{}) {
			first = e
		} else if ok && e != first {
			dev.add(DeviationEnhancedDiffers, n, base, line, at)
		}
		base += len(line) + end
	}
	return dev.list
}

// beginsLikeEnhanced reports whether text begins with digits, a dot and a
// digit or another dot.
func beginsLikeEnhanced(text string) bool {
	i := 0
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i > 0 && i+1 < len(text) && text[i] == '.' && (isDigit(text[i+1]) || text[i+1] == '.')
}
