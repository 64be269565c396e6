package scenarios

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func values(name string) (string, bool) {
	v, ok := map[string]string{"a": "1", "user": "test", "b_2": "x y"}[name]
	return v, ok
}

func TestTemplate(t *testing.T) {
	for _, c := range []struct{ text, want, names string }{
		{"", "", ""},
		{"plain $ { } $a", "plain $ { } $a", ""},
		{"${a}-${b_2}", "1-x y", "a b_2"},
		{"${x:}|${x:00 ff}", "|\x00\xff", ""},
		{"${repeat:ab:3}${repeat:x:0}", "ababab", ""},
		{"${repeat:a:b:2}", "a:ba:b", ""},
		{"${base64:\x00$user\x00$a}", "AHRlc3QAMQ==", "user a"},
		{"${base64:}", "", ""},
		{"$${a}", "${a}", ""},
		{"$$${a}", "$${a}", ""},
		{"a$${a}${a}", "a${a}1", "a"},
		{"${a}${a}", "11", "a a"},
	} {
		tpl, err := ParseTemplate(c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		got, err := tpl.Expand(values)
		if err != nil || string(got) != c.want || strings.Join(tpl.Names(), " ") != c.names {
			t.Errorf("%q: %q %v names %q, want %q", c.text, got, err, tpl.Names(), c.want)
		}
	}
	for _, bad := range []string{"${", "${a", "${}", "${1}", "${a b}", "${x:0}", "${x:zz}", "${y:1}", "${repeat:a}", "${repeat::3}", "${repeat:a:-1}", "${repeat:a:67108865}", "${repeat:ab:9223372036854775807}", "${a-}b${"} {
		if _, err := ParseTemplate(bad); err == nil {
			t.Errorf("%q: got no error", bad)
		}
	}
}

func TestTemplate_undefined(t *testing.T) {
	for _, text := range []string{"${none}", "${base64:$none}"} {
		tpl, err := ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		var undefined *UndefinedError
		if _, err := tpl.Expand(values); !errors.As(err, &undefined) || undefined.Name != "none" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestTemplate_bounded makes a little text that would become a large one.
func TestTemplate_bounded(t *testing.T) {
	tpl, err := ParseTemplate(strings.Repeat("${repeat:a:60000000}", 1000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tpl.Expand(values); err == nil {
		t.Error("got a text, want an error")
	}
	fill, err := ParseTemplate("${fill:ab:$n}")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []string{"9223372036854775807", "-1", "x", ""} {
		if _, err := fill.Expand(func(string) (string, bool) { return n, true }); err == nil {
			t.Errorf("fill %q: got a text, want an error", n)
		}
	}
}

func TestStatics(t *testing.T) {
	s := statics{"a": "1", "b": "${id}", "form": "lf"}
	for text, want := range map[string]string{
		"${a}${b}${c}":          "1${id}${c}",
		"$${a}${a}":             "$${a}1",
		"${base64:$a $c $form}": "${base64:1 $c lf}",
		"${upper:$form}":        "${upper:lf}",
		"${a":                   "${a",
		"$a":                    "$a",
	} {
		if got := s.replace(text, newBudget()); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSuggest(t *testing.T) {
	words := []string{"capture", "code", "S", "send", "id", "proves"}
	for written, want := range map[string]string{"captrue": "capture", "cod": "code", "s": "S", "SEND": "send", "prove": "proves", "wibble": "", "": "", "bad": "", "x": ""} {
		if got := strictyaml.Suggest(written, words); got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
	if got := strictyaml.Suggest(strings.Repeat("a", 100), []string{strings.Repeat("a", 99)}); got != "" {
		t.Errorf("got suggestion %q for a very long word", got)
	}
}

func TestParseNeed(t *testing.T) {
	for text, want := range map[string]Need{
		"PIPELINING":    {Kind: NeedKeyword, Name: "PIPELINING"},
		"8BITMIME":      {Kind: NeedKeyword, Name: "8BITMIME"},
		"AUTH PLAIN":    {Kind: NeedKeyword, Name: "AUTH", Param: "PLAIN"},
		"no STARTTLS":   {Kind: NeedKeyword, Name: "STARTTLS", Not: true},
		"no AUTH PLAIN": {Kind: NeedKeyword, Name: "AUTH", Param: "PLAIN", Not: true},
		"port lmtp":     {Kind: NeedPort, Name: "lmtp"},
		"no port lmtp":  {Kind: NeedPort, Name: "lmtp", Not: true},
		"delivery":      {Kind: NeedFact, Name: "delivery"},
		"no delivery":   {Kind: NeedFact, Name: "delivery", Not: true},
	} {
		got, err := ParseNeed(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q: %+v %v, written %q", text, got, err, got)
		}
	}
	for _, bad := range []string{"", "no", "port", "port x", "deliver", "A B C", "a b", "Pipelining"} {
		if n, err := ParseNeed(bad); err == nil {
			t.Errorf("%q: got %+v, want an error", bad, n)
		}
	}
}

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		outcome Outcome
		yes, no []int
	}{
		{"250", []int{250}, []int{251, 220, 0, 2500}},
		{"25z", []int{250, 259}, []int{240, 350}},
		{"5yz", []int{500, 599}, []int{499, 600, 55}},
		{"close", nil, []int{221}},
	} {
		for _, code := range append(c.yes, c.no...) {
			if got := c.outcome.MatchesCode(code); got != slices.Contains(c.yes, code) {
				t.Errorf("%s %d: %t", c.outcome, code, got)
			}
		}
	}
	for _, bad := range []Outcome{"150", "650", "2y0", "2zz", "yyz", "25", "2500", "", "25Z"} {
		if bad.Code() {
			t.Errorf("%q: got a code", bad)
		}
	}
	all := Outcomes{"250", Closed}
	if !all.MatchesEnding(Fin) || !all.MatchesEnding(Rst) || all.MatchesEnding(Silence) || (Outcomes{Fin}).MatchesEnding(Rst) {
		t.Error("got the wrong result for fin, rst or silence")
	}
}

func TestMatchesEnhanced(t *testing.T) {
	for _, c := range []struct {
		pattern, code string
		want          bool
	}{
		{"5.1.1", "5.1.1", true},
		{"5.1.1", "5.1.10", false},
		{"5.x.x", "5.7.26", true},
		{"5.1.1|5.7.x", "5.7.1", true},
		{"x.7.1", "4.7.1", true},
		{"5.1", "5.1.1", false},
		{"5.1.x", "4.1.1", false},
	} {
		if got := MatchesEnhanced(c.pattern, c.code); got != c.want {
			t.Errorf("%s %s: %t", c.pattern, c.code, got)
		}
	}
}
