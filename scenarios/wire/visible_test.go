package wire

import (
	"strings"
	"testing"
)

func TestVisible(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"250 OK\r\n", `250 OK\r\n`},
		{"a\tb\\c", `a\tb\\c`},
		{"\x00\x1b[31m\x7f\x80\xff", `\x00\x1b[31m\x7f\x80\xff`},
		{"ü", `\xc3\xbc`},
		{`"'<>&`, `"'<>&`},
	} {
		if got := Visible([]byte(c.in)); got != c.want {
			t.Errorf("Visible(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestVisibleLimit(t *testing.T) {
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"", 0, ""},
		{"abc", 3, "abc"},
		{"abc", 2, "ab...(+1 octet)"},
		{"abcd", 2, "ab...(+2 octets)"},
		{"a\x00b", 4, "a...(+2 octets)"},
		{"a\x00b", 5, `a\x00...(+1 octet)`},
		{"a\r", 2, "a...(+1 octet)"},
		{"abc", 0, "...(+3 octets)"},
		{"abc", -1, "...(+3 octets)"},
		{strings.Repeat("x", 200), 77, strings.Repeat("x", 77) + "...(+123 octets)"},
	} {
		if got := VisibleLimit([]byte(c.in), c.limit); got != c.want {
			t.Errorf("VisibleLimit(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestVisible_oneToOne(t *testing.T) {
	seen := map[string]byte{}
	for i := range 256 {
		v := Visible([]byte{byte(i)})
		if len(v) != visibleLen(byte(i)) {
			t.Errorf("visibleLen(%#x) = %d, the text is %q", i, visibleLen(byte(i)), v)
		}
		if other, ok := seen[v]; ok {
			t.Errorf("octets %#x and %#x are both %q", other, i, v)
		}
		seen[v] = byte(i)
	}
}
