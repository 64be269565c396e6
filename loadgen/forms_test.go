package loadgen

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// received is one transaction as a strict server reads it.
type received struct {
	from    string
	to      []string
	content []byte
}

// sent is what a program writes for a message.
func sent(p *Program, message uint64) []byte {
	var out Output
	var octets []byte
	for i := range p.variant(message).groups {
		out.Reset()
		out.add(&p.variant(message).groups[i].out, message)
		for _, chunk := range out.Chunks() {
			octets = append(octets, chunk...)
		}
	}
	return octets
}

// receive reads a transaction, and fails on anything behind it.
func receive(t testing.TB, octets []byte) (r received) {
	t.Helper()
	for {
		line, rest, found := bytes.Cut(octets, []byte("\r\n"))
		cmd, err := wire.ParseCommand(line)
		if !found || err != nil {
			t.Fatalf("no command: %s, %v", wire.VisibleLimit(octets, 100), err)
		}
		octets = rest
		switch cmd.Verb {
		case "MAIL":
			path, _, err := wire.ParseMail(cmd.Args, wire.PathOptions{})
			if err != nil || r.from != "" {
				t.Fatalf("%s: %v", line, err)
			}
			r.from = path.Raw
		case "RCPT":
			path, _, err := wire.ParseRcpt(cmd.Args, wire.PathOptions{})
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			r.to = append(r.to, path.Raw)
		case "DATA":
			var d wire.DotDecoder
			content, n, done := d.Decode(nil, octets)
			if cr, lf := d.Bare(); !done || n != len(octets) || cr || lf {
				t.Fatalf("content of %d octets ends at %d: %v, bare CR %v, bare LF %v", len(octets), n, done, cr, lf)
			}
			r.content = content
			return r
		case "BDAT":
			size, last, _ := strings.Cut(cmd.Args, " ")
			if n, err := strconv.Atoi(size); err != nil || n != len(octets) || last != "LAST" {
				t.Fatalf("%s, and %d octets follow", line, len(octets))
			}
			r.content = octets
			return r
		default:
			t.Fatalf("%s", line)
		}
	}
}

// TestEveryFormIsReceivedAsItWasMeant sends a cycle of messages with each
// exchange through a decoder.
func TestEveryFormIsReceivedAsItWasMeant(t *testing.T) {
	for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
		for _, text := range []string{"0..400", "81", "1KiB:7,10KiB:2,1MiB:1", "lognormal(2KiB,1,20KiB)", "2040..2120"} {
			t.Run(exchange+" "+text, func(t *testing.T) {
				set := settings()
				set.Size, set.Recipients, set.Senders = sizes(t, text), counts(t, "1..5"), 12
				p := compiled(t, exchange, set)
				header := compiled(t, exchange, func() Settings { s := set; s.Size = Fixed(0); return s }()).MessageSize
				asked := map[int]bool{}
				for _, l := range set.Size.levels {
					if l.value < 2 {
						l.value = 0
					}
					asked[l.value] = true
				}
				total, got := 0, map[int]bool{}
				for n := range uint64(len(p.variants)) {
					r, v := receive(t, sent(p, n)), p.variant(n)
					if len(r.content) != v.size || len(r.to) != v.recipients {
						t.Fatalf("message %d: %d octets to %d, the form says %d to %d", n, len(r.content), len(r.to), v.size, v.recipients)
					}
					id, from := fmt.Sprintf("l0a1b2c3d-%012x", n), fmt.Sprintf("<load%02d@client.example>", n%12+1)
					if !bytes.Contains(r.content, []byte("Message-ID: <"+id+"@")) || r.from != from || !bytes.Contains(r.content, []byte("From: "+from+"\r\n")) {
						t.Fatalf("message %d from %s: %s", n, r.from, wire.VisibleLimit(r.content, 400))
					}
					for i, to := range r.to {
						if want := []string{"<alice@example.com>", "<bob@example.com>"}[i%2]; to != want {
							t.Fatalf("recipient %d is %s, want %s", i, to, want)
						}
					}
					got[len(r.content)-header] = true
					total += len(r.content)
				}
				for size := range got {
					if !asked[size] {
						t.Errorf("a body of %d octets, which nobody asked for", size)
					}
				}
				if len(got) != len(asked) {
					t.Errorf("%d sizes, want %d", len(got), len(asked))
				}
				if mean := (total + len(p.variants)/2) / len(p.variants); mean != p.MessageSize {
					t.Errorf("the mean is %d, the program says %d", mean, p.MessageSize)
				}
			})
		}
	}
}

func TestMessagesOfAFolderAreReceivedByteForByte(t *testing.T) {
	folder, err := ReadFolder(corpusDir(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
		set := settings()
		set.Bodies, set.Recipients, set.Senders = folder, counts(t, "1,2"), 3
		p := compiled(t, exchange, set)
		left := map[string]int{}
		for name := range corpus {
			left[name] = len(p.variants) / len(corpus)
		}
		known := map[*variant]string{} // what a form sends: the name of its message
		for n := range uint64(len(p.variants)) {
			v := p.variant(n)
			if name, ok := known[v]; ok && n%16 != 0 { // now and then one more of the same form
				left[name]--
				continue
			}
			r := receive(t, sent(p, n))
			id, content, _ := strings.Cut(string(r.content), "\r\n")
			if want := fmt.Sprintf("X-Smtpspec-Id: l0a1b2c3d-%012x", n); id != want || len(r.content) != v.size {
				t.Fatalf("%s, want %s; %d octets, want %d", id, want, len(r.content), v.size)
			}
			name := ""
			for candidate, m := range corpus {
				if m.arrives == content {
					name = candidate
				}
			}
			if name == "" {
				t.Fatalf("%s: %s", exchange, wire.VisibleLimit([]byte(content), 300))
			}
			known[v] = name
			left[name]--
		}
		for name, n := range left {
			if n != 0 {
				t.Errorf("%s: %d times too few", name, n)
			}
		}
	}
}

// TestBodiesAreHeldOnce adds up what the forms of a program keep.
func TestBodiesAreHeldOnce(t *testing.T) {
	set := settings()
	set.Size, set.Recipients = sizes(t, "1KiB..1MiB"), counts(t, "1..10")
	p := compiled(t, "load.classic", set)
	seen, own, last := map[*variant]bool{}, 0, map[*byte]bool{}
	for _, v := range p.variants {
		if seen[v] {
			continue
		}
		seen[v] = true
		for _, group := range v.groups {
			own += len(group.out.head)
			if n := len(group.out.tail); n > 0 {
				last[&group.out.tail[n-1]] = true
			}
		}
	}
	if len(seen) != p.Forms || own > 4<<20 || len(last) != 1 {
		t.Errorf("%d forms keep %d octets of their own and end in %d buffers", len(seen), own, len(last))
	}
}

func TestChoosingAFormCostsNothing(t *testing.T) {
	set := settings()
	set.Size, set.Recipients, set.Senders = sizes(t, "lognormal(10KiB,1.5)"), counts(t, "1..3"), 1000
	for _, exchange := range []string{"load.classic", "load.chunking"} {
		p := compiled(t, exchange, set)
		var out Output
		n := uint64(0)
		once := func() {
			n++
			out.Reset()
			v := p.variant(n)
			for i := range v.groups {
				out.add(&v.groups[i].out, n)
			}
		}
		for range 2 * len(p.variants) {
			once()
		}
		if allocations := testing.AllocsPerRun(1000, once); allocations > 0 {
			t.Errorf("%s: %v allocations a message", exchange, allocations)
		}
	}
}

func TestSenders(t *testing.T) {
	for _, c := range []struct {
		from    string
		n       int
		message uint64
		want    string
	}{
		{"", 0, 5, "<sender@client.example>"},
		{"", 1, 5, "<load1@client.example>"},
		{"", 10, 0, "<load01@client.example>"},
		{"", 10, 9, "<load10@client.example>"},
		{"", 10, 10, "<load01@client.example>"},
		{"a@b.example", 0, 7, "<a@b.example>"},
		{"{n}@b.example", 1_000_000, 41, "<0000042@b.example>"},
		{"me@h{n}.example", 100, 41, "<me@h042.example>"},
	} {
		set := settings()
		set.From, set.Senders = c.from, c.n
		if r := receive(t, sent(compiled(t, "load.pipelined", set), c.message)); r.from != c.want || !bytes.HasPrefix(r.content, []byte("From: "+c.want+"\r\n")) {
			t.Errorf("%s %d, message %d: %s", c.from, c.n, c.message, r.from)
		}
	}
	for _, c := range []struct {
		from string
		n    int
		want string
	}{
		{"a{n}@b.example", 0, "say with --senders how many"},
		{"a@b.example", 5, "5 senders need {n} once"},
		{"{n}@{n}.example", 5, "5 senders need {n} once"},
		{"a b@c.example", 0, "--from:1:2: "},
		{"a{n}@b..c", 5, "--from:1:8: "},
		{"a>\r\nRCPT TO:<x@y.example", 0, "--from:1:"},
		{"", MaxSenders + 1, "want 1 to 1000000"},
	} {
		set := settings()
		set.From, set.Senders = c.from, c.n
		if _, err := Compile(bundled(t, "load.classic"), set); err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\r") {
			t.Errorf("%s %d: %v, want %s", c.from, c.n, err, c.want)
		}
	}
}

func TestDeclaredSizeBoundsALognormalDistribution(t *testing.T) {
	set := settings()
	set.Size, set.MaxSize = sizes(t, "lognormal(10KiB,2)"), 50_000
	p := compiled(t, "load.chunking", set)
	if p.Largest > set.MaxSize || p.Largest < set.MaxSize-200 {
		t.Errorf("the largest message has %d octets, the server takes %d", p.Largest, set.MaxSize)
	}
	set.MaxSize = 8 << 10
	if _, err := Compile(bundled(t, "load.chunking"), set); err == nil || !strings.Contains(err.Error(), "declares.max_size") {
		t.Error(err)
	}
}

func TestWhatWasAskedForHasToBeInTheExchange(t *testing.T) {
	const head = "section: x\nscenarios:\n  - id: x.y\n    title: x\n    level: INFO\n    play:\n      - use: greeted\n"
	const data = "      - C: DATA\n        S: 354\n      - data: \"%s\"\n        S: 250\n      - C: QUIT\n        S: 221\n"
	const mail, rcpt = "      - C: MAIL FROM:<%s>\n        S: 250\n", "      - C: RCPT TO:<%s>\n        S: 250\n"
	folder, err := ReadFolder(folderOf(t, map[string]string{"x": "Subject: x\n\nbody\n"}))
	if err != nil {
		t.Fatal(err)
	}
	own := fmt.Sprintf(head+mail+rcpt+data, "me@client.example", "bob@example.com", "a\\r\\n")
	for name, c := range map[string]struct {
		text string
		edit func(*Settings)
		want string
	}{
		"sender":     {own, func(s *Settings) { s.From = "you@client.example" }, "x.yaml:8:9: a sender was asked for"},
		"senders":    {own, func(s *Settings) { s.Senders = 3 }, "x.yaml:8:9: a sender was asked for"},
		"recipients": {own, func(s *Settings) { s.Recipients = Fixed(2) }, "x.yaml:10:9: a number of recipients was asked for"},
		"folder":     {own, func(s *Settings) { s.Bodies = folder }, "x.yaml:14:9: a folder of messages was given"},
		"twice":      {fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}${message}"), nil, "x.yaml:14:9: ${message} can stand once"},
		"command":    {fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}") + "      - C: NOOP ${message}\n        S: 250\n", nil, "x.yaml:18:9: ${message} stands in data or bdat"},
	} {
		loader, _ := exchanges(t)
		file, err := loader.Load("x.yaml", []byte(c.text))
		if err != nil {
			t.Fatal(err)
		}
		set := settings()
		if c.edit != nil {
			c.edit(&set)
		}
		_, err = Compile(file.Cases[0], set)
		if _, ok := scenarios.AsProblems(err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	// What stands behind ${message} is sent behind the body.
	loader, _ := exchanges(t)
	file, err := loader.Load("x.yaml", []byte(fmt.Sprintf(head+mail+rcpt+data, "${sender}", "${mailbox}", "${message}..${id}\\r\\n")))
	if err != nil {
		t.Fatal(err)
	}
	set := settings()
	set.Size = sizes(t, "10,10KiB")
	p, err := Compile(file.Cases[0], set)
	if err != nil {
		t.Fatal(err)
	}
	for n := range uint64(4) {
		if r := receive(t, sent(p, n)); !bytes.HasSuffix(r.content, fmt.Appendf(nil, "x\r\n.l0a1b2c3d-%012x\r\n", n)) || len(r.content) != p.variant(n).size {
			t.Errorf("%d octets, want %d: %s", len(r.content), p.variant(n).size, wire.Visible(r.content[len(r.content)-60:]))
		}
	}
}

// TestOctetsOfMessagesThatDiffer runs both transports against a sink, and
// compares the octets that were counted with those that came.
func TestOctetsOfMessagesThatDiffer(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
			s := newSink(t, nil)
			o := options(t, s, exchange)
			set := settings()
			set.Size, set.Recipients, set.Senders = sizes(t, "100:5,10KiB:4,300KiB:1"), counts(t, "1..3"), 7
			o.Program, o.Goroutines, o.PerConnection = compiled(t, exchange, set), goroutines, 30
			r := measure(t.Context(), t, o)
			s.stop()
			if r.Total.Accepted != o.Messages || r.Total.Octets != s.octets {
				t.Errorf("%s: %d accepted, %d octets counted and %d received", exchange, r.Total.Accepted, r.Total.Octets, s.octets)
			}
			if err := s.distinct(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestFolderIsSortedByName(t *testing.T) {
	f, err := ReadFolder(corpusDir(t))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, m := range f.messages {
		names = append(names, filepath.Base(m.name))
	}
	if !slices.IsSorted(names) {
		t.Errorf("%v: the same seed would give another order", names)
	}
}

// TestManyRecipientsTakeTurns looks at an exchange that names ${mailbox} ten
// times.
func TestManyRecipientsTakeTurns(t *testing.T) {
	for n, want := range map[int]int{0: 10, 10: 10, 3: 3} {
		set := settings()
		if n > 0 {
			set.Recipients = Fixed(n)
		}
		p := compiled(t, "load.many-recipients", set)
		r := receive(t, sent(p, 1))
		if len(r.to) != want || p.Recipients != want {
			t.Errorf("%d recipients, want %d", len(r.to), want)
		}
		for i, to := range r.to {
			if to != []string{"<alice@example.com>", "<bob@example.com>"}[i%2] {
				t.Errorf("recipient %d is %s", i, to)
			}
		}
	}
}

func TestOneMessageOpensAConnectionForEach(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		s := newSink(t, nil)
		o := options(t, s, "load.one-message")
		o.Goroutines, o.Messages = goroutines, 50
		r := measure(t.Context(), t, o)
		if r.Total.Accepted != 50 || r.Total.Opened != 50 {
			t.Errorf("%d accepted on %d connections", r.Total.Accepted, r.Total.Opened)
		}
	})
}
