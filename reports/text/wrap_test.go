package text

import (
	"slices"
	"strings"
	"testing"
)

func TestWrapWords(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		width int
		want  []string
	}{
		{"no width", strings.Repeat("word ", 20), 0, []string{strings.Repeat("word ", 20)}},
		{"empty", "", 30, []string{""}},
		{"fits", "one two", 30, []string{"one two"}},
		{"breaks", "one two three four five six", 20, []string{"one two three four", "five six"}},
		{"counts characters", "§§§§§§§§§§ §§§§§§§§§", 20, []string{"§§§§§§§§§§ §§§§§§§§§"}},
		{"a long word", "a " + strings.Repeat("x", 45), 20, []string{"a", strings.Repeat("x", 20), strings.Repeat("x", 20), "xxxxx"}},
		{"too narrow", "one two three four five six", 1, []string{"one two three four", "five six"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := WrapWords(tt.text, tt.width); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWrapOctets(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		width int
		want  []string
	}{
		{"empty", "", 20, []string{""}},
		{"after each LF", `250-a\r\n250 b\r\n`, 0, []string{`250-a\r\n`, `250 b\r\n`}},
		{"not at an escaped backslash", `a\\n b`, 0, []string{`a\\n b`}},
		{"blanks are kept", "250  two  ", 20, []string{"250  two  "}},
		{"not within an escape", strings.Repeat("a", 18) + `\x00\u{202e}b`, 20, []string{strings.Repeat("a", 18), `\x00\u{202e}b`}},
		{"a stray backslash", `a\`, 20, []string{`a\`}},
		{"a stray escape", "\\é" + `\x` + `\u{`, 20, []string{"\\é" + `\x` + `\u{`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := WrapOctets(tt.text, tt.width)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if strings.Join(got, "") != tt.text {
				t.Error("octets are lost")
			}
		})
	}
}

func TestDuration(t *testing.T) {
	for ms, want := range map[float64]string{
		0: "0.0 ms", 12.34: "12.3 ms", 140.2: "140 ms", 999.9: "1.0 s", 3210: "3.2 s", 59_990: "1 min 0 s", 125_000: "2 min 5 s", 1e300: "1e+297 s",
	} {
		if got := Duration(ms); got != want {
			t.Errorf("Duration(%v) = %q, want %q", ms, got, want)
		}
	}
}
