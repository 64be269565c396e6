package wire

import (
	"strings"
	"testing"
)

func TestParseDomain(t *testing.T) {
	label := strings.Repeat("a", 63)
	long := label + "." + label + "." + label + "." + strings.Repeat("a", 63) // 255 octets
	for _, c := range []struct {
		in          string
		ascii, utf8 int
	}{
		{"example.org", -1, -1},
		{"localhost", -1, -1},
		{"1.2.3", -1, -1},
		{"a-b--c.x1", -1, -1},
		{"xn--bcher-kva.example", -1, -1},
		{label, -1, -1},
		{label + "a", 63, 63},
		{"x." + label + "a", 65, 65},
		{long, -1, -1},
		{long[:191] + "." + label + ".a", 255, 255},
		{"", 0, 0},
		{".", 0, 0},
		{"a.", 2, 2},
		{".a", 0, 0},
		{"a..b", 2, 2},
		{"-a", 0, 0},
		{"a-", 1, 1},
		{"a.-b", 2, 2},
		{"a_b", 1, 1},
		{"a b", 1, 1},
		{"a\x00", 1, 1},
		{"b\xc3\xbccher.example", 1, -1},
		{"a.b\xc3", 3, 3},
		{"\xe4\xbe\x8b.\xe4\xbe\x8b", 0, -1},
		{"-\xc3\xbc", 0, 0},
		{"\xc3\xbc-", 0, 2},
		{strings.Repeat("\xc3\xbc", 126), 0, -1},
		{strings.Repeat("\xc3\xbc", 127), 0, 252},
	} {
		if off := offsetOf(t, ParseDomain(c.in, false)); off != c.ascii {
			t.Errorf("ParseDomain(%q, false) at %d, want %d", c.in, off, c.ascii)
		}
		if off := offsetOf(t, ParseDomain(c.in, true)); off != c.utf8 {
			t.Errorf("ParseDomain(%q, true) at %d, want %d", c.in, off, c.utf8)
		}
	}
}

func TestParseAddressLiteral(t *testing.T) {
	for _, in := range []string{
		"[127.0.0.1]", "[0.0.0.0]", "[255.255.255.255]", "[001.02.3.004]",
		"[IPv6:::1]", "[ipv6:::]", "[IPV6:2001:db8::1]", "[IPv6:1:2:3:4:5:6:7:8]", "[IPv6:1:2:3:4:5:6::]",
		"[IPv6:::3:4:5:6:7:8]", "[IPv6:1:2:3:4:5:6:1.2.3.4]", "[IPv6:::ffff:192.0.2.1]", "[IPv6:1:2:3:4::1.2.3.4]",
		"[IPv6:::010.0.0.1]", "[IPv6:ABCD::EF01]",
		"[tag:content]", "[x-1:a@b:c]", "[-x:y]",
	} {
		if err := ParseAddressLiteral(in); err != nil {
			t.Errorf("ParseAddressLiteral(%q): %v", in, err)
		}
	}
	for in, want := range map[string]int{
		"": 0, "[": 0, "]": 0, "[]": 1, "127.0.0.1": 0, "[127.0.0.1": 0,
		"[256.0.0.1]": 1, "[1.2.3]": 1, "[1.2.3.4.5]": 1, "[1.2.3.]": 1, "[1.2.3.0004]": 1, "[1.2.3.a]": 1, "[ 1.2.3.4]": 1,
		"[IPv6:]": 6, "[IPv6:1]": 6, "[IPv6:1.2.3.4]": 6, "[IPv6:1:2:3:4:5:6:7]": 6, "[IPv6:1:2:3:4:5:6:7:8:9]": 6,
		"[IPv6:1::2::3]": 6, "[IPv6::1:2:3:4:5:6:7]": 6, "[IPv6:12345::]": 6, "[IPv6:g::]": 6, "[IPv6:fe80::1%eth0]": 6,
		"[IPv6:1:2:3:4:5:6:7::]": 6, "[IPv6:1:2:3:4:5::1.2.3.4]": 6, "[IPv6:::1.2.3.256]": 6, "[IPv6:::1.2.3.4:5]": 6,
		"[:x]": 1, "[tag:]": 5, "[tag-:x]": 1, "[t_g:x]": 1, "[tag:a b]": 6, "[tag:a[b]": 6, `[tag:a\b]`: 6, "[tag:a]b]": 6,
		"[tag:\xc3\xbc]": 5, "[2001:db8::1%x y]": 14,
	} {
		if off := offsetOf(t, ParseAddressLiteral(in)); off != want {
			t.Errorf("ParseAddressLiteral(%q) at %d, want %d", in, off, want)
		}
	}
}
