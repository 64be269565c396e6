package wire

import "bytes"

// DotDecoder removes the transparency of RFC 5321 section 4.5.2 from the octets
// that follow a 354 reply and finds their end. The end is CR LF "." CR LF and
// nothing else; at the start of the data a CRLF counts as just read, so that
// "." CR LF at once is an empty mail object. A line that begins with a dot and
// is not the end loses that dot. A bare CR or LF is content and never ends a
// line.
//
// The zero value is ready for use. It may be fed in pieces cut anywhere.
type DotDecoder struct {
	state           dotState
	bareCR, bareLF  bool
	column, longest int // octets of the line under way, and of the longest
	stride          int // octets of the last line that CRLF ended
}

// block is how many octets are looked at before they are counted. It is less
// than the first cache of a processor holds.
const block = 16 << 10

type dotState uint8

const (
	dotLineStart dotState = iota // after CRLF
	dotInLine
	dotAfterCR    // in a line, the last octet was CR
	dotAfterDot   // the first octet of a line was a dot, not passed on
	dotAfterDotCR // after that a CR, not passed on
	dotDone
)

// Decode appends the content of src to dst and returns it, with the number of
// octets of src that it took. done reports that the end of data was read; what
// follows in src is not data and is left. After that Decode reads nothing until
// Reset. The CRLF before the final dot is content. A dot, or a dot and a CR, at
// the start of a line is withheld until the next octet tells what it is.
func (d *DotDecoder) Decode(dst, src []byte) (out []byte, n int, done bool) {
	for done = d.state == dotDone; n < len(src) && !done; {
		var piece []byte
		var taken int
		piece, taken, done = d.next(src[n:])
		dst = append(dst, piece...)
		n += taken
	}
	return dst, n, done
}

// Skip is Decode, but only counts the octets of the content.
func (d *DotDecoder) Skip(src []byte) (size, n int, done bool) {
	for done = d.state == dotDone; n < len(src) && !done; {
		var piece []byte
		var taken int
		piece, taken, done = d.next(src[n:])
		size += len(piece)
		n += taken
	}
	return size, n, done
}

// next reads some of src, which is not empty, and returns the content in it.
func (d *DotDecoder) next(src []byte) (piece []byte, n int, done bool) {
	switch d.state {
	case dotLineStart:
		if src[0] == '.' {
			d.state = dotAfterDot
			return nil, 1, false
		}
	case dotAfterCR:
		if src[0] == '\n' {
			d.grow(1)
			d.state, d.column = dotLineStart, 0
			return src[:1], 1, false
		}
		d.bareCR = true
	case dotAfterDot:
		if src[0] == '\r' {
			d.state = dotAfterDotCR
			return nil, 1, false
		}
	case dotAfterDotCR:
		if src[0] == '\n' {
			d.state = dotDone
			return nil, 1, true
		}
		d.grow(1)
		d.state = dotAfterCR
		return []byte{'\r'}, 0, false
	}
	src = src[:min(len(src), block)]
	n, even := d.even(src)
	if !even {
		n = d.uneven(src)
	}
	return src[:n], n, false
}

func (d *DotDecoder) grow(n int) {
	d.column += n
	d.longest = max(d.longest, d.column)
}

// even measures the octets that can be passed on as they are, beginning within
// a line whose last octet was not CR: up to the next line with a dot in front,
// or all of them. It assumes each line to be as long as the one before, and looks
// for the end of those that are not; they have no bare CR and LF if there are no more
// CR and LF than line ends. Otherwise ok is false
// and nothing has changed. It sets the state that follows.
func (d *DotDecoder) even(b []byte) (n int, ok bool) {
	state, column, longest, stride, lines, crs := dotInLine, d.column, d.longest, d.stride, 0, 0
	for n < len(b) {
		if column == 0 && stride >= 2 {
			same := hop(b[n:], stride)
			n += same
			lines += same / stride
		}
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 {
			column += len(b) - n
			longest, n = max(longest, column), len(b)
			if n > 0 && b[n-1] == '\r' {
				state = dotAfterCR
				crs++
			}
			break
		}
		end := n + i + 1
		if end < 2 || b[end-2] != '\r' {
			return 0, false
		}
		stride = column + end - n
		longest = max(longest, stride)
		column, n = 0, end
		lines++
		if n == len(b) || b[n] == '.' {
			state = dotLineStart
			break
		}
	}
	if bytes.Count(b[:n], []byte{'\n'}) != lines || bytes.Count(b[:n], []byte{'\r'}) != lines+crs {
		return 0, false
	}
	d.state, d.column, d.longest, d.stride = state, column, longest, stride
	return n, true
}

// hop counts the octets of the lines at the start of b that are stride octets
// long, at least 2, end in CR LF and are followed by something other than a dot.
// Within even the compiler would keep its counters in memory.
//
//go:noinline
func hop(b []byte, stride int) int {
	next := uint(stride) // where the line under look ends
	for next < uint(len(b)) {
		if uint16(b[next-2])|uint16(b[next-1])<<8 != '\r'|'\n'<<8 || b[next] == '.' {
			break
		}
		next += uint(stride)
	}
	return int(next) - stride
}

// uneven is even for octets with bare CR or LF among them.
func (d *DotDecoder) uneven(b []byte) int {
	n, ends := 0, 0
	for {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 {
			d.grow(len(b) - n)
			n = len(b)
			d.state = dotInLine
			if b[n-1] == '\r' {
				d.state = dotAfterCR
				ends++
			}
			break
		}
		d.grow(i + 1)
		d.column = 0
		n += i + 1
		if n < 2 || b[n-2] != '\r' {
			d.bareLF = true
			if n < len(b) {
				continue
			}
			d.state = dotInLine
			break
		}
		ends++
		if n == len(b) || b[n] == '.' {
			d.state = dotLineStart
			break
		}
	}
	// A CR that ends no line is bare; counting is cheaper than looking at each.
	if !d.bareCR && bytes.Count(b[:n], []byte{'\r'}) != ends {
		d.bareCR = true
	}
	return n
}

// Longest is the length in octets of the longest line of the content so far,
// with its end. An LF ends a line here, be it bare or not.
func (d *DotDecoder) Longest() int { return d.longest }

// Bare reports whether a CR without LF after it, or an LF without CR before
// it, was seen since the last Reset. A CR that is the last octet so far does
// not count yet.
func (d *DotDecoder) Bare() (cr, lf bool) { return d.bareCR, d.bareLF }

// Reset makes the decoder ready for the next mail object.
func (d *DotDecoder) Reset() { *d = DotDecoder{} }

// DotEncode appends content to dst as it is sent after 354: a dot is put before
// each line that begins with one, and the end of data follows. Where content
// is not empty and does not end in CRLF, one is added. Only CRLF begins a line:
// a dot after a bare LF or CR is sent as it is, as RFC 5321 section 2.3.8 knows
// no such line.
func DotEncode(dst, content []byte) []byte {
	rest := content
	if len(rest) > 0 && rest[0] == '.' {
		dst = append(dst, '.')
	}
	for {
		i := bytes.Index(rest, []byte("\r\n."))
		if i < 0 {
			break
		}
		dst = append(dst, rest[:i+2]...)
		dst = append(dst, '.')
		rest = rest[i+2:]
	}
	dst = append(dst, rest...)
	if len(content) > 0 && !bytes.HasSuffix(content, []byte("\r\n")) {
		dst = append(dst, '\r', '\n')
	}
	return append(dst, ".\r\n"...)
}
