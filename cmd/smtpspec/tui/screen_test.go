package tui

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

func TestRows(t *testing.T) {
	for _, c := range []struct {
		lines   []int
		columns int
		want    int
	}{
		{nil, 80, 0},
		{[]int{79, 80, 0}, 80, 3},
		{[]int{79, 12}, 40, 3}, // the terminal has become narrower
		{[]int{81, 161}, 80, 5},
	} {
		if got := rows(c.lines, c.columns); got != c.want {
			t.Errorf("%v in %d columns: %d rows, want %d", c.lines, c.columns, got, c.want)
		}
	}
}

// written is what reaches the terminal.
func written(t *testing.T, write func(*os.File)) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	write(w)
	w.Close()
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestScreen_cursorUp has a screen of 80 columns, as a pipe says nothing.
func TestScreen_cursorUp(t *testing.T) {
	got := written(t, func(f *os.File) {
		s := &screen{f: f, next: []int{100, 3}} // drawn when it was wider
		for _, frame := range []string{"first\n", "\x1b[2A\x1b[Jlog\nsecond\n", "\x1b[2A\x1b[J"} {
			if n, err := s.Write([]byte(frame)); n != len(frame) || err != nil {
				t.Errorf("%d octets written of %q: %v", n, frame, err)
			}
			s.next = []int{10}
		}
	})
	if want := "first\n\r\x1b[3A\x1b[Jlog\nsecond\n\r\x1b[1A\x1b[J"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestView draws, prints and goes away.
func TestView(t *testing.T) {
	t.Setenv("LANG", "C.UTF-8")
	drawn := make(chan struct{}, 1000)
	got := written(t, func(f *os.File) {
		v := drawing(f, false, func(reports.LiveOptions) []string {
			drawn <- struct{}{}
			return []string{"bar", "below"}
		})
		<-drawn
		v.print(nil)
		v.print([]string{"one", "two"})
		io.WriteString(v, "three\n")
		v.End()
	})
	if strings.Count(got, "\x1b[Jone\ntwo\n") != 1 || strings.Count(got, "three\nbar\n") != 1 || !strings.HasSuffix(got, "bar\nbelow\n\r\x1b[2A\x1b[J") {
		t.Errorf("%q", got)
	}
}

func TestUnicodeLocale(t *testing.T) {
	for _, c := range []struct {
		all, ctype, lang string
		want             bool
	}{
		{"", "", "", false}, {"", "", "C", false}, {"", "", "en_GB.UTF-8", true}, {"", "C.utf8", "C", true}, {"POSIX", "", "en_GB.UTF-8", false},
	} {
		t.Setenv("LC_ALL", c.all)
		t.Setenv("LC_CTYPE", c.ctype)
		t.Setenv("LANG", c.lang)
		if got := unicodeLocale(); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

func TestNewView_noTerminal(t *testing.T) {
	t.Setenv("CI", "")
	f, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if v := newView(f, false, nil); v != nil || v.Above(f) != io.Writer(f) {
		t.Error("a file is drawn on")
	}
	if !MayDraw(f) {
		t.Error("a file could end at the terminal")
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if MayDraw(w) {
		t.Error("a pipe could not end at the terminal")
	}
}
