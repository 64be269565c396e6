package reporttest

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Hostile are strings that no writer may pass on, by what is wrong with them.
func Hostile() map[string]string {
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
		"NUL":               "\x00<\x00s\x00c\x00r\x00i\x00p\x00t\x00>",
		"markup":            `]]></failure><script>alert(1)</script>&amp;&#0;"'<!-- --><?xml?>`,
		"an element":        `"'><img src=x onerror=alert(1)><script>document.title="x"</script>`,
		"ends of elements":  `</script ></script/></script></style></textarea></title></template></noscript></main><!--<script >`,
		"end of a comment":  `--><script>alert(1)</script><![CDATA[`,
		"an address":        `javascript:alert(1)`,
		"templates":         `{{.}} ${alert(1)} <%= 1 %>`,
		"entities":          `&lt;script&gt;&#60;b&#62;&NewLine;`,
		"a prototype":       `__proto__`,
		"a fragment":        `#case=x&verdict=fail%00`,
		"Markdown":          "</code></td></details>\n\n# head\n* `a` ``b`` \\| | \\` **b** _c_ ~~d~~ [e](http://f.example) ![g](h) <i>j</i> k@l.example www.m.example :+1: @n #1",
		"YAML":              "...\n---\n'': ''' \"\" - : # %YAML &a *a !!t | > [ ] { } ",
		"TAP":               "ok 1\nnot ok 2 # TODO \\# SKIP \\\\# skip\nBail out!\n1..0\npragma +strict\nTAP version 13",
		"workflow commands": "\n::error::x\n::stop-commands::t\n  ::add-mask::250\n##[error]x %0A%0D%25%3A%2C ##[add-mask]a",
		"SARIF links":       "[text](http://a.example) {0} {{1}} [b](1) \\[c\\] %SRCROOT% ../../../etc/passwd file:///etc/passwd",
		"not characters":    "\ufffe\uffff\U0001ffff",
		"megabytes":         strings.Repeat("A", 3<<20),
		"escaped megabytes": strings.Repeat("\x1b\n", 1<<20),
		"blanks":            strings.Repeat(" ", 1<<20),
		"empty":             "",
	}
}

// Fill puts s into every string below a pointer, and gives every list and map
// one element. Other values stay as they are.
func Fill(pointer any, s string) { fill(reflect.ValueOf(pointer).Elem(), s) }

func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), s)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), s)
	case reflect.Map:
		value := reflect.New(v.Type().Elem()).Elem()
		fill(value, s)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf(s), value)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), s)
			}
		}
	}
}

// CheckLines fails on anything but lines of printable text.
func CheckLines(t *testing.T, what string, out []byte) {
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
