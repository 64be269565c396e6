package wire

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// notes writes deviations as "kind@line:offset".
func notes(list []Deviation) string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s@%d:%d", d.Kind, d.Line, d.Offset))
	}
	return strings.Join(out, " ")
}

// replies feeds a parser and returns what it gave after each piece.
func replies(p *ReplyParser, feed [][]byte) []Reply {
	var out []Reply
	for _, b := range feed {
		p.Feed(b)
		for r, ok := p.Next(); ok; r, ok = p.Next() {
			out = append(out, r)
		}
	}
	return out
}

func TestReplyParser(t *testing.T) {
	long := "250 " + strings.Repeat("x", 506)
	for _, c := range []struct {
		name, in string
		code     int
		lines    []string
		notes    string
	}{
		{"one line", "250 OK\r\n", 250, []string{"OK"}, ""},
		{"several lines", "250-a\r\n250-b\r\n250 c\r\n", 250, []string{"a", "b", "c"}, ""},
		{"empty text in the middle", "250-\r\n250 c\r\n", 250, []string{"", "c"}, ""},
		{"HT is text", "250 a\tb\r\n", 250, []string{"a\tb"}, ""},
		{"code alone", "250\r\n", 250, []string{""}, "no-text@0:3"},
		{"code and SP", "250 \r\n", 250, []string{""}, "empty-text@0:4"},
		{"code alone at the end", "250-a\r\n250\r\n", 250, []string{"a", ""}, "no-text@1:10"},
		{"bare LF", "250 OK\n", 250, []string{"OK"}, "bare-lf@0:6"},
		{"bare LF within", "250-a\n250 b\r\n", 250, []string{"a", "b"}, "bare-lf@0:5"},
		{"bare CR", "250 a\rb\r\n", 250, []string{"a\rb"}, "bare-cr@0:5"},
		{"CR CR LF", "250 a\r\r\n", 250, []string{"a\r"}, "bare-cr@0:5"},
		{"CR for the separator", "250\r\r\n", 250, []string{"\r"}, "separator@0:3 bare-cr@0:3"},
		{"HT for the separator", "250\tOK\r\n", 250, []string{"\tOK"}, "separator@0:3"},
		{"no separator", "250OK\r\n", 250, []string{"OK"}, "separator@0:3"},
		{"four digits", "2500 OK\r\n", 250, []string{"0 OK"}, "separator@0:3"},
		{"separator ends the reply", "250-a\r\n250+b\r\n", 250, []string{"a", "+b"}, "separator@1:10"},
		{"codes differ", "250-a\r\n550 b\r\n", 550, []string{"a", "b"}, "code-mismatch@1:7"},
		{"codes differ within", "250-a\r\n251-b\r\n250 c\r\n", 250, []string{"a", "b", "c"}, "code-mismatch@1:7"},
		{"code begins with 1", "150 x\r\n", 150, []string{"x"}, "code-range@0:0"},
		{"code begins with 6", "650 x\r\n", 650, []string{"x"}, "code-range@0:0"},
		{"second digit 6", "260 x\r\n", 260, []string{"x"}, "code-range@0:0"},
		{"second digit 5", "259 x\r\n", 259, []string{"x"}, "code-unlisted@0:0"},
		{"code zero", "000 x\r\n", 0, []string{"x"}, "code-range@0:0"},
		{"no digits", "OK done\r\n", 0, []string{"OK done"}, "code-not-digits@0:0"},
		{"two digits", "25 OK\r\n", 0, []string{"25 OK"}, "code-not-digits@0:0"},
		{"two digits alone", "25\r\n", 0, []string{"25"}, "code-not-digits@0:0"},
		{"letters and a hyphen", "abc-x\r\n", 0, []string{"abc-x"}, "code-not-digits@0:0"},
		{"leading SP", " 250 OK\r\n", 0, []string{" 250 OK"}, "code-not-digits@0:0"},
		{"no digits at the end", "250-a\r\nxyz b\r\n", 0, []string{"a", "xyz b"}, "code-not-digits@1:7"},
		{"empty line", "\r\n", 0, []string{""}, "empty-line@0:0"},
		{"empty line, bare LF", "\n", 0, []string{""}, "empty-line@0:0 bare-lf@0:0"},
		{"empty line within", "250-a\r\n\r\n", 0, []string{"a", ""}, "empty-line@1:7"},
		{"8-bit", "250 gr\xc3\xbc\xdfe\r\n", 250, []string{"gr\xc3\xbc\xdfe"}, "octet-8bit@0:6"},
		{"control", "250 a\x1bb\x07\r\n", 250, []string{"a\x1bb\x07"}, "octet-control@0:5"},
		{"DEL", "250 a\x7f\r\n", 250, []string{"a\x7f"}, "octet-control@0:5"},
		{"NUL", "250 a\x00b\r\n", 250, []string{"a\x00b"}, "octet-nul@0:5"},
		{"512 octets", long + "\r\n", 250, []string{long[4:]}, ""},
		{"513 octets", long + "x\r\n", 250, []string{long[4:] + "x"}, "line-too-long@0:512"},
		{"second line too long", "250-\r\n" + long + "x\r\n", 250, []string{"", long[4:] + "x"}, "line-too-long@1:518"},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachCut(t, c.in, func(t *testing.T, feed [][]byte) {
				var p ReplyParser
				got := replies(&p, feed)
				if len(got) != 1 {
					t.Fatalf("%d replies, want 1: %+v", len(got), got)
				}
				r := got[0]
				if r.Code != c.code || !reflect.DeepEqual(r.Lines, c.lines) || string(r.Raw) != c.in {
					t.Errorf("got %d %q raw %q", r.Code, r.Lines, r.Raw)
				}
				if n := notes(r.Deviations); n != c.notes {
					t.Errorf("deviations %q, want %q", n, c.notes)
				}
				if len(p.Pending()) != 0 || p.Err() != nil {
					t.Errorf("pending %q, error %v", p.Pending(), p.Err())
				}
			})
		})
	}
}

func TestReplyParser_stream(t *testing.T) {
	in := "220 hi\r\n250-a\r\n250 b\r\n\n354\r\n221 bye\r\n250-half"
	eachCut(t, in, func(t *testing.T, feed [][]byte) {
		var p ReplyParser
		var codes []int
		for _, r := range replies(&p, feed) {
			codes = append(codes, r.Code)
		}
		if want := []int{220, 250, 0, 354, 221}; !reflect.DeepEqual(codes, want) {
			t.Errorf("codes %v, want %v", codes, want)
		}
		if string(p.Pending()) != "250-half" {
			t.Errorf("pending %q", p.Pending())
		}
		p.Feed([]byte("\r\n250 end\r\n"))
		if r, ok := p.Next(); !ok || r.Text() != "half\nend" {
			t.Errorf("got %+v %v", r, ok)
		}
	})
}

func TestReplyParser_limits(t *testing.T) {
	for _, c := range []struct {
		name, in string
		limit    string
		before   int // replies that come before the limit
	}{
		{"line at the limit", "250 1234\r\n", "", 1},
		{"line over the limit", "250 12345\r\n", "MaxLine", 0},
		{"line without end", "250 1234567", "MaxLine", 0},
		{"after a reply", "220 x\r\n250 12345\r\n", "MaxLine", 1},
		{"three lines", "250-\r\n250-\r\n250 \r\n", "", 1},
		{"four lines", "250-\r\n250-\r\n250-\r\n250 \r\n", "MaxLines", 0},
		{"octets at the limit", "250-123\r\n250-123\r\n250 1\r\n", "", 1},
		{"octets over the limit", "250-123\r\n250-123\r\n250 12\r\n", "MaxBytes", 0},
		{"many replies", strings.Repeat("250 x\r\n", 50), "", 50},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachCut(t, c.in, func(t *testing.T, feed [][]byte) {
				p := ReplyParser{MaxLine: 10, MaxLines: 3, MaxBytes: 25}
				if got := replies(&p, feed); len(got) != c.before {
					t.Errorf("%d replies, want %d", len(got), c.before)
				}
				var limit *LimitError
				if errors.As(p.Err(), &limit) != (c.limit != "") {
					t.Fatalf("error %v, want %q", p.Err(), c.limit)
				}
				if limit == nil {
					return
				}
				if limit.Limit != c.limit || !strings.Contains(limit.Error(), c.limit) {
					t.Errorf("error %v, want %q", limit, c.limit)
				}
				pending := len(p.Pending())
				p.Feed([]byte("\r\n220 x\r\n"))
				if _, ok := p.Next(); ok || pending == 0 || len(p.Pending()) != pending {
					t.Errorf("parser continues after a limit: %v, pending %d then %d", ok, pending, len(p.Pending()))
				}
			})
		})
	}
}

func TestReplyParser_defaults(t *testing.T) {
	for _, c := range []struct{ in, limit string }{
		{strings.Repeat("x", DefaultMaxLine+1), "MaxLine"},
		{strings.Repeat("250-\n", DefaultMaxLines), "MaxLines"},
		{strings.Repeat("250-"+strings.Repeat("x", 1000)+"\n", DefaultMaxBytes/1000), "MaxBytes"},
	} {
		var p ReplyParser
		p.Feed([]byte(c.in))
		_, ok := p.Next()
		var limit *LimitError
		if ok || !errors.As(p.Err(), &limit) || limit.Limit != c.limit {
			t.Errorf("reply %v, error %v, want %s", ok, p.Err(), c.limit)
		}
	}
}

func TestReplyParser_Skip(t *testing.T) {
	var p ReplyParser
	p.Feed([]byte("250-a\r\n550 b\r\n\n354\n2500 ok\r\n2"))
	for _, want := range []struct {
		code int
		raw  string
	}{{550, "250-a\r\n550 b\r\n"}, {0, "\n"}, {354, "354\n"}, {0, "2500 ok\r\n"}} {
		code, raw, ok := p.Skip()
		if !ok || code != want.code || string(raw) != want.raw {
			t.Errorf("Skip = %d %q %v, want %v", code, raw, ok, want)
		}
	}
	if code, raw, ok := p.Skip(); ok || code != 0 || raw != nil {
		t.Errorf("Skip = %d %q %v for half a reply", code, raw, ok)
	}
}

func TestReply_boundedDeviations(t *testing.T) {
	var p ReplyParser
	p.Feed([]byte(strings.Repeat("250-\x1b"+strings.Repeat("\x80", 100)+"\n", 1000) + "250 \x00\n"))
	r, ok := p.Next()
	if !ok {
		t.Fatal("no reply")
	}
	if len(r.Deviations) > maxDeviations+20 {
		t.Errorf("%d deviations", len(r.Deviations))
	}
	if !r.Has(DeviationOctetNUL) || r.Has(DeviationSeparator) {
		t.Errorf("the kind of the last line is missing: %s", notes(r.Deviations))
	}
	for _, d := range r.Deviations {
		if len(d.Detail) > 80 {
			t.Errorf("detail of %d characters: %s", len(d.Detail), d.Detail)
		}
	}
}

func TestReply_Class(t *testing.T) {
	for code, want := range map[int]int{0: 0, 199: 0, 200: 2, 250: 2, 354: 3, 421: 4, 599: 5, 600: 0, 999: 0} {
		if got := (Reply{Code: code}).Class(); got != want {
			t.Errorf("class of %d is %d, want %d", code, got, want)
		}
	}
}

func TestReply_ownBuffer(t *testing.T) {
	var p ReplyParser
	in := []byte("250 one\r\n")
	p.Feed(in)
	r, _ := p.Next()
	p.Feed([]byte("550 two\r\n"))
	copy(in, "xxxxxxxxx")
	if string(r.Raw) != "250 one\r\n" || r.Text() != "one" {
		t.Errorf("the reply changed: %q %q", r.Raw, r.Text())
	}
}

func FuzzReplyParser(f *testing.F) {
	for _, s := range []string{
		"250 OK\r\n", "250-a\r\n250 b\r\n", "250\r\n\r\n", "250 a\rb\n", "\x00\xff\r\n250-\n", "abc\r\n999 x\r\n",
		"250-2.1.0 a\r\n550 2.1.0 b\r\n", "250-12345678901234567890\r\n250 x\r\n", "1-\n1-\n250-\n250-\n250-\n250-\n250 \n",
	} {
		f.Add([]byte(s), uint8(1))
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		parse := func(feed [][]byte) ([]Reply, error) {
			p := ReplyParser{MaxLine: 24, MaxLines: 5, MaxBytes: 60}
			return replies(&p, feed), p.Err()
		}
		want, wantErr := parse(pieces(in, 0))
		got, gotErr := parse(pieces(in, int(size)))
		if !reflect.DeepEqual(got, want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Fatalf("cut in %d: %+v %v\nwhole: %+v %v", size, got, gotErr, want, wantErr)
		}
		var raw []byte
		for _, r := range got {
			raw = append(raw, r.Raw...)
			for _, d := range append(r.EnhancedDeviations(), r.Deviations...) {
				if d.Offset > len(r.Raw) || d.Line >= len(r.Lines) || len(d.Detail) > 80 {
					t.Fatalf("deviation %+v of %q", d, r.Raw)
				}
			}
		}
		if !strings.HasPrefix(string(in), string(raw)) {
			t.Fatalf("the replies %q are not the input %q", raw, in)
		}
	})
}

var ehloReply = []byte("250-mx.example.org greets client.example.com\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n" +
	"250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n")

func BenchmarkReplyParserSkip(b *testing.B) {
	in := []byte("250 2.1.0 Sender ok\r\n")
	var p ReplyParser
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		p.Feed(in)
		if code, _, ok := p.Skip(); !ok || code != 250 {
			b.Fatal("no reply")
		}
	}
}

func BenchmarkReplyParserNext(b *testing.B) {
	var p ReplyParser
	b.SetBytes(int64(len(ehloReply)))
	b.ReportAllocs()
	for b.Loop() {
		p.Feed(ehloReply)
		if _, ok := p.Next(); !ok {
			b.Fatal("no reply")
		}
	}
}

func TestReplyParser_Skip_allocations(t *testing.T) {
	in := []byte("250-2.1.0 Sender\r\n250 2.1.0 ok\r\n")
	var p ReplyParser
	if n := testing.AllocsPerRun(100, func() {
		p.Feed(in)
		p.Skip()
	}); n != 0 {
		t.Errorf("%v allocations a reply", n)
	}
}
