package exchange

import (
	"fmt"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
)

// counted is a supply of some messages, and a tally of what became of them.
type counted struct {
	left, taken uint64
	log         []string
	latencies   map[Phase][]int64
	quiet       bool
	open        int
	finished    []Finished
}

func (c *counted) Take(int64) (Ticket, bool) {
	if c.left == 0 {
		return Ticket{}, false
	}
	c.left--
	c.taken++
	return Ticket{Number: c.taken, Intended: -1, Counted: true}, true
}

func (c *counted) Phase(p Phase, ns int64) {
	if c.quiet {
		return
	}
	if c.latencies == nil {
		c.latencies = map[Phase][]int64{}
	}
	c.latencies[p] = append(c.latencies[p], ns)
}

func (c *counted) Reply(int, []byte)   {}
func (c *counted) Begin()              { c.open++ }
func (c *counted) Started(int64, bool) {}
func (c *counted) RecipientRefused()   { c.note("refused") }
func (c *counted) Lost(cause Cause)    { c.note("lost " + string(cause)) }
func (c *counted) Finish(f Finished) {
	c.open--
	if c.quiet {
		return
	}
	c.finished = append(c.finished, f)
	c.note(f.Outcome.String() + " " + string(f.Cause))
}

func (c *counted) note(s string) { c.log = append(c.log, strings.TrimSpace(s)) }

// dialogue feeds a session replies one after another and shows what it wrote.
func dialogue(t *testing.T, p *Program, messages uint64, depth int, cut bool, replies ...string) (wrote []string, c *counted, last Action) {
	t.Helper()
	c = &counted{left: messages}
	first, _ := c.Take(0)
	s := NewSession(p, c, c, 1000, depth, &first, true)
	var out Output
	say := func() {
		var b []byte
		for _, chunk := range out.Chunks() {
			b = append(b, chunk...)
		}
		if len(b) > 0 {
			wrote = append(wrote, short(b))
		}
		out.Reset()
	}
	last = s.Connected(0, &out)
	say()
	for i, r := range replies {
		for _, piece := range pieces(r+"\r\n", cut) {
			if last = s.Feed([]byte(piece), int64(i), &out); last == Idle {
				last = s.Quit(int64(i), &out)
			}
			say()
			if last == Close {
				break
			}
		}
		if last == Close {
			break
		}
	}
	if last != Close {
		s.Lost(CauseClosed)
	}
	return wrote, c, last
}

func pieces(s string, cut bool) []string {
	if cut {
		return strings.Split(s, "")
	}
	return []string{s}
}

// short is the verbs of what was written.
func short(b []byte) string {
	var words []string
	for line := range strings.SplitSeq(string(b), "\r\n") {
		word, _, _ := strings.Cut(line, " ")
		if word == "Message-ID:" {
			at := strings.IndexByte(line, '@')
			word = line[at-2 : at]
		}
		if word != "" && !strings.HasSuffix(word, ":") && !strings.HasPrefix(word, "xx") {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

func TestSession(t *testing.T) {
	open := []string{"220 hello", "250-me\r\n250 PIPELINING"}
	for _, c := range []struct {
		name, id  string
		messages  uint64
		replies   []string
		want, log string
		last      Action
	}{
		{
			"classic", "load.classic", 2,
			[]string{"250 ok", "250 ok", "354 go", "250 ok", "250", "250", "354", "250", "221 bye"},
			"EHLO|MAIL|RCPT|DATA|01 .|MAIL|RCPT|DATA|02 .|QUIT", "accepted|accepted", Close,
		},
		{
			"pipelined", "load.pipelined", 3,
			[]string{"250", "250", "354", "250", "250", "250", "354", "250\r\n250\r\n250\r\n354", "250", "221"},
			"EHLO|MAIL RCPT DATA|01 . MAIL RCPT DATA|02 . MAIL RCPT DATA|03 .|QUIT", "accepted|accepted|accepted", Close,
		},
		{
			"chunking", "load.chunking", 2,
			[]string{"250\r\n250\r\n250", "250", "250", "250", "221"},
			"EHLO|MAIL RCPT BDAT 01|MAIL RCPT BDAT 02|QUIT", "accepted|accepted", Close,
		},
		{
			"mail refused", "load.classic", 2,
			[]string{"451 later", "250", "250", "354", "250", "221"},
			"EHLO|MAIL|MAIL|RCPT|DATA|02 .|QUIT", "rejected|accepted", Close,
		},
		{
			"rcpt refused", "load.classic", 1,
			[]string{"250", "550 no", "250 reset", "221"},
			"EHLO|MAIL|RCPT|RSET|QUIT", "refused|rejected", Close,
		},
		{
			"content refused", "load.classic", 1,
			[]string{"250", "250", "354", "552 big", "221"},
			"EHLO|MAIL|RCPT|DATA|01 .|QUIT", "rejected", Close,
		},
		{
			"group refused", "load.pipelined", 2,
			[]string{"250", "550 no", "554 no", "250 reset", "250", "250", "354", "250", "221"},
			"EHLO|MAIL RCPT DATA|RSET|MAIL RCPT DATA|02 .|QUIT", "refused|rejected|accepted", Close,
		},
		{
			"group refused, 354 all the same", "load.pipelined", 1,
			[]string{"250", "550 no", "354 go", "554 no valid recipients", "221"},
			"EHLO|MAIL RCPT DATA|.|QUIT", "refused|rejected", Close,
		},
		{
			"content of the first refused, second runs", "load.pipelined", 2,
			[]string{"250", "250", "354", "554 spam", "250", "250", "354", "250", "221"},
			"EHLO|MAIL RCPT DATA|01 . MAIL RCPT DATA|02 .|QUIT", "rejected|accepted", Close,
		},
		{"chunk refused", "load.chunking", 1, []string{"250", "550", "503", "250", "221"}, "EHLO|MAIL RCPT BDAT 01|RSET|QUIT", "refused|rejected", Close},
		{"closing", "load.classic", 5, []string{"250", "421 enough"}, "EHLO|MAIL|RCPT", "rejected", Close},
		{
			"closing with two under way", "load.pipelined", 5,
			[]string{"250", "250", "354", "421 enough"},
			"EHLO|MAIL RCPT DATA|01 . MAIL RCPT DATA", "rejected|failed closed", Close,
		},
		{"unexpected", "load.classic", 5, []string{"250", "250", "250 what"}, "EHLO|MAIL|RCPT|DATA", "failed unexpected-reply", Close},
		{"nonsense", "load.classic", 5, []string{"hello"}, "EHLO|MAIL", "failed malformed-reply", Close},
		{"reply too long", "load.classic", 5, []string{strings.Repeat("250-x\r\n", 20000)}, "EHLO|MAIL", "failed malformed-reply", Close},
		{"cut off", "load.pipelined", 5, []string{"250", "250", "354"}, "EHLO|MAIL RCPT DATA|01 . MAIL RCPT DATA", "failed closed|failed closed", Read},
	} {
		for _, cut := range []bool{false, true} {
			t.Run(fmt.Sprint(c.name, cut), func(t *testing.T) {
				wrote, counts, last := dialogue(t, compiled(t, c.id, settings()), c.messages, 1, cut, append(open, c.replies...)...)
				if got := strings.Join(wrote, "|"); got != c.want {
					t.Errorf("wrote: got %s\nwant %s", got, c.want)
				}
				if got := strings.Join(counts.log, "|"); got != c.log {
					t.Errorf("counted: got %s, want %s", got, c.log)
				}
				if last != c.last {
					t.Errorf("last action: got %d, want %d", last, c.last)
				}
			})
		}
	}
}

func TestSession_openingRefused(t *testing.T) {
	_, c, last := dialogue(t, compiled(t, "load.classic", settings()), 1, 1, false, "554 go away")
	if got := strings.Join(c.log, "|"); got != "failed opening-refused" || last != Close {
		t.Errorf("got %s, action %d, want failed opening-refused and Close", got, last)
	}
}

func TestOutput_sharedTail(t *testing.T) {
	set := settings()
	set.Size = mix.Fixed(1 << 20)
	p := compiled(t, "load.classic", set)
	var out Output
	content := &p.variants[0].groups[len(p.variants[0].groups)-1].out
	out.add(content, 7)
	if len(out.scratch) > 1000 || out.Len() != content.size() {
		t.Errorf("got %d octets copied of %d, want at most 1000", len(out.scratch), out.Len())
	}
}

// FuzzSession feeds whatever a server may say: every message that was begun
// comes to exactly one end.
func FuzzSession(f *testing.F) {
	f.Add([]byte("220 a\r\n250 b\r\n250\r\n250\r\n354\r\n250\r\n"), uint8(0))
	f.Add([]byte("220 a\r\n250-b\r\n250 c\r\n250\r\n550\r\n354\r\n250\r\n"), uint8(1))
	f.Add([]byte("220 a\r\n250 b\r\n250\r\n550\r\n503\r\n421\r\n"), uint8(2))
	lmtp := settings()
	lmtp.Recipients = mix.Fixed(3)
	programs := []*Program{compiled(f, "load.classic", settings()), compiled(f, "load.pipelined", settings()), compiled(f, "load.chunking", settings()), compiled(f, "load.lmtp-pipelined", lmtp)}
	f.Add([]byte("220 a\r\n250 b\r\n250\r\n250\r\n550\r\n250\r\n354\r\n250\r\n452\r\n"), uint8(3))
	f.Add([]byte("220 a\r\n250 b\r\n250\r\n550\r\n503\r\n503\r\n250\r\n250\r\n250\r\n"), uint8(42))
	f.Fuzz(func(t *testing.T, b []byte, which uint8) {
		c := &counted{left: 100}
		first, _ := c.Take(0)
		p, depth := programs[int(which)%len(programs)], 1
		if p.OneWrite() {
			depth += int(which) / len(programs) % 20
		}
		s := NewSession(p, c, c, 50, depth, &first, true)
		var out Output
		action := s.Connected(0, &out)
		for i := 0; i < len(b) && action != Close; i += 7 {
			out.Reset()
			action = s.Feed(b[i:min(i+7, len(b))], int64(i), &out)
		}
		if action != Close {
			s.Lost(CauseTimeout)
		}
		ends := 0
		for _, line := range c.log {
			if !strings.HasPrefix(line, "refused") && !strings.HasPrefix(line, "lost") {
				ends++
			}
		}
		if ends != int(c.taken) || c.open != 0 {
			t.Fatalf("got %d messages begun and %d ended, want as many: %v", c.taken, ends, c.log)
		}
	})
}

// opened answers the greeting and EHLO.
func opened(s *Session, out *Output) {
	for _, reply := range []string{"220 hi\r\n", "250 hi\r\n"} {
		out.Reset()
		s.Feed([]byte(reply), 0, out)
	}
}

func BenchmarkSession(b *testing.B) {
	for id, replies := range map[string]string{
		"load.classic": "250 2.1.0 Ok\r\n|250 2.1.5 Ok\r\n|354 go\r\n|250 2.0.0 Ok\r\n", "load.pipelined": "250 Ok\r\n250 Ok\r\n250 Ok\r\n354 go\r\n",
		"load.chunking": "250 Ok\r\n250 Ok\r\n250 Ok\r\n",
	} {
		b.Run(id, func(b *testing.B) {
			set := settings()
			set.Size = mix.Fixed(1024)
			c := &counted{left: 1 << 62, quiet: true}
			first, _ := c.Take(0)
			s := NewSession(compiled(b, id, set), c, c, 1<<62, 1, &first, true)
			var out Output
			s.Connected(0, &out)
			opened(&s, &out)
			if id == "load.pipelined" {
				out.Reset()
				s.Feed([]byte("250\r\n250\r\n354\r\n"), 0, &out)
			}
			var parts [][]byte
			for part := range strings.SplitSeq(replies, "|") {
				parts = append(parts, []byte(part))
			}
			b.ReportAllocs()
			for b.Loop() {
				for _, part := range parts {
					out.Reset()
					s.Feed(part, 1, &out)
				}
			}
		})
	}
}
