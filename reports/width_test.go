package reports

import (
	"strings"
	"testing"
)

// TestTextWidth measures a subject in Japanese, with two columns for a character.
func TestTextWidth(t *testing.T) {
	subject := "件名: テストの電子メール"
	if got := textWidth(subject); got != 24 {
		t.Errorf("got %d columns, want 24", got)
	}
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{subject, 5, "件名:"},
		{subject, 3, "件"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301e\u0301"},
		{"abc", 2, "ab"},
		{"abc", 9, "abc"},
		{"", 1, ""},
	} {
		if got := beginning(c.text, c.columns); got != c.want {
			t.Errorf("beginning(%q, %d): got %q, want %q", c.text, c.columns, got, c.want)
		}
	}
	if got := short(strings.Repeat("件", maxName)); textWidth(got) > maxName {
		t.Errorf("got %d columns, want at most %d", textWidth(got), maxName)
	}
}

func TestWrap_wideCharacters(t *testing.T) {
	subject := strings.Repeat("件名テスト ", 20)
	for _, lines := range [][]string{wrapWords(subject, 30), wrapOctets(subject, 30), wrapOctets(strings.ReplaceAll(subject, " ", ""), 31)} {
		for i, line := range lines {
			if n := textWidth(line); n > 31 || i < len(lines)-1 && n < 20 {
				t.Errorf("%q takes %d columns", line, n)
			}
		}
		if got := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); got != strings.ReplaceAll(subject, " ", "") {
			t.Errorf("got %q", got)
		}
	}
}
