package wire

import (
	"errors"
	"testing"
)

// cuts are the ways in which every table test of a resumable parser is fed:
// whole, octet by octet, and in pieces of a few octets.
var cuts = map[string]int{"whole": 0, "octet by octet": 1, "two octets": 2, "three octets": 3, "seven octets": 7}

// pieces cuts b into pieces of size octets; 0 leaves it whole.
func pieces(b []byte, size int) [][]byte {
	if size <= 0 {
		return [][]byte{b}
	}
	var out [][]byte
	for len(b) > size {
		out = append(out, b[:size])
		b = b[size:]
	}
	return append(out, b)
}

// eachCut runs a subtest for every way to cut in.
func eachCut(t *testing.T, in string, test func(t *testing.T, feed [][]byte)) {
	t.Helper()
	for name, size := range cuts {
		t.Run(name, func(t *testing.T) { test(t, pieces([]byte(in), size)) })
	}
}

// offsetOf returns the offset of a *SyntaxError, and -1 for nil.
func offsetOf(t *testing.T, err error) int {
	t.Helper()
	if err == nil {
		return -1
	}
	var e *SyntaxError
	if !errors.As(err, &e) {
		t.Fatalf("error %v is a %T, not a *SyntaxError", err, err)
	}
	for _, c := range []byte(e.Msg) {
		if c < ' ' || c > '~' {
			t.Errorf("message %q is not printable ASCII", e.Msg)
		}
	}
	return e.Offset
}
