package wire

import "testing"

func TestXtext(t *testing.T) {
	for _, c := range []struct{ plain, xtext string }{
		{"", ""},
		{"user@example.org", "user@example.org"},
		{"a+b=c", "a+2Bb+3Dc"},
		{" \t\x00\x7f", "+20+09+00+7F"},
		{"\xc3\xbc", "+C3+BC"},
		{"!~*<>", "!~*<>"},
	} {
		if got := EncodeXtext(c.plain); got != c.xtext {
			t.Errorf("EncodeXtext(%q) = %q", c.plain, got)
		}
		if got, err := DecodeXtext(c.xtext); err != nil || got != c.plain {
			t.Errorf("DecodeXtext(%q) = %q %v", c.xtext, got, err)
		}
	}
}

func TestDecodeXtext_errors(t *testing.T) {
	for in, want := range map[string]int{
		"a b": 1, "a=b": 1, "\x7f": 0, "a\xc3": 1, "+": 0, "a+4": 1, "+2b": 0, "+G0": 0, "++2B": 0, "ab\x00": 2,
	} {
		got, err := DecodeXtext(in)
		if off := offsetOf(t, err); off != want || got != "" {
			t.Errorf("DecodeXtext(%q) = %q %v, want offset %d", in, got, err, want)
		}
	}
	if got, err := DecodeXtext("+41"); err != nil || got != "A" {
		t.Errorf("an octet that needs no encoding: got %q, %v", got, err)
	}
}

func FuzzXtext(f *testing.F) {
	for _, s := range []string{"", "a+b=c", "+2B", "+2b", "+", "\xff\x00", "user@example.org"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		if got, err := DecodeXtext(EncodeXtext(in)); err != nil || got != in {
			t.Fatalf("%q: got %q, %v after a round trip", in, got, err)
		}
		plain, err := DecodeXtext(in)
		if err != nil {
			return
		}
		if again, err := DecodeXtext(EncodeXtext(plain)); err != nil || again != plain {
			t.Fatalf("%q: got %q, %v after a round trip", plain, again, err)
		}
	})
}
