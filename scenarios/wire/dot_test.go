package wire

import (
	"bytes"
	"strings"
	"testing"
)

// falseEnds are octets that must not end a mail object: LF "." LF and the
// other forms that some servers or clients take for CR LF "." CR LF.
var falseEnds = []string{
	"\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\n", "\n.\r", "\r.\r\n", "\r\n.\r", "\r\n.\r\r\n",
	"\r\n\x00.\r\n", "\r\n.\x00\r\n",
}

// decodePieces decodes feed and returns what it did not take as rest.
func decodePieces(d *DotDecoder, feed [][]byte) (content, rest []byte, done bool) {
	for _, b := range feed {
		var n int
		content, n, done = d.Decode(content, b)
		rest = append(rest, b[n:]...)
	}
	return content, rest, done
}

func TestDotDecoder(t *testing.T) {
	for _, c := range []struct {
		name, in, content, rest string
		done, bareCR, bareLF    bool
	}{
		{"empty object", ".\r\n", "", "", true, false, false},
		{"an empty line", "\r\n.\r\n", "\r\n", "", true, false, false},
		{"one line", "a\r\n.\r\n", "a\r\n", "", true, false, false},
		{"what follows is left", "a\r\n.\r\nQUIT\r\n.\r\n", "a\r\n", "QUIT\r\n.\r\n", true, false, false},
		{"not yet ended", "a\r\n", "a\r\n", "", false, false, false},
		{"dot withheld", "a\r\n.", "a\r\n", "", false, false, false},
		{"dot and CR withheld", "a\r\n.\r", "a\r\n", "", false, false, false},
		{"CR at the end so far", "a\r", "a\r", "", false, false, false},
		{"stuffed dot", "..\r\n.\r\n", ".\r\n", "", true, false, false},
		{"stuffed dots", "a\r\n...b\r\n.\r\n", "a\r\n..b\r\n", "", true, false, false},
		{"dot that was not stuffed", ".a\r\n.\r\n", "a\r\n", "", true, false, false},
		{"dot within a line", "a.\r\n.\r\n", "a.\r\n", "", true, false, false},
		{"dot, CR, x", ".\rx\r\n.\r\n", "\rx\r\n", "", true, true, false},
		{"dot, CR, dot", ".\r.\r\n.\r\n", "\r.\r\n", "", true, true, false},
		{"dot, LF", ".\nx\r\n.\r\n", "\nx\r\n", "", true, false, true},
		{"CRs", "\r\r\r\n.\r\n", "\r\r\r\n", "", true, true, false},
		{"bare LF first", "\na\r\n.\r\n", "\na\r\n", "", true, false, true},
		{"bare LF after a dot line", "..a\n.\r\n.\r\n", ".a\n.\r\n", "", true, false, true},
		{"E1", "a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", "", true, false, true},
		{"E2", "a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", "", true, false, true},
		{"E3", "a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", "", true, false, true},
		{"E4", "a\r.\rb\r\n.\r\n", "a\r.\rb\r\n", "", true, true, false},
		{"E5", "a\r.\nb\r\n.\r\n", "a\r.\nb\r\n", "", true, true, true},
		{"E6", "a\n.\rb\r\n.\r\n", "a\n.\rb\r\n", "", true, true, true},
		{"E7", "a\r.\r\nb\r\n.\r\n", "a\r.\r\nb\r\n", "", true, true, false},
		{"E8", "a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", "", true, true, false},
		{"E9", "a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\r\nb\r\n", "", true, true, false},
		{"E10", "a\r\r\n.\r\nb\r\n.\r\n", "a\r\r\n", "b\r\n.\r\n", true, true, false},
		{"E11", "a\r\r\n.\r\r\nb\r\n.\r\n", "a\r\r\n\r\r\nb\r\n", "", true, true, false},
		{"E12", "a\r\n\x00.\r\nb\r\n.\r\n", "a\r\n\x00.\r\nb\r\n", "", true, false, false},
		{"E13", "a\r\n.\x00\r\nb\r\n.\r\n", "a\r\n\x00\r\nb\r\n", "", true, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			eachCut(t, c.in, func(t *testing.T, feed [][]byte) {
				var d DotDecoder
				content, rest, done := decodePieces(&d, feed)
				if string(content) != c.content || string(rest) != c.rest || done != c.done {
					t.Errorf("got %q, rest %q, done %v", content, rest, done)
				}
				if cr, lf := d.Bare(); cr != c.bareCR || lf != c.bareLF {
					t.Errorf("bare CR %v, bare LF %v", cr, lf)
				}
			})
		})
	}
}

func TestDotDecoder_falseEndsAtStart(t *testing.T) {
	for _, e := range falseEnds {
		in := strings.TrimPrefix(e, "\r\n") // the start counts as a CRLF
		eachCut(t, in, func(t *testing.T, feed [][]byte) {
			var d DotDecoder
			if _, _, done := decodePieces(&d, feed); done {
				t.Errorf("%q ends the data", in)
			}
		})
	}
}

func TestDotDecoder_endCutAnywhere(t *testing.T) {
	in := "Subject: x\r\n\r\nbody\r\n.\r\n"
	for i := range len(in) + 1 {
		var d DotDecoder
		content, rest, done := decodePieces(&d, [][]byte{[]byte(in[:i]), []byte(in[i:])})
		if string(content) != in[:len(in)-3] || len(rest) != 0 || !done {
			t.Errorf("cut at %d: %q %q %v", i, content, rest, done)
		}
	}
}

func TestDotDecoder_Reset(t *testing.T) {
	var d DotDecoder
	d.Decode(nil, []byte("a\n\r.\r\n.\r\n"))
	if out, n, done := d.Decode(nil, []byte("x")); len(out) != 0 || n != 0 || !done {
		t.Errorf("after the end: %q %d %v", out, n, done)
	}
	if out, n, done := d.Decode([]byte("kept"), nil); string(out) != "kept" || n != 0 || !done {
		t.Errorf("after the end: %q %d %v", out, n, done)
	}
	d.Reset()
	if cr, lf := d.Bare(); cr || lf {
		t.Error("Reset keeps bare CR or LF")
	}
	if out, n, done := d.Decode([]byte("kept"), []byte("..a\r\n")); string(out) != "kept.a\r\n" || n != 5 || done {
		t.Errorf("after Reset: %q %d %v", out, n, done)
	}
}

func TestDotEncode(t *testing.T) {
	for in, want := range map[string]string{
		"":               ".\r\n",
		"a\r\n":          "a\r\n.\r\n",
		"a":              "a\r\n.\r\n",
		".":              "..\r\n.\r\n",
		".\r\n":          "..\r\n.\r\n",
		"\r\n":           "\r\n.\r\n",
		"a\r\n.\r\n..b":  "a\r\n..\r\n...b\r\n.\r\n",
		"\r\n.\r\n.\r\n": "\r\n..\r\n..\r\n.\r\n",
		"a\n.b\r.c":      "a\n.b\r.c\r\n.\r\n",
		"a\r":            "a\r\r\n.\r\n",
		"a\n":            "a\n\r\n.\r\n",
		"a\r\r\n.\r\n":   "a\r\r\n..\r\n.\r\n",
		"a.b\r\nc.\r\n":  "a.b\r\nc.\r\n.\r\n",
	} {
		if got := DotEncode([]byte("x"), []byte(in)); string(got) != "x"+want {
			t.Errorf("DotEncode(%q) = %q, want %q", in, got[1:], want)
		}
	}
}

// slowDecode is the decoder as RFC 5321 section 4.5.2 tells it, an octet at a
// time over all of the data.
func slowDecode(in []byte) (content []byte, n int, done, bareCR, bareLF bool) {
	b := append([]byte("\r\n"), in...) // the line end before the data
	for i := 2; i < len(b); i++ {
		if b[i] == '.' && b[i-2] == '\r' && b[i-1] == '\n' {
			switch {
			case bytes.HasPrefix(b[i:], []byte(".\r\n")):
				return content, i + 3 - 2, true, bareCR, bareLF
			case len(b[i:]) == 2 && b[i+1] == '\r':
				return content, len(in), false, bareCR, bareLF
			}
			continue
		}
		bareCR = bareCR || b[i] == '\r' && i+1 < len(b) && b[i+1] != '\n'
		bareLF = bareLF || b[i] == '\n' && b[i-1] != '\r'
		content = append(content, b[i])
	}
	return content, len(in), false, bareCR, bareLF
}

func skipPieces(d *DotDecoder, feed [][]byte) (size int, rest []byte) {
	for _, b := range feed {
		more, n, _ := d.Skip(b)
		size += more
		rest = append(rest, b[n:]...)
	}
	return size, rest
}

func longestLine(content []byte) int {
	longest := 0
	for line := range bytes.Lines(content) {
		longest = max(longest, len(line))
	}
	return longest
}

func FuzzDot(f *testing.F) {
	for _, even := range []string{"aa\r\nbb\r\ncc\r\n.\r\n", "aa\r\nb\nb\ncc\r\n.\r\n", "aaaa\r\nbb\r\n\r\n.\r\n", "aaaa\r\nb\r\n.b\r\n", "aaa\r\nb\rb\r\n..\r\n.\r\n"} {
		f.Add([]byte(even), uint8(0))
		f.Add([]byte(even), uint8(5))
	}
	for _, e := range append(falseEnds, "\r\n.\r\n", "\r\r\n.\r\n", "\r\r\n.\r\r\n") {
		for _, size := range []uint8{0, 1, 3} {
			f.Add([]byte("a"+e+"b\r\n.\r\nQUIT"), size)
			f.Add([]byte(strings.TrimPrefix(e, "\r\n")), size)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte, size uint8) {
		content, n, done, cr, lf := slowDecode(in)
		var d DotDecoder
		got, rest, gotDone := decodePieces(&d, pieces(in, int(size)))
		gotCR, gotLF := d.Bare()
		if !bytes.Equal(got, content) || !bytes.Equal(rest, in[n:]) || gotDone != done || gotCR != cr || gotLF != lf {
			t.Fatalf("%q in %d: got %q rest %q %v %v %v\nwant %q rest %q %v %v %v",
				in, size, got, rest, gotDone, gotCR, gotLF, content, in[n:], done, cr, lf)
		}

		var skip DotDecoder
		counted, left := skipPieces(&skip, pieces(in, int(size)))
		skipCR, skipLF := skip.Bare()
		if counted != len(content) || !bytes.Equal(left, in[n:]) || skipCR != cr || skipLF != lf {
			t.Fatalf("%q: Skip counts %d octets and leaves %q, %v %v", in, counted, left, skipCR, skipLF)
		}
		if want := longestLine(content); d.Longest() != want || skip.Longest() != want {
			t.Fatalf("%q: the longest line has %d octets, Decode says %d, Skip %d", in, want, d.Longest(), skip.Longest())
		}

		want := bytes.Clone(in)
		if len(in) > 0 && !bytes.HasSuffix(in, []byte("\r\n")) {
			want = append(want, "\r\n"...)
		}
		d.Reset()
		got, rest, done = decodePieces(&d, pieces(DotEncode(nil, in), int(size)))
		if !bytes.Equal(got, want) || len(rest) != 0 || !done {
			t.Fatalf("%q in %d comes back as %q, rest %q, %v", in, size, got, rest, done)
		}
	})
}

// kibibyte is a message of 1 KiB with lines of 70 octets.
func kibibyte() []byte {
	line := strings.Repeat("x", 68) + "\r\n"
	return []byte(strings.Repeat(line, 15)[:1022] + "\r\n")
}

func BenchmarkDotDecode(b *testing.B) {
	in := DotEncode(nil, kibibyte())
	out := make([]byte, 0, len(in))
	var d DotDecoder
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		d.Reset()
		if _, _, done := d.Decode(out, in); !done {
			b.Fatal("no end")
		}
	}
}

// BenchmarkDotSkip looks through a message of 100 KiB, whose lines have one length
// but for the last of each KiB, and through one whose lines all have, as those of
// base64.
func BenchmarkDotSkip(b *testing.B) {
	b.Run("mixed", func(b *testing.B) { skip(b, bytes.Repeat(kibibyte(), 100)) })
	b.Run("even", func(b *testing.B) { skip(b, bytes.Repeat([]byte(strings.Repeat("x", 78)+"\r\n"), 1280)) })
}

// skip reads in pieces of 64 KiB.
func skip(b *testing.B, in []byte) {
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		var d DotDecoder
		for rest := in; len(rest) > 0; rest = rest[min(64<<10, len(rest)):] {
			d.Skip(rest[:min(64<<10, len(rest))])
		}
	}
}

func BenchmarkDotEncode(b *testing.B) {
	in := kibibyte()
	out := make([]byte, 0, 2*len(in))
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		DotEncode(out, in)
	}
}

func TestDotCodec_allocations(t *testing.T) {
	content := append(kibibyte(), ".dot\r\n"...)
	wire := make([]byte, 0, 2*len(content))
	out := make([]byte, 0, 2*len(content))
	var d DotDecoder
	if n := testing.AllocsPerRun(100, func() {
		d.Reset()
		d.Decode(out, DotEncode(wire, content))
	}); n != 0 {
		t.Errorf("%v allocations a message", n)
	}
}
