package exchange

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// TestProgram_forms sends a cycle of messages with each
// exchange through a decoder.
func TestProgram_forms(t *testing.T) {
	for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
		for _, text := range []string{"0..400", "81", "1KiB:7,10KiB:2,1MiB:1", "lognormal(2KiB,1,20KiB)", "2040..2120"} {
			t.Run(exchange+" "+text, func(t *testing.T) {
				set := settings()
				set.Size, set.Recipients, set.Senders = sizesOf(t, text), countsOf(t, "1..5"), 12
				p := compiled(t, exchange, set)
				header := compiled(t, exchange, func() Settings { s := set; s.Size = mix.Fixed(0); return s }()).MessageSize
				asked := map[int]bool{}
				for _, size := range set.Size.Values() {
					if size < 2 {
						size = 0
					}
					asked[size] = true
				}
				total, got := 0, map[int]bool{}
				for n := range uint64(len(p.variants)) {
					r, v := receive(t, sent(p, n)), p.variant(n)
					if len(r.content) != v.size || len(r.to) != v.recipients {
						t.Fatalf("message %d: got %d octets to %d, want %d to %d", n, len(r.content), len(r.to), v.size, v.recipients)
					}
					id, from := fmt.Sprintf("l0a1b2c3d-%012x", n), fmt.Sprintf("<load%02d@client.example>", n%12+1)
					if !bytes.Contains(r.content, []byte("Message-ID: <"+id+"@")) || r.from != from || !bytes.Contains(r.content, []byte("From: "+from+"\r\n")) {
						t.Fatalf("message %d: got one from %s: %s", n, r.from, wire.VisibleLimit(r.content, 400))
					}
					for i, to := range r.to {
						if want := []string{"<alice@example.com>", "<bob@example.com>"}[i%2]; to != want {
							t.Fatalf("recipient %d: got %s, want %s", i, to, want)
						}
					}
					got[len(r.content)-header] = true
					total += len(r.content)
				}
				for size := range got {
					if !asked[size] {
						t.Errorf("got a body of %d octets, want none", size)
					}
				}
				if len(got) != len(asked) {
					t.Errorf("got %d sizes, want %d", len(got), len(asked))
				}
				if mean := (total + len(p.variants)/2) / len(p.variants); mean != p.MessageSize {
					t.Errorf("got a mean of %d, want %d", mean, p.MessageSize)
				}
			})
		}
	}
}

// mailFiles are messages that a program could alter, and how each has to be received.
var mailFiles = map[string]struct{ file, received string }{
	"dots":     {"Subject: dots\n\n.\n..\n...x\nx.\n.\n", "Subject: dots\r\n\r\n.\r\n..\r\n...x\r\nx.\r\n.\r\n"},
	"8bit":     {"Subject: 8bit\n\n\xe4\xff\x00\x80\n", "Subject: 8bit\r\n\r\n\xe4\xff\x00\x80\r\n"},
	"open end": {"Subject: open\n\nno line end", "Subject: open\r\n\r\nno line end\r\n"},
	"header":   {"Subject: only", "Subject: only\r\n"},
	"sender":   {"From: <load1@client.example>\n\nload0@client.example\n", "From: <load1@client.example>\r\n\r\nload0@client.example\r\n"},
	"huge":     {"Subject: huge\n\n" + strings.Repeat(".line\n", 100_000), "Subject: huge\r\n\r\n" + strings.Repeat(".line\r\n", 100_000)},
}

func folderWith(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestProgram_folder(t *testing.T) {
	files := map[string]string{}
	for name, m := range mailFiles {
		files[name] = m.file
	}
	folder, err := mix.ReadFolder(folderWith(t, files))
	if err != nil {
		t.Fatal(err)
	}
	for _, exchange := range []string{"load.classic", "load.pipelined", "load.chunking"} {
		set := settings()
		set.Bodies, set.Recipients, set.Senders = folder, countsOf(t, "1,2"), 3
		p := compiled(t, exchange, set)
		left := map[string]int{}
		for name := range mailFiles {
			left[name] = len(p.variants) / len(mailFiles)
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
			for candidate, m := range mailFiles {
				if m.received == content {
					name = candidate
				}
			}
			if name == "" {
				t.Fatalf("%s: got a message that is not in the folder: %s", exchange, wire.VisibleLimit([]byte(content), 300))
			}
			known[v] = name
			left[name]--
		}
		for name, n := range left {
			if n != 0 {
				t.Errorf("%s: got it %d times too few", name, n)
			}
		}
	}
}

// TestProgram_sharedBodies adds up what the forms of a program keep.
func TestProgram_sharedBodies(t *testing.T) {
	set := settings()
	set.Size, set.Recipients = sizesOf(t, "1KiB..1MiB"), countsOf(t, "1..10")
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
		t.Errorf("got %d forms that keep %d octets of their own and end in %d buffers, want one buffer", len(seen), own, len(last))
	}
}

func TestProgram_allocations(t *testing.T) {
	set := settings()
	set.Size, set.Recipients, set.Senders = sizesOf(t, "lognormal(10KiB,1.5)"), countsOf(t, "1..3"), 1000
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
			t.Errorf("%s: got %v allocations a message, want 0", exchange, allocations)
		}
	}
}

func TestCompile_maxSize(t *testing.T) {
	set := settings()
	set.Size, set.MaxSize = sizesOf(t, "lognormal(10KiB,2)"), 50_000
	p := compiled(t, "load.chunking", set)
	if p.Largest > set.MaxSize || p.Largest < set.MaxSize-200 {
		t.Errorf("got a largest message of %d octets, want nearly %d", p.Largest, set.MaxSize)
	}
	set.MaxSize = 8 << 10
	if _, err := Compile(bundled(t, "load.chunking"), set); err == nil || !strings.Contains(err.Error(), "declares.max_size") {
		t.Error(err)
	}
}

// TestProgram_manyRecipients reads an exchange that has ${mailbox} ten times.
func TestProgram_manyRecipients(t *testing.T) {
	for n, want := range map[int]int{0: 10, 10: 10, 3: 3} {
		set := settings()
		if n > 0 {
			set.Recipients = mix.Fixed(n)
		}
		p := compiled(t, "load.many-recipients", set)
		r := receive(t, sent(p, 1))
		if len(r.to) != want || p.Recipients != want {
			t.Errorf("got %d recipients, want %d", len(r.to), want)
		}
		for i, to := range r.to {
			if to != []string{"<alice@example.com>", "<bob@example.com>"}[i%2] {
				t.Errorf("recipient %d: got %s, want the mailboxes in turn", i, to)
			}
		}
	}
}
