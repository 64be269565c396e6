package wire

import (
	"bytes"
	"strings"
	"testing"
)

func TestParseCommand(t *testing.T) {
	for _, c := range []struct {
		in, verb, args string
		trailing       int
		eightBit       bool
		err            int // offset, -1 for none
	}{
		{"QUIT", "QUIT", "", 0, false, -1},
		{"quit", "QUIT", "", 0, false, -1},
		{"NOOP ", "NOOP", "", 1, false, -1},
		{"NOOP \t ", "NOOP", "", 3, false, -1},
		{"NOOP\t", "NOOP", "", 1, false, -1},
		{"NOOP  x  ", "NOOP", " x", 2, false, -1},
		{"mail FROM:<a@b.c> SIZE=1", "MAIL", "FROM:<a@b.c> SIZE=1", 0, false, -1},
		{"VRFY \xc3\xbc", "VRFY", "\xc3\xbc", 0, true, -1},
		{"VRFY a\x1b", "VRFY", "a\x1b", 0, false, -1},
		{"", "", "", 0, false, 0},
		{"   ", "", "", 3, false, 0},
		{" QUIT", "", "", 0, false, 0},
		{"HELO\tx", "", "", 0, false, 4},
		{"X-A b", "", "", 0, false, 1},
		{"M4IL x", "", "", 0, false, 1},
		{"MAIL:x", "", "", 0, false, 4},
		{"QU\xc3\xbc", "", "", 0, true, 2},
		{"QUIT\r", "", "", 0, false, 4},
		{"MAIL a\rb", "MAIL", "a\rb", 0, false, 6},
		{"MAIL a\nb", "MAIL", "a\nb", 0, false, 6},
		{"MAIL a\x00b", "MAIL", "a\x00b", 0, false, 6},
		{"MAIL \x00", "MAIL", "\x00", 0, false, 5},
	} {
		got, err := ParseCommand([]byte(c.in))
		if off := offsetOf(t, err); off != c.err {
			t.Errorf("%q: error %v, want offset %d", c.in, err, c.err)
		}
		if got.Verb != c.verb || got.Args != c.args || got.Trailing != c.trailing || got.EightBit != c.eightBit ||
			string(got.Raw) != c.in {
			t.Errorf("%q: got %+v", c.in, got)
		}
	}
}

func TestCheckOctets(t *testing.T) {
	for _, c := range []struct {
		in          string
		ascii, utf8 int
	}{
		{"", -1, -1},
		{"MAIL FROM:<a@b.c> ~", -1, -1},
		{"NOOP \t ", -1, -1},
		{"NOOP\tx", 4, 4},
		{"a\x00", 1, 1},
		{"a\x7fb", 1, 1},
		{"a\rb", 1, 1},
		{"a\xc3\xbcb", 1, -1},
		{"a\xef\xbf\xbdb", 1, -1},
		{"a\xc3", 1, 1},
		{"a\xc0\x80", 1, 1},
		{"\xc3\xbc\x80", 0, 2},
	} {
		if off := offsetOf(t, CheckOctets([]byte(c.in), false)); off != c.ascii {
			t.Errorf("CheckOctets(%q, false) at %d, want %d", c.in, off, c.ascii)
		}
		if off := offsetOf(t, CheckOctets([]byte(c.in), true)); off != c.utf8 {
			t.Errorf("CheckOctets(%q, true) at %d, want %d", c.in, off, c.utf8)
		}
	}
}

func TestParseBDAT(t *testing.T) {
	for _, c := range []struct {
		in   string
		size uint64
		last bool
		err  int
	}{
		{"0", 0, false, -1},
		{"1000", 1000, false, -1},
		{"1000 LAST", 1000, true, -1},
		{"0 last  ", 0, true, -1},
		{"18446744073709551615", 1<<64 - 1, false, -1},
		{"00000000000000000001", 1, false, -1},
		{"18446744073709551616", 0, false, 19},
		{"99999999999999999999", 0, false, 19},
		{"000000000000000000001", 0, false, 20},
		{"", 0, false, 0},
		{"LAST", 0, false, 0},
		{" 10", 0, false, 0},
		{"-1", 0, false, 0},
		{"+1", 0, false, 0},
		{"0x10", 0, false, 1},
		{"10LAST", 0, false, 2},
		{"10  LAST", 0, false, 3},
		{"10 LAST x", 0, false, 3},
		{"10 la\u017ft", 0, false, 3},
		{"10\tLAST", 0, false, 2},
		{"\xd9\xa1", 0, false, 0},
	} {
		size, last, err := ParseBDAT(c.in)
		if off := offsetOf(t, err); size != c.size || last != c.last || off != c.err {
			t.Errorf("ParseBDAT(%q) = %d %v %v, want %d %v and offset %d", c.in, size, last, err, c.size, c.last, c.err)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"QUIT", "MAIL FROM:<a@b.c> SIZE=1", "BDAT 10 LAST", "NOOP \t", "RCPT TO:<\xc3\xbc@b>", "A\r\nB", "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		c, err := ParseCommand(in)
		if c.Plain && CheckOctets(in, false) != nil {
			t.Fatalf("%q: got Plain, but CheckOctets returns %v", in, CheckOctets(in, false))
		}
		if err != nil {
			if off := offsetOf(t, err); off < 0 || off > len(in) {
				t.Fatalf("offset %d of %d octets", off, len(in))
			}
			return
		}
		rest := in[len(c.Verb):]
		if !strings.EqualFold(string(in[:len(c.Verb)]), c.Verb) || len(rest)-c.Trailing != len(c.Args)+min(len(c.Args), 1) {
			t.Fatalf("%q: got %+v", in, c)
		}
		if c.EightBit != bytes.ContainsFunc(in, func(r rune) bool { return r >= 0x80 }) {
			t.Fatalf("EightBit is %v for %q", c.EightBit, in)
		}
		_, _, _ = ParseBDAT(c.Args)
	})
}
