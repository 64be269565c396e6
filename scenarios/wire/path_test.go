package wire

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseMailbox(t *testing.T) {
	for _, c := range []struct {
		in   string
		utf8 bool
		want Mailbox
	}{
		{"a@b", false, Mailbox{"a", "a", "b", false, false}},
		{"a.b+c@example.org", false, Mailbox{"a.b+c", "a.b+c", "example.org", false, false}},
		{"!#$%&'*+-/=?^_`{|}~@x", false, Mailbox{"!#$%&'*+-/=?^_`{|}~", "!#$%&'*+-/=?^_`{|}~", "x", false, false}},
		{"a@[127.0.0.1]", false, Mailbox{"a", "a", "[127.0.0.1]", false, true}},
		{"a@[IPv6:::1]", false, Mailbox{"a", "a", "[IPv6:::1]", false, true}},
		{`"a b"@x`, false, Mailbox{"a b", `"a b"`, "x", true, false}},
		{`""@x`, false, Mailbox{"", `""`, "x", true, false}},
		{`"a\"\\\b@>"@x`, false, Mailbox{`a"\b@>`, `"a\"\\\b@>"`, "x", true, false}},
		{`"\a"@x`, false, Mailbox{"a", `"\a"`, "x", true, false}},
		{`"o'x"@x`, false, Mailbox{"o'x", `"o'x"`, "x", true, false}},
		{"\xc3\xbc@\xc3\xbc.x", true, Mailbox{"\xc3\xbc", "\xc3\xbc", "\xc3\xbc.x", false, false}},
		{"\"\xc3\xbc x\"@x", true, Mailbox{"\xc3\xbc x", "\"\xc3\xbc x\"", "x", true, false}},
	} {
		got, err := ParseMailbox(c.in, c.utf8)
		if err != nil || got != c.want || got.String() != c.in {
			t.Errorf("ParseMailbox(%q) = %+v %v", c.in, got, err)
		}
	}
}

func TestParseMailbox_errors(t *testing.T) {
	for _, c := range []struct {
		in   string
		utf8 bool
		want int
	}{
		{"", false, 0},
		{"a", false, 1},
		{"@x", false, 0},
		{".a@x", false, 0},
		{"a.@x", false, 2},
		{"a..b@x", false, 2},
		{"a b@x", false, 1},
		{"a@", false, 2},
		{"a@-x", false, 2},
		{"a@x.", false, 4},
		{"a@x y", false, 3},
		{"a@x@y", false, 3},
		{"a@x>", false, 3},
		{"a@[1.2.3.4", false, 10},
		{"a@[1.2.3.400]", false, 3},
		{"a@[1.2.3.4]x", false, 11},
		{`"a@x`, false, 4},
		{`"a\`, false, 3},
		{"\"a\\\r\"@x", false, 3},
		{"\"a\tb\"@x", false, 2},
		{"\"a\x00\"@x", false, 2},
		{`"a"b@x`, false, 3},
		{`"a".b@x`, false, 3},
		{"\xc3\xbc@x", false, 0},
		{"a@\xc3\xbc", false, 2},
		{"\"\xc3\xbc\"@x", false, 1},
		{"\xc3@x", true, 0},
		{"\"\xff\"@x", true, 1},
		{"\"\\\xc3\xbc\"@x", true, 2},
	} {
		got, err := ParseMailbox(c.in, c.utf8)
		if off := offsetOf(t, err); off != c.want || got != (Mailbox{}) {
			t.Errorf("ParseMailbox(%q) = %+v %v, want offset %d", c.in, got, err, c.want)
		}
	}
}

func TestParseMail(t *testing.T) {
	abc := Mailbox{Local: "a", RawLocal: "a", Domain: "b.c"}
	lax := PathOptions{LaxSpace: true}
	for _, c := range []struct {
		in     string
		opts   PathOptions
		path   Path
		params []Param
	}{
		{"FROM:<>", PathOptions{}, Path{Null: true, Raw: "<>"}, nil},
		{"from:<a@b.c>", PathOptions{}, Path{Mailbox: abc, Raw: "<a@b.c>"}, nil},
		{"FROM:<a@b.c> \t", PathOptions{}, Path{Mailbox: abc, Raw: "<a@b.c>"}, nil},
		{"FROM: \t<a@b.c>", lax, Path{Mailbox: abc, Raw: "<a@b.c>"}, nil},
		{
			"FROM:<@x,@y.z:a@b.c>",
			PathOptions{},
			Path{Route: []string{"x", "y.z"}, Mailbox: abc, Raw: "<@x,@y.z:a@b.c>"},
			nil,
		},
		{
			"FROM:<> SIZE=10  body=8BITMIME X",
			PathOptions{},
			Path{Null: true, Raw: "<>"},
			[]Param{{"SIZE", "10", true}, {"BODY", "8BITMIME", true}, {"X", "", false}},
		},
		{
			"FROM:<> SIZE=1 size=2",
			PathOptions{},
			Path{Null: true, Raw: "<>"},
			[]Param{{"SIZE", "1", true}, {"SIZE", "2", true}},
		},
		{
			"FROM:<> X=<@:\">!~",
			PathOptions{},
			Path{Null: true, Raw: "<>"},
			[]Param{{"X", "<@:\">!~", true}},
		},
		{
			"FROM:<> X=\xc3\xbc",
			PathOptions{UTF8: true},
			Path{Null: true, Raw: "<>"},
			[]Param{{"X", "\xc3\xbc", true}},
		},
		{
			`FROM:<"a> b"@b.c>`,
			PathOptions{},
			Path{Mailbox: Mailbox{"a> b", `"a> b"`, "b.c", true, false}, Raw: `<"a> b"@b.c>`},
			nil,
		},
	} {
		path, params, err := ParseMail(c.in, c.opts)
		if err != nil || !reflect.DeepEqual(path, c.path) || !reflect.DeepEqual(params, c.params) {
			t.Errorf("ParseMail(%q) = %+v %+v %v", c.in, path, params, err)
		}
	}
}

func TestParseMail_errors(t *testing.T) {
	for _, c := range []struct {
		in   string
		opts PathOptions
		want int
	}{
		{"", PathOptions{}, 0},
		{"FROM", PathOptions{}, 0},
		{"FROM <a@b>", PathOptions{}, 0},
		{"TO:<a@b>", PathOptions{}, 0},
		{" FROM:<a@b>", PathOptions{}, 0},
		{"FROM:", PathOptions{}, 5},
		{"FROM: <a@b>", PathOptions{}, 5},
		{"FROM:a@b", PathOptions{}, 5},
		{"FROM:<a@b", PathOptions{}, 9},
		{"FROM:<a@b>x", PathOptions{}, 10},
		{"FROM:<a@b>\tX", PathOptions{}, 10},
		{"FROM:< a@b>", PathOptions{}, 6},
		{"FROM:<a@b >", PathOptions{}, 9},
		{"FROM:<< a@b>>", PathOptions{}, 6},
		{"FROM:<postmaster>", PathOptions{}, 16},
		{"FROM:<@x>", PathOptions{}, 8},
		{"FROM:<@x:>", PathOptions{}, 9},
		{"FROM:<@x,y:a@b>", PathOptions{}, 9},
		{"FROM:<@x,:a@b>", PathOptions{}, 9},
		{"FROM:<@:a@b>", PathOptions{}, 7},
		{"FROM:<@[1.2.3.4]:a@b>", PathOptions{}, 7},
		{"FROM:<a@b_c>", PathOptions{}, 9},
		{"FROM:<a@b> =x", PathOptions{}, 11},
		{"FROM:<a@b> X=", PathOptions{}, 13},
		{"FROM:<a@b> X=1=2", PathOptions{}, 14},
		{"FROM:<a@b> X=1  -Y", PathOptions{}, 16},
		{"FROM:<a@b> X_Y=1", PathOptions{}, 11},
		{"FROM:<a@b> X=a\tb", PathOptions{}, 14},
		{"FROM:<a@b> X=\x7f", PathOptions{}, 13},
		{"FROM:<a@b> X=\xc3\xbc", PathOptions{}, 13},
		{"FROM:<a@b> X=\xc3", PathOptions{UTF8: true}, 13},
		{"FROM:<a@b\r\n>", PathOptions{}, 9},
		{"FROM:<a\x00@b>", PathOptions{}, 7},
		{"FROM:<\xc3\xbc@b>", PathOptions{}, 6},
	} {
		path, params, err := ParseMail(c.in, c.opts)
		if off := offsetOf(t, err); off != c.want || path.Raw != "" || params != nil {
			t.Errorf("ParseMail(%q) = %+v %+v %v, want offset %d", c.in, path, params, err, c.want)
		}
	}
}

func TestParseRcpt(t *testing.T) {
	for _, in := range []string{"TO:<Postmaster>", "to:<POSTMASTER> NOTIFY=NEVER", "To:<postmaster>"} {
		path, _, err := ParseRcpt(in, PathOptions{})
		if err != nil || path.Mailbox.Domain != "" || !strings.EqualFold(path.Mailbox.Local, "postmaster") ||
			path.Mailbox.String() != path.Mailbox.Local {
			t.Errorf("ParseRcpt(%q) = %+v %v", in, path, err)
		}
	}
	path, params, err := ParseRcpt("TO:<postmaster@b.c> ORCPT=rfc822;a+2Bb@c", PathOptions{})
	want := Mailbox{Local: "postmaster", RawLocal: "postmaster", Domain: "b.c"}
	if err != nil || path.Mailbox != want || !reflect.DeepEqual(params, []Param{{"ORCPT", "rfc822;a+2Bb@c", true}}) {
		t.Errorf("got %+v %+v %v", path, params, err)
	}
	for in, offset := range map[string]int{
		"TO:<>": 4, "FROM:<a@b>": 0, "TO:<postmasterx>": 15, "TO:<postmaster": 14, "TO:<po\u017ftmaster>": 6, "TO:<a>": 5,
	} {
		if _, _, err := ParseRcpt(in, PathOptions{}); offsetOf(t, err) != offset {
			t.Errorf("ParseRcpt(%q): %v, want offset %d", in, err, offset)
		}
	}
}

func TestPath_Long(t *testing.T) {
	for _, c := range []struct {
		local, domain       int
		longLocal, longPath bool
	}{{64, 10, false, false}, {65, 10, true, false}, {64, 189, false, false}, {64, 190, false, true}, {1000, 1, true, true}} {
		domain := strings.Repeat("a.", c.domain/2) + strings.Repeat("b", 1+c.domain%2)
		in := "TO:<" + strings.Repeat("x", c.local) + "@" + domain[:c.domain-1] + "c>"
		path, _, err := ParseRcpt(in, PathOptions{})
		if err != nil || path.Mailbox.LongLocal() != c.longLocal || path.Long() != c.longPath {
			t.Errorf("%d@%d: path of %d octets, %v %v %v", c.local, c.domain, len(path.Raw), path.Mailbox.LongLocal(), path.Long(), err)
		}
	}
}

func FuzzPath(f *testing.F) {
	for _, s := range []string{
		"<>", "<a@b.c> SIZE=1", "<@x,@y:a@b>", `<"a\"> b"@[127.0.0.1]>`, "<a@[IPv6:::1.2.3.4]>", "<Postmaster>",
		" <\xc3\xbc@\xc3\xbc> X=\xc3\xbc Y", "<a@[x:y]>\t", "<a\r\n@b>", "<\x00>",
	} {
		f.Add(s, true, false)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, in string, utf8, lax bool) {
		o := PathOptions{UTF8: utf8, LaxSpace: lax}
		checkPath(t, "FROM:", in, ParseMail, o)
		checkPath(t, "TO:", in, ParseRcpt, o)
	})
}

// checkPath parses prefix+in, and again what came out of it.
func checkPath(t *testing.T, prefix, in string, parse func(string, PathOptions) (Path, []Param, error), o PathOptions) {
	path, params, err := parse(prefix+in, o)
	if err != nil {
		if off := offsetOf(t, err); off < 0 || off > len(prefix+in) {
			t.Fatalf("%q: offset %d", in, off)
		}
		return
	}
	if err := CheckOctets([]byte(path.Raw), o.UTF8); err != nil {
		t.Fatalf("%q is accepted: %v", path.Raw, err)
	}
	again := prefix + path.Raw
	for _, p := range params {
		again += " " + p.Name
		if p.HasValue {
			again += "=" + p.Value
		}
	}
	path2, params2, err := parse(again, PathOptions{UTF8: o.UTF8})
	if err != nil || !reflect.DeepEqual(path, path2) || !reflect.DeepEqual(params, params2) {
		t.Fatalf("%q: %+v %+v\n%q: %+v %+v %v", in, path, params, again, path2, params2, err)
	}
	if m := path.Mailbox; m.Domain != "" {
		if m2, err := ParseMailbox(m.String(), o.UTF8); err != nil || m2 != m {
			t.Fatalf("mailbox %+v: got %+v, %v", m, m2, err)
		}
	}
}
