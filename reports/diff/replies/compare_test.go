package replies

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func began() time.Time { return time.Date(2026, 11, 25, 22, 15, 43, 0, time.UTC) }

// habits are those of a run with some replies in several cases.
func habits(replies ...string) *Habits {
	h := NewHabits(began())
	for i, r := range replies {
		h.Learn(fmt.Sprintf("case-%d", i), r)
	}
	return h
}

func hello(session string) string {
	return `250-mx\r\n250-SIZE 1048576\r\n250 Ok SESSIONID=<` + session + `>\r\n`
}

func TestCompare(t *testing.T) {
	postfix := []string{`250 2.0.0 Ok: queued as 3BDFCDA318\r\n`, `250 2.0.0 Ok: queued as 3FB1DDA317\r\n`}
	for _, tt := range []struct {
		name          string
		before, after string
		old, fresh    []string // what both runs have seen beside that
		hello         bool
		want          Degree
	}{
		{name: "the same", before: `250 Ok\r\n`, after: `250 Ok\r\n`},
		{name: "code", before: `250 Ok\r\n`, after: `251 Ok\r\n`, want: Signal},
		{name: "code that varies in a run", before: `250 2.1.5 Ok\r\n`, after: `450 4.1.5 Ok\r\n`, old: []string{`450 4.1.5 Ok\r\n`}, want: Signal},
		{name: "enhanced code", before: `550 5.1.1 Unknown\r\n`, after: `550 5.7.1 Unknown\r\n`, want: Signal},
		{name: "enhanced code is gone", before: `550 5.1.1 Unknown\r\n`, after: `550 Unknown\r\n`, want: Signal},
		{name: "enhanced code in the second line", before: `550-5.1.1 No\r\n550 5.1.1 such\r\n`, after: `550-5.1.1 No\r\n550 5.1.2 such\r\n`, want: Signal},
		{name: "how a line ends", before: `250 Ok\r\n`, after: `250 Ok\n`, want: Signal},
		{name: "a word", before: `250 2.1.0 Ok\r\n`, after: `250 2.1.0 Fine\r\n`, want: Text},
		{name: "a line more", before: `214-Help\r\n214 QUIT\r\n`, after: `214-Help\r\n214-MAIL\r\n214 QUIT\r\n`, want: Text},
		{name: "nothing that is a reply", before: `hello`, after: `hallo`, want: Text},

		{name: "queue id of Postfix", before: postfix[0], after: `250 2.0.0 Ok: queued as 2D50EDAAD6\r\n`},
		{name: "queue id of Postfix without a digit", before: postfix[0], after: `250 2.0.0 Ok: queued as ABCDEFABCD\r\n`, old: postfix},
		{name: "long queue id without a digit", before: `250 2.0.0 Ok: queued as 4YxGqF2bT7z1Xq\r\n`, after: `250 2.0.0 Ok: queued as BYxGqFGbTJzXXq\r\n`},
		{name: "short id without a digit, as the run shows", before: postfix[0], after: `250 2.0.0 Ok: queued as BCF\r\n`, fresh: postfix},
		{name: "message id of Exim", before: `250 OK id=1xWLdc-0000WQ-2s\r\n`, after: `250 OK id=1xWLfn-0001Hd-1L\r\n`},
		{name: "two lines with an id", before: `250- 2 byte chunk, total 2\r\n250 OK id=1xWLdc-0000WQ-2s\r\n`, after: `250- 2 byte chunk, total 2\r\n250 OK id=1xWLfn-0001Hd-1L\r\n`},
		{name: "OpenSMTPD", before: `250 2.0.0 1f0bf0de Message accepted for delivery\r\n`, after: `250 2.0.0 deadbeef Message accepted for delivery\r\n`},
		{name: "session of Cyrus", before: hello("cyrus-1795644976-109-1-104"), after: hello("cyrus-1795645802-67-1-745"), old: []string{hello("cyrus-1795644976-110-1-3")}, hello: true},
		{name: "session that no run saw change", before: hello("cyrus-1795644976-109-1-104"), after: hello("cyrus-1795645802-67-1-745"), hello: true, want: Signal},
		{name: "limit beside a session", before: hello("c-1"), after: strings.Replace(hello("c-2"), "SIZE 1", "SIZE 9", 1), old: []string{hello("c-3")}, hello: true, want: Signal},
		{name: "id, and a word", before: postfix[0], after: `250 2.0.0 Ok: kept as 2D50EDAAD6\r\n`, old: postfix, fresh: postfix, want: Text},

		{name: "cut elsewhere", before: `Id: <s0123456789ab-6x@c>\nThis is messag...(+69 octets)`, after: `Id: <sba9876543210-17x@c>\nThis is mes...(+73 octets)`},
		{name: "cut a line earlier", before: `Id: a1\nThis is\nm...(+69 octets)`, after: `Id: a1\nThis is...(+73 octets)`},
		{name: "cut in its only line", before: `550 no <s0123456789ab-6x@c> is messag...(+69 octets)`, after: `550 no <sba9876543210-17x@c> is mes...(+73 octets)`},
		{name: "another word before the cut", before: `Id: a\nmess...(+69 octets)`, after: `Od: a\nmess...(+69 octets)`, want: Text},
		{name: "one that was not cut", before: `Id: a\nmess...(+69 octets)`, after: `Id: a\nmess`, want: Text},
		{name: "another code in the only word", before: `250-AAAA...(+69 octets)`, after: `550-AAAA...(+69 octets)`, want: Signal},
		{name: "cut at once", before: `...(+69 octets)`, after: `...(+70 octets)`},
		{name: "after many words", before: strings.Repeat("1 ", 300) + "a word", after: strings.Repeat("1 ", 300) + "b word", want: Text},
		{name: "number after many words", before: strings.Repeat("1 ", 300) + "1 word", after: strings.Repeat("1 ", 300) + "2 word"},
		{name: "date of Exim", before: `220 mx ESMTP Exim 4.96 Wed, 25 Nov 2026 22:38:52 +0000\r\n`, after: `220 mx ESMTP Exim 4.96 Thu, 26 Nov 2026 1:41:07 +0100 (CET)\r\n`},
		{name: "date of ctime", before: `220 mx Wed Nov 25 22:38:52 2026\r\n`, after: `220 mx Tue Dec  1 01:38:52 UTC 2026\r\n`},
		{name: "date of ISO 8601", before: `220 mx 2026-11-25T22:38:52Z\r\n`, after: `220 mx 2026-11-25 22:39:01.123+01:00\r\n`},
		{name: "seconds since 1970", before: `250 2.0.0 OK 1795644943 ab - gsmtp\r\n`, after: `250 2.0.0 OK 1795644999 ab - gsmtp\r\n`, old: []string{`250 2.0.0 OK 1795644943 ab - gsmtp\r\n`, `250 2.0.0 OK 1795644943 ab - gsmtp\r\n`}},
		{name: "port of the client", before: `250 hello [127.0.0.1]:40001\r\n`, after: `250 hello [127.0.0.1]:51234\r\n`},
		{name: "id of the client", before: `550 no <s0123456789ab-12x@client.example>\r\n`, after: `550 no <sba9876543210-9x@client.example>\r\n`},

		{
			name: "version, which stays through a run", before: `220 mx ESMTP Exim 4.96\r\n`, after: `220 mx ESMTP Exim 4.97\r\n`,
			old: []string{`220 mx ESMTP Exim 4.96\r\n`, `220 mx ESMTP Exim 4.96\r\n`}, fresh: []string{`220 mx ESMTP Exim 4.97\r\n`, `220 mx ESMTP Exim 4.97\r\n`}, want: Text,
		},
		{
			name: "limit, which stays through a run", before: `552 5.3.4 More than 1000 octets\r\n`, after: `552 5.3.4 More than 2000 octets\r\n`,
			old: []string{`552 5.3.4 More than 1000 octets\r\n`, `552 5.3.4 More than 1000 octets\r\n`}, fresh: []string{`552 5.3.4 More than 2000 octets\r\n`, `552 5.3.4 More than 2000 octets\r\n`}, want: Text,
		},
		{name: "number that varies in a run", before: `250 2.6.0 1220 octets\r\n`, after: `250 2.6.0 1221 octets\r\n`, old: []string{`250 2.6.0 1220 octets\r\n`, `250 2.6.0 99 octets\r\n`}},

		{name: "keyword is gone", hello: true, before: `250-mx\r\n250-PIPELINING\r\n250 SIZE 1000\r\n`, after: `250-mx\r\n250 SIZE 1000\r\n`, want: Signal},
		{name: "keyword with another parameter", hello: true, before: `250-mx\r\n250 SIZE 1000\r\n`, after: `250-mx\r\n250 SIZE 2000\r\n`, want: Signal},
		{name: "order of keywords", hello: true, before: `250-mx\r\n250-PIPELINING\r\n250 SIZE 1000\r\n`, after: `250-mx\r\n250-SIZE 1000\r\n250 PIPELINING\r\n`},
		{name: "only keyword is gone", hello: true, before: `250-mx\r\n250 SIZE 1000\r\n`, after: `250 mx\r\n`, want: Signal},
		{name: "greeting of EHLO", hello: true, before: `250-mx at your service\r\n250 SIZE 1000\r\n`, after: `250-mx hello\r\n250 SIZE 1000\r\n`, want: Text},
		{name: "FUTURERELEASE has a date", hello: true, before: `250-mx\r\n250 FUTURERELEASE 86400 2026-11-26T22:15:43Z\r\n`, after: `250-mx\r\n250 FUTURERELEASE 86400 2026-11-26T22:15:48Z\r\n`},
		{name: "FUTURERELEASE has another limit", hello: true, before: `250-mx\r\n250 FUTURERELEASE 86400 2026-11-26T22:15:43Z\r\n`, after: `250-mx\r\n250 FUTURERELEASE 3600 2026-11-26T22:15:48Z\r\n`, want: Signal},
		{name: "EHLO is refused", hello: true, before: `250-mx\r\n250 SIZE 1000\r\n`, after: `502 5.5.1 No\r\n`, want: Signal},

		{name: "challenge of CRAM-MD5", before: `334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n`, after: `334 PDE3MDAuMTIzNDU2Nzg5QHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\r\n`},
		{name: "prompt of LOGIN", before: `334 VXNlcm5hbWU6\r\n`, after: `334 VXNlciBOYW1lAA==\r\n`, want: Text},
		{
			name: "nonce and salt of SCRAM", before: `334 cj1hYmNkZWZnaHpZU3ZJc0ZWVXhrR01rMUkrYVV6K295YTJMaUNkYW9pLHM9T2JtdVR1Rkd3dXJmY054aHBCZExidz09LGk9NDA5Ng==\r\n`,
			after: `334 cj1hYmNkZWZnaHVERjVKK2N2d1Q2bTdCR1A2STNvbmdmbUJBMTNyM2o2LHM9cDZNejhoZ1R0c3d6ckRBVGFNdWJxUT09LGk9NDA5Ng==\r\n`,
		},
		{
			name: "iterations of SCRAM", before: `334 cj1hLHM9YixpPTQwOTY=\r\n`, after: `334 cj1hLHM9YixpPTEwMDA=\r\n`,
			old: []string{`334 cj1hLHM9YixpPTQwOTY=\r\n`, `334 cj1hLHM9YixpPTQwOTY=\r\n`}, fresh: []string{`334 cj1hLHM9YixpPTEwMDA=\r\n`, `334 cj1hLHM9YixpPTEwMDA=\r\n`}, want: Text,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			old, fresh := habits(append(tt.old, tt.before)...), habits(append(tt.fresh, tt.after)...)
			if got := Compare(tt.before, tt.after, old, fresh, tt.hello); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if got := Compare(tt.after, tt.before, fresh, old, tt.hello); got != tt.want {
				t.Errorf("the other way round: %s, want %s", got, tt.want)
			}
		})
	}
}

func TestMasked(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"dial tcp 127.0.0.1:39629: refused", "dial tcp 127.0.0.1:41755: refused", true},
		{"no answer in 12ms", "no answer in 1.5s", true},
		{"id s0123456789ab-1x", "id sba9876543210-77x", true},
		{"remote error: tls: handshake failure", "remote error: tls: protocol version not supported", false},
	} {
		if got := Masked(tt.a) == Masked(tt.b); got != tt.same {
			t.Errorf("%q and %q: %v", tt.a, tt.b, got)
		}
	}
}

func TestSent(t *testing.T) {
	if Sent(`MAIL FROM:<s0123456789ab-1x@a> SIZE=100\r\n`) != Sent(`MAIL FROM:<s0123456789ab-22x@a> SIZE=99\r\n`) {
		t.Error("ids and numbers count")
	}
	if Sent(`RCPT TO:<a@b>\r\n`) == Sent(`RCPT TO:<c@b>\r\n`) {
		t.Error("another address does not count")
	}
	for sent, want := range map[string]bool{
		`EHLO a\r\n`: true, `NOOP\r\nehlo a\r\n`: true, `LHLO a\r\n`: true, `EHLO a\r\nNOOP\r\n`: false, `HELO a\r\n`: false, ``: false,
	} {
		if Hello(sent) != want {
			t.Errorf("Hello(%q)", sent)
		}
	}
}

// FuzzCompare checks what is true of Compare for any text: it ends, it is the
// same both ways, and another code always counts.
func FuzzCompare(f *testing.F) {
	f.Add(`250 2.0.0 Ok: queued as 3BDFCDA318\r\n`, `250 2.0.0 Ok: queued as 3FB1DDA317\r\n`, false)
	f.Add(`250-mx\r\n250 SIZE 1000\r\n`, `250-mx\r\n250-A\r\n250 SIZE 1000\r\n`, true)
	f.Add(`250-\r\n \r\n`, "2\x150-mx\\r\\n250-A\\r\\n250 SIZV 1000\\r\\n", true)
	f.Add(`334 VXNlcm5hbWU6\r\n`, "\xff\\n\x00", false)
	f.Fuzz(func(t *testing.T, a, b string, hello bool) {
		old, fresh := habits(a), habits(b)
		there, back := Compare(a, b, old, fresh, hello), Compare(b, a, fresh, old, hello)
		if there != back {
			t.Errorf("%s one way, %s the other", there, back)
		}
		if Compare(a, a, old, fresh, hello) != Same {
			t.Error("it differs from itself")
		}
		if Compare("250 "+a, "251 "+a, old, fresh, hello) != Signal {
			t.Error("another code does not count")
		}
		_, _, _ = Form(a), Masked(a), Sent(a)
	})
}
