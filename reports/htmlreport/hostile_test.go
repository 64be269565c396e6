package htmlreport

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/smtpspec/smtpspec/reports"
)

// hostile are strings that a page may show and nothing more.
func hostile() map[string]string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return map[string]string{
		"every octet":         string(all),
		"an element":          `"'><img src=x onerror=alert(1)><script>document.title="x"</script>`,
		"ends of elements":    `</script ></script/></script></style></textarea></title></template></noscript></main><!--<script >`,
		"an end of a comment": `--><script>alert(1)</script><![CDATA[`,
		"an address":          `javascript:alert(1)`,
		"templates":           `{{.}} ${alert(1)} <%= 1 %>`,
		"entities":            `&lt;script&gt;&#60;b&#62;&NewLine;`,
		"a prototype":         `__proto__`,
		"a fragment":          `#case=x&verdict=fail%00`,
		"terminal escapes":    "\x1b[2J\x1b]0;title\x07\u009b31m",
		"line ends":           "a\r\nb\n\nc\u2028d\u2029e\u0085f\v\f",
		"invalid UTF-8":       "\xff\xfe\xc0\x80\xed\xa0\x80\xf5\x80\x80\x80",
		"bidirectional":       "\u202eelif\u2066.\u2069\u200f",
		"invisible":           "\u200b\u200d\ufeff\u00ad\U000e0041",
		"NUL":                 "\x00<\x00s\x00c\x00r\x00i\x00p\x00t\x00>",
		"megabytes":           strings.Repeat("<b>", 1<<20),
		"escaped megabytes":   strings.Repeat("\x1b\n", 1<<20),
		"blanks":              strings.Repeat(" ", 1<<20),
	}
}

// fill puts s into every string below v, and gives every list and map one element.
func fill(v reflect.Value, s string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
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

// filled is a run in which every string is s, but for the verdicts.
func filled(s string) *reports.Run {
	r := &reports.Run{}
	fill(reflect.ValueOf(r).Elem(), s)
	c := &r.Cases[0]
	c.Verdict, c.Findings[0].Verdict, c.Transcript[0].From = reports.Fail, reports.Fail, reports.FromServer
	return r
}

// outline is the elements of a page with the names of their attributes.
func outline(text string) string {
	var out strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return out.String()
		case html.StartTagToken, html.SelfClosingTagToken:
			t := tokens.Token()
			out.WriteString("<" + t.Data)
			for _, a := range t.Attr {
				out.WriteString(" " + a.Key)
				if a.Key == "class" || a.Key == "id" {
					out.WriteString("=" + a.Val)
				}
			}
			out.WriteString(">\n")
		case html.EndTagToken:
			out.WriteString("</" + tokens.Token().Data + ">\n")
		case html.CommentToken, html.DoctypeToken:
			out.WriteString("<!>\n")
		}
	}
}

func TestHostileStrings(t *testing.T) {
	calm := outline(render(t, filled("calm")))
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			text := render(t, filled(s))
			if got := outline(text); got != calm {
				t.Errorf("the elements differ:\n%s", got)
			}
			checkPolicy(t, text)
			checkText(t, text)
			if len(text) > 4<<20 {
				t.Errorf("%d octets", len(text))
			}
			checkData(t, text, reports.CleanText(s, maxText))
		})
	}
}

// checkText fails on what no text holds.
func checkText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Error("not UTF-8")
	}
	for i, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)) {
			t.Fatalf("%U at %d", r, i)
		}
	}
}

// checkData reads what the script does.
func checkData(t *testing.T, text, want string) {
	t.Helper()
	var i index
	var d struct {
		Texts []string
		Cases [][]struct{ Events []event }
	}
	for _, b := range blocks(text, "script") {
		switch {
		case strings.Contains(b[1], "data-index"):
			if err := json.Unmarshal([]byte(b[2]), &i); err != nil {
				t.Fatal(err)
			}
		case strings.Contains(b[1], "data-details"):
			if err := json.Unmarshal([]byte(b[2]), &d); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(i.Cases) != 1 || i.Cases[0].ID != want || i.Requirements[0].ID != want || i.Labels[0] != want {
		t.Errorf("the index differs: %.300v", i)
	}
	at, _ := d.Cases[0][0].Events[0][3].(float64)
	if got := d.Texts[int(at)]; got != want {
		t.Errorf("the transcript says %.300q, want %.300q", got, want)
	}
}

func TestHostileRunsSideBySide(t *testing.T) {
	var calm, wild []*reports.Run
	for i := range 3 {
		calm = append(calm, filled(fmt.Sprintf("calm%d", i)))
		wild = append(wild, filled(fmt.Sprintf(`"><script>alert(%d)</script>`, i)))
	}
	if a, b := outline(render(t, calm...)), outline(render(t, wild...)); a != b {
		t.Errorf("the elements differ:\n%s", b)
	}
}

// What stands in a page is no more than text in the browser either.
func TestHostileStringsInChromium(t *testing.T) {
	ctx := chromium(t)
	elements := func(p *tab) string {
		p.eval(heard("toggle", click("#list summary")))
		return p.eval(`[...document.querySelectorAll("*")].filter((e) => !e.matches(".octets *, .why *, dd *")).map((e) => e.localName).join(" ")`)
	}
	calm := elements(open(ctx, t, render(t, filled("calm"))))
	for name, s := range hostile() {
		t.Run(name, func(t *testing.T) {
			p := open(ctx, t, render(t, filled(s)))
			if got := elements(p); got != calm {
				t.Errorf("the elements are %s", got)
			}
			if got, want := p.eval(`document.querySelector("#list .transcript code").textContent`), reports.CleanText(s, maxText); got != want {
				t.Errorf("the transcript shows %.300q, want %.300q", got, want)
			}
			p.eval(search("<script>alert(1)</script>"))
			p.eval(visit("#case=" + url.QueryEscape(s[:min(len(s), 1000)]) + "&q=<img src=x onerror=alert(1)>"))
			p.quiet()
		})
	}
}
