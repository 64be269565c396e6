package text

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "250 ok", "250 ok"},
		{"visible text", `a\r\n\\\x1b`, `a\r\n\\\x1b`},
		{"letters and signs", "RFC 5321 §4.5 – Grüße 日本", "RFC 5321 §4.5 – Grüße 日本"},
		{"controls", "\x00\x07\x1b[31m\x7f", `\x00\x07\x1b[31m\x7f`},
		{"line ends", "a\r\nb\tc", `a\r\nb\tc`},
		{"C1 control", "\u009b31m", `\u{9b}31m`},
		{"not UTF-8", "a\xff\xc3(", `a\xff\xc3(`},
		{"surrogate and overlong", "\xed\xa0\x80\xc0\x80", `\xed\xa0\x80\xc0\x80`},
		{"bidirectional", "\u202eabc\u2066\u200f", `\u{202e}abc\u{2066}\u{200f}`},
		{"invisible", "a\u200b\u00ad\u3164\ufeff\u00a0", `a\u{200b}\u{ad}\u{3164}\u{feff}\u{a0}`},
		{"line separators", "\u2028\u2029\u0085", `\u{2028}\u{2029}\u{85}`},
		{"not characters", "\ufffe\uffff\U000e0001", `\u{fffe}\u{ffff}\u{e0001}`},
		{"marks", "e\u0301\u0301\u0301", "e\u0301\u0301\\u{301}"},
		{"mark at the start", "\u0301e", `\u{301}e`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Clean(tt.in, 1000)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if again := Clean(got, 1000); again != got {
				t.Errorf("cleaned twice: %q", again)
			}
		})
	}
}

func TestClean_cuts(t *testing.T) {
	const limit = 100
	for _, in := range []string{strings.Repeat("a", 5000), strings.Repeat("\x00", 5000), strings.Repeat("日", 3000), strings.Repeat("e\u0301", 90)} {
		got := Clean(in, limit)
		if len(got) > limit || !strings.HasSuffix(got, " octets)") {
			t.Errorf("%d octets: %q", len(got), got)
		}
		if again := Clean(got, limit); again != got {
			t.Errorf("cleaned twice: %q", again)
		}
	}
	if got := Clean(strings.Repeat("a", limit), limit); len(got) != limit {
		t.Errorf("a text of just the limit is cut: %q", got)
	}
}

func TestClean_visibleText(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if v := wire.Visible(all); Clean(v, 4096) != v {
		t.Error("visible text changed")
	}
}
