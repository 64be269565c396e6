package htmlreport

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/text"
)

// hostile are strings that a page may show and nothing more.
func hostile() map[string]string {
	all := reporttest.Hostile()
	delete(all, "empty") // of which there are fewer elements
	return all
}

// filled is a run in which every string is s, but for the verdicts.
func filled(s string) *reports.Run {
	r := &reports.Run{}
	reporttest.Fill(r, s)
	c := &r.Cases[0]
	c.Verdict, c.Findings[0].Verdict, c.Transcript[0].Kind = reports.Fail, reports.Fail, reports.SawReply
	c.Findings[0].Expected.Kind, c.Findings[0].Got.Kind = reports.WantBody, reports.SawReply
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
			reporttest.CheckLines(t, "page", []byte(text))
			if len(text) > 4<<20 {
				t.Errorf("%d octets", len(text))
			}
			checkData(t, text, s)
		})
	}
}

// checkData reads what the script does.
func checkData(t *testing.T, document, s string) {
	t.Helper()
	want := text.Clean(s, maxName)
	var i index
	var d struct {
		Texts []string
		Cases [][]struct{ Events []event }
	}
	for _, b := range blocks(document, "script") {
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
	if got, want := d.Texts[int(at)], text.Clean(s, maxText); got != want {
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
			if got, want := p.eval(`document.querySelector("#list .transcript code").textContent`), text.Clean(s, maxText); got != want {
				t.Errorf("the transcript shows %.300q, want %.300q", got, want)
			}
			p.eval(search("<script>alert(1)</script>"))
			p.eval(visit("#case=" + url.QueryEscape(s[:min(len(s), 1000)]) + "&q=<img src=x onerror=alert(1)>"))
			p.quiet()
		})
	}
}
