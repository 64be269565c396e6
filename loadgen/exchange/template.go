package exchange

import (
	"bytes"

	"github.com/smtpspec/smtpspec/loadgen/mix"
)

// sharedFrom is the size in octets from which the part of a message that is the same for
// all is not copied for each connection.
const sharedFrom = 2 << 10

// template is octets that are the same for every message but for its id and the number of
// its sender.
type template struct {
	head          []byte // copied for each message
	tail          []byte // shared by all connections, never written to
	idOffsets     []int  // where in head the digits of an id are
	senderOffsets []int  // where in head the digits of a sender are
	senders       *mix.Senders
}

// placeholders are the texts in the octets of a message that stand for those that differ.
type placeholders struct {
	id      string
	senders *mix.Senders // may be nil
}

// newTemplate finds the placeholders in octets, and appends a tail that holds none. What
// takes their place has the same length, so that a size which the octets tell stays right.
func newTemplate(octets, tail []byte, p placeholders) template {
	var t template
	end := 0
	for _, at := range occurrences(octets, p.id) {
		t.idOffsets = append(t.idOffsets, at+len(p.id)-idDigits)
		end = at + len(p.id)
	}
	if p.senders.Several() {
		t.senders = p.senders
		for _, at := range occurrences(octets, p.senders.First()) {
			t.senderOffsets = append(t.senderOffsets, at+p.senders.Offset())
			end = max(end, at+len(p.senders.First()))
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

// occurrences are the places of a text in octets.
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
	for _, at := range t.idOffsets {
		putID(dst[start+at:start+at+idDigits], message)
	}
	for _, at := range t.senderOffsets {
		t.senders.Put(dst[start+at:], message)
	}
	return dst
}
