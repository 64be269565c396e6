package loadgen

import "bytes"

// idDigits is the number of hexadecimal digits at the end of an id that differ
// from message to message.
const idDigits = 12

// idPrefix is what stands before the digits in every id of a run.
func idPrefix(run string) string { return "l" + run + "-" }

// sharedFrom is the size in octets from which the part of a message that is the
// same for all is not copied for each connection.
const sharedFrom = 2 << 10

// template is octets that are the same for every message but for its id and the
// number of its sender.
type template struct {
	head []byte // copied for each message
	ids  []int  // where in head the digits of an id stand
	tail []byte // shared by all connections, never written to
	// numbers is where in head the digits of a sender stand.
	numbers []int
	senders *senders
}

// marks is what newTemplate looks for.
type marks struct {
	id      string
	senders *senders // may be nil
}

// newTemplate finds the marks in octets, and puts a tail behind them that holds
// none. No mark changes its length, so that a size which the octets themselves
// tell stays right.
func newTemplate(octets, tail []byte, m marks) template {
	var t template
	end := 0
	for _, at := range occurrences(octets, m.id) {
		t.ids = append(t.ids, at+len(m.id)-idDigits)
		end = at + len(m.id)
	}
	if m.senders.several() {
		t.senders = m.senders
		for _, at := range occurrences(octets, m.senders.first()) {
			t.numbers = append(t.numbers, at+len(m.senders.before))
			end = max(end, at+len(m.senders.first()))
		}
	}
	if len(tail) > 0 {
		end = len(octets)
	} else {
		octets, tail = octets[:end:end], octets[end:]
	}
	if len(tail) < sharedFrom {
		octets, tail = append(octets[:end:end], tail...), nil
	}
	t.head, t.tail = octets, tail
	return t
}

func occurrences(octets []byte, text string) []int {
	var at []int
	for from := 0; ; {
		i := bytes.Index(octets[from:], []byte(text))
		if i < 0 {
			return at
		}
		at = append(at, from+i)
		from += i + len(text)
	}
}

func (t *template) size() int { return len(t.head) + len(t.tail) }

// appendHead appends the part that is not shared, with the id of a message.
func (t *template) appendHead(dst []byte, message uint64) []byte {
	start := len(dst)
	dst = append(dst, t.head...)
	for _, at := range t.ids {
		putID(dst[start+at:start+at+idDigits], message)
	}
	if len(t.numbers) > 0 {
		n := t.senders.number(message)
		for _, at := range t.numbers {
			putNumber(dst[start+at:start+at+t.senders.width], n)
		}
	}
	return dst
}

func putID(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = "0123456789abcdef"[n&15]
		n >>= 4
	}
}

func putNumber(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
}
