package exchange

import (
	"bytes"
	"strconv"
)

// idDigits is the number of hexadecimal digits at the end of an id that differ from
// message to message.
const idDigits = 12

// IDs are the ids of the messages of one run.
type IDs struct{ prefix string }

// NewIDs returns the ids of a run, which is a few letters and digits.
func NewIDs(run string) IDs { return IDs{"l" + run + "-"} }

// Of is the id of a message.
func (i IDs) Of(message uint64) string {
	digits := make([]byte, idDigits)
	putID(digits, message)
	return i.prefix + string(digits)
}

// placeholder is an id as long as all others. A template puts others in its place.
func (i IDs) placeholder() string { return i.Of(1<<(4*idDigits) - 1) }

// Find finds the first id in octets, and returns the number of its message.
func (i IDs) Find(octets []byte) (message uint64, found bool) {
	for {
		at := bytes.Index(octets, []byte(i.prefix))
		if at < 0 {
			return 0, false
		}
		octets = octets[at+len(i.prefix):]
		if len(octets) < idDigits {
			continue
		}
		if n, err := strconv.ParseUint(string(octets[:idDigits]), 16, 64); err == nil {
			return n, true
		}
	}
}

func putID(dst []byte, n uint64) {
	for i := len(dst) - 1; i >= 0; i-- {
		dst[i] = "0123456789abcdef"[n&15]
		n >>= 4
	}
}
