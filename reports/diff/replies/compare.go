package replies

import (
	"slices"
	"strings"
)

// Compare tells how much the replies to one command differ in two runs. Hello
// says that the command was EHLO or LHLO: the keywords after the first line are
// compared as they are, in any order, which means nothing there (RFC 5321
// §4.1.1.1).
func Compare(before, after string, old, fresh *Habits, hello bool) Degree {
	if before == after {
		return Same
	}
	before, after = kept(before, after)
	a, b := parse(before), parse(after)
	if hello && len(a) > 0 && len(b) > 0 && (strings.HasPrefix(a[0].code, "250") || strings.HasPrefix(b[0].code, "250")) {
		if !slices.Equal(keywords(a, old, fresh), keywords(b, fresh, old)) {
			return Signal
		}
		a, b = a[:1], b[:1]
	}
	if !slices.Equal(signals(a), signals(b)) {
		return Signal
	}
	if len(a) != len(b) {
		return Text
	}
	for i := range a {
		if a[i].signal() != b[i].signal() {
			return Signal
		}
		if !sameWords(a[i], b[i], old, fresh) {
			return Text
		}
	}
	return Same
}

// Keyword reports whether two lines of replies to EHLO, without their codes, offer the
// same.
func Keyword(before, after string, old, fresh *Habits) bool {
	same := func(code string) bool {
		return keyword(line{code: code, text: before}, old, fresh) == keyword(line{code: code, text: after}, fresh, old)
	}
	return before == after || same("250-") || same("250 ")
}

// keywords are the lines of an EHLO reply after the first.
func keywords(lines []line, h, other *Habits) []string {
	var out []string
	for _, l := range lines[1:] {
		out = append(out, keyword(l, h, other))
	}
	slices.Sort(out)
	return out
}

// keyword is a line of an EHLO reply without what may differ: dates, such as the
// limit of FUTURERELEASE (RFC 4865 §4), and what one of the two runs has seen to
// be another word each time, such as the id of a session.
func keyword(l line, h, other *Habits) string {
	text := strings.TrimRight(l.code, " -") + " " + l.enhanced
	list := h.words(l)
	for i, w := range list {
		if madeUp(w) && (h.at(l, list, i, nil).varies || other.at(l, list, i, nil).varies) {
			w = "<id>"
		}
		text += w
	}
	return text + l.end
}

// signals are those of a reply, each once: how many lines a text has is a matter
// of wording.
func signals(lines []line) []string {
	var out []string
	for _, l := range lines {
		out = append(out, l.signal())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sameWords reports whether two lines say the same but for words that are made up.
func sameWords(a, b line, old, fresh *Habits) bool {
	before, after := old.words(a), fresh.words(b)
	if len(before) != len(after) {
		return false
	}
	var differ []int
	for i := range before {
		if before[i] != after[i] {
			differ = append(differ, i)
		}
	}
	for _, i := range differ {
		was, is := old.at(a, before, i, differ), fresh.at(b, after, i, differ)
		if was.varies || is.varies {
			continue
		}
		stays := was.again && is.again
		if !madeUp(before[i]) || !madeUp(after[i]) || stays {
			return false
		}
	}
	return true
}
