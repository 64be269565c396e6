package loadgen

import "bytes"

// idDigits is the number of hexadecimal digits at the end of an id that differ
// from message to message.
const idDigits = 12

// sharedFrom is the size in octets from which the part of a message that holds
// no id is not copied for each connection.
const sharedFrom = 2 << 10

// template is octets that are the same for every message but for its id.
type template struct {
	head []byte // copied for each message
	ids  []int  // where in head the digits of an id stand
	tail []byte // shared by all connections, never written to
}

// newTemplate finds the id in octets. Its length never changes, so that a size
// which the octets themselves tell stays right.
func newTemplate(octets []byte, id string) template {
	var t template
	end := 0
	for {
		i := bytes.Index(octets[end:], []byte(id))
		if i < 0 {
			break
		}
		end += i + len(id)
		t.ids = append(t.ids, end-idDigits)
	}
	if len(octets)-end < sharedFrom {
		end = len(octets)
	}
	t.head, t.tail = octets[:end:end], octets[end:]
	return t
}

func (t *template) size() int { return len(t.head) + len(t.tail) }

// appendHead appends the part that is not shared, with the id of a message.
func (t *template) appendHead(dst []byte, message uint64) []byte {
	start := len(dst)
	dst = append(dst, t.head...)
	for _, at := range t.ids {
		putID(dst[start+at:start+at+idDigits], message)
	}
	return dst
}

func putID(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = "0123456789abcdef"[n&15]
		n >>= 4
	}
}
