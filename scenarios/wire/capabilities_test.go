package wire

import (
	"reflect"
	"testing"
)

func capabilitiesOf(t *testing.T, feed [][]byte) Capabilities {
	t.Helper()
	var p ReplyParser
	got := replies(&p, feed)
	if len(got) != 1 {
		t.Fatalf("%d replies", len(got))
	}
	return ParseCapabilities(got[0])
}

func TestParseCapabilities(t *testing.T) {
	for _, c := range []struct {
		name, in      string
		domain, greet string
		keywords      []Keyword
		notes         string
	}{
		{"domain alone", "250 mx.example.org\r\n", "mx.example.org", "", nil, ""},
		{
			"greeting", "250-mx.example.org hello  you\r\n250 SIZE 1000\r\n", "mx.example.org", "hello  you",
			[]Keyword{{"SIZE", []string{"1000"}, "SIZE 1000"}},
			"",
		},
		{
			"several", "250-[IPv6:::1] hi\r\n250-auth PLAIN login\r\n250 x-y\r\n", "[IPv6:::1]", "hi",
			[]Keyword{{"AUTH", []string{"PLAIN", "login"}, "auth PLAIN login"}, {"X-Y", []string{}, "x-y"}},
			"",
		},
		{"no domain", "250-\r\n250 DSN\r\n", "", "", []Keyword{{"DSN", []string{}, "DSN"}}, "greet-domain@0:4"},
		{"bad domain", "250 -mx- hello\r\n", "-mx-", "hello", nil, "greet-domain@0:4"},
		{
			"legacy AUTH", "250-a\r\n250 AUTH=LOGIN\r\n", "a", "",
			[]Keyword{{"AUTH=LOGIN", []string{}, "AUTH=LOGIN"}},
			"keyword-syntax@1:11",
		},
		{"hyphen in front", "250-a\r\n250 -X\r\n", "a", "", []Keyword{{"-X", []string{}, "-X"}}, "keyword-syntax@1:11"},
		{
			"empty line", "250-a\r\n250-\r\n250 DSN\r\n", "a", "",
			[]Keyword{{"", nil, ""}, {"DSN", []string{}, "DSN"}},
			"keyword-syntax@1:11",
		},
		{"SP at the end", "250-a\r\n250 DSN \r\n", "a", "", []Keyword{{"DSN", []string{}, "DSN "}}, "keyword-space@1:11"},
		{"two SP", "250-a\r\n250 SIZE  5\r\n", "a", "", []Keyword{{"SIZE", []string{"5"}, "SIZE  5"}}, "keyword-space@1:11"},
		{"HT", "250-a\r\n250 SIZE\t5\r\n", "a", "", []Keyword{{"SIZE", []string{"5"}, "SIZE\t5"}}, "keyword-space@1:11"},
		{"8-bit word", "250-a\r\n250 X a\xffb\r\n", "a", "", []Keyword{{"X", []string{"a\xffb"}, "X a\xffb"}}, "keyword-param@1:14"},
		{
			"8-bit keyword", "250-a\r\n250 \xc5\xbfize \xc5\xbf\r\n", "a", "",
			[]Keyword{{"\xc5\xbfIZE", []string{"\xc5\xbf"}, "\xc5\xbfize \xc5\xbf"}},
			"keyword-syntax@1:11 keyword-param@1:17",
		},
		{
			"repeated", "250-a\r\n250-DSN\r\n250 dsn\r\n", "a", "",
			[]Keyword{{"DSN", []string{}, "DSN"}, {"DSN", []string{}, "dsn"}},
			"keyword-repeated@2:20",
		},
		{"refused", "550-a\r\n550 DSN\r\n", "", "", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachCut(t, c.in, func(t *testing.T, feed [][]byte) {
				got := capabilitiesOf(t, feed)
				if got.Domain != c.domain || got.Greet != c.greet || !reflect.DeepEqual(got.Keywords, c.keywords) {
					t.Errorf("got %q %q %q", got.Domain, got.Greet, got.Keywords)
				}
				if n := notes(got.Deviations); n != c.notes {
					t.Errorf("deviations %q, want %q", n, c.notes)
				}
			})
		})
	}
}

func TestCapabilities_lookup(t *testing.T) {
	c := capabilitiesOf(t, [][]byte{[]byte("250-a\r\n250-SIZE 100\r\n250-AUTH PLAIN\r\n250-AUTH LOGIN\r\n250 SMTPUTF8\r\n")})
	if k, ok := c.Get("size"); !ok || k.Raw != "SIZE 100" {
		t.Errorf("Get(size) = %v %v", k, ok)
	}
	if k, ok := c.Get("\u017fize"); ok {
		t.Errorf("got %v for a long s, want none", k)
	}
	for _, q := range []struct {
		name, param string
		want        bool
	}{
		{"auth", "", true},
		{"AUTH", "plain", true},
		{"AUTH", "LOGIN", true},
		{"AUTH", "PLA", false},
		{"SMTPUTF8", "", true},
		{"SMTPUTF8", "x", false},
		{"DSN", "", false},
		{"", "", false},
	} {
		if got := c.Has(q.name, q.param); got != q.want {
			t.Errorf("Has(%q, %q) = %v", q.name, q.param, got)
		}
	}
}

func FuzzCapabilities(f *testing.F) {
	f.Add(ehloReply)
	f.Add([]byte("250-\r\n250-AUTH=LOGIN PLAIN \r\n250  \t\xff x\x00\r\n"))
	f.Add([]byte("250 a\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		var p ReplyParser
		p.Feed(in)
		for r, ok := p.Next(); ok; r, ok = p.Next() {
			c := ParseCapabilities(r)
			if len(c.Keywords) >= len(r.Lines) {
				t.Fatalf("%d keywords of %d lines", len(c.Keywords), len(r.Lines))
			}
			for _, k := range c.Keywords {
				if _, ok := c.Get(k.Name); !ok || !c.Has(k.Name, "") {
					t.Fatalf("keyword %q not found", k.Name)
				}
			}
			for _, d := range c.Deviations {
				if d.Offset > len(r.Raw) || d.Line >= len(r.Lines) {
					t.Fatalf("deviation %+v of %q", d, r.Raw)
				}
			}
		}
	})
}
