package reports

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are strings that no writer may pass on.
func hostile() map[string]string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return map[string]string{
		"every octet":       string(all),
		"terminal escapes":  "\x1b[2J\x1b]0;title\x07\x1b[31mred\u009b0m",
		"line ends":         "a\r\nb\n\nc\u2028d\u2029e\u0085f\v\f",
		"invalid UTF-8":     "\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80",
		"bidirectional":     "\u202eelif\u2066.\u2069\u200f\u061c",
		"invisible":         "\u200b\u200d\ufeff\u00ad\u3164\U000e0041",
		"marks":             strings.Repeat("\u0301", 500),
		"NUL":               "\x00\x00",
		"markup":            `]]></failure><script>alert(1)</script>&amp;&#0;"'<!-- --><?xml?>`,
		"not characters":    "\ufffe\uffff\U0001ffff",
		"megabytes":         strings.Repeat("A", 3<<20),
		"escaped megabytes": strings.Repeat("\x1b\n", 1<<20),
		"blanks":            strings.Repeat(" ", 1<<20),
		"empty":             "",
	}
}

// poison puts s into every string below v, and gives every list an element.
func poison(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		poison(v.Index(0), s)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		poison(value, s)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(s), value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				poison(v.Field(i), s)
			}
		}
	}
}

func poisoned(s string) *Run {
	r := &Run{}
	poison(reflect.ValueOf(r).Elem(), s)
	return r
}

// checkLines fails on anything but lines of printable text.
func checkLines(t *testing.T, what string, out []byte) {
	t.Helper()
	if !utf8.Valid(out) {
		t.Errorf("%s: not UTF-8", what)
	}
	for i, r := range string(out) {
		if (r < ' ' || r > '~') && r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)) {
			t.Fatalf("%s: %U at %d", what, r, i)
		}
	}
}

func TestHostileStrings(t *testing.T) {
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			verdicts := append(Verdicts(), Verdict(s))
			if len(s) > 1<<16 {
				verdicts = verdicts[len(verdicts)-2:] // each costs seconds under -race
			}
			for _, v := range verdicts {
				r := poisoned(s)
				r.Cases[0].Verdict = v
				for _, o := range []TerminalOptions{{}, {Width: 40, Verbose: true}, {Quiet: true}} {
					out := []byte(terminal(t, r, o))
					checkLines(t, "terminal", out)
					if len(out) > 1<<20 {
						t.Errorf("terminal: %d octets", len(out))
					}
				}
				if s == "" {
					continue // a JUnit name must not be empty; ids never are
				}
				text := junit(t, r)
				checkLines(t, "junit", text)
				checkJUnit(t, text, Count(r.Cases))
				lint(t, text)
				if len(text) > 1<<20 {
					t.Errorf("junit: %d octets", len(text))
				}
			}
		})
	}
}

func TestHostileStringsStayOnTheirLine(t *testing.T) {
	calm, wild := poisoned("calm"), poisoned("\x1b[2J\r\nfail other.case\n")
	for _, v := range Verdicts() {
		calm.Cases[0].Verdict, wild.Cases[0].Verdict = v, v
		// Octets are broken at a visible LF, words never: quiet output has
		// nothing but words.
		o := TerminalOptions{Quiet: true}
		if a, b := strings.Count(terminal(t, calm, o), "\n"), strings.Count(terminal(t, wild, o), "\n"); a != b {
			t.Errorf("%s: %d lines, hostile %d", v, a, b)
		}
	}
}

func TestHostileStringsInJSON(t *testing.T) {
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			r := poisoned(s)
			if err := WriteJSON(&bytes.Buffer{}, r); err == nil {
				t.Fatal("a run with hostile verdicts is written")
			}
			c := &r.Cases[0]
			c.Verdict, c.Level, c.Findings[0].Verdict, c.Transcript[0].From = Warn, "MAY", Warn, FromServer
			if c.ID == "" {
				c.ID = "case"
			}
			Conclude(r, false)
			text := toJSON(t, r)
			checkLines(t, "json", text)
			if !json.Valid(text) || len(text) > 4<<20 {
				t.Errorf("%d octets, valid %t", len(text), json.Valid(text))
			}
			if _, err := ReadRun(bytes.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
}
