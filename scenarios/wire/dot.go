package wire

import "bytes"

// DotDecoder takes the transparency of RFC 5321 section 4.5.2 off the octets
// that follow a 354 reply and finds their end. The end is CR LF "." CR LF and
// nothing else; at the start of the data a CRLF counts as just read, so that
// "." CR LF at once is an empty mail object. A line that begins with a dot and
// is not the end loses that dot. A bare CR or LF is content and never ends a
// line.
//
// The zero value is ready for use. It may be fed in pieces cut anywhere.
type DotDecoder struct {
	state          dotState
	bareCR, bareLF bool
}

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
// follows in src is not data and is left. After that Decode takes nothing until
// Reset. The CRLF before the final dot is content. A dot, or a dot and a CR, at
// the start of a line is held back until the next octet tells what it is.
func (d *DotDecoder) Decode(dst, src []byte) (out []byte, n int, done bool) {
	for n < len(src) {
		switch d.state {
		case dotLineStart:
			if src[n] == '.' {
				d.state = dotAfterDot
				n++
				continue
			}
			d.state = dotInLine
		case dotAfterCR:
			if src[n] != '\n' {
				d.bareCR = true
				d.state = dotInLine
				continue
			}
			dst = append(dst, '\n')
			d.state = dotLineStart
			n++
			continue
		case dotAfterDot:
			if src[n] == '\r' {
				d.state = dotAfterDotCR
				n++
				continue
			}
			d.state = dotInLine
		case dotAfterDotCR:
			if src[n] == '\n' {
				d.state = dotDone
				return dst, n + 1, true
			}
			dst = append(dst, '\r')
			d.state = dotAfterCR
			continue
		case dotDone:
			return dst, n, true
		}
		m := d.run(src[n:])
		dst = append(dst, src[n:n+m]...)
		n += m
	}
	return dst, n, d.state == dotDone
}

// run measures the octets that can be passed on as they are, beginning within
// a line whose last octet was not CR: up to the next line with a dot in front,
// or all of them. It sets the state that follows.
func (d *DotDecoder) run(b []byte) int {
	n, ends := 0, 0
	for {
		i := bytes.IndexByte(b[n:], '\n')
		if i < 0 {
			n = len(b)
			d.state = dotInLine
			if b[n-1] == '\r' {
				d.state = dotAfterCR
				ends++
			}
			break
		}
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

// Bare reports whether a CR without LF behind it, or an LF without CR before
// it, was seen since the last Reset. A CR that is the last octet so far does
// not count yet.
func (d *DotDecoder) Bare() (cr, lf bool) { return d.bareCR, d.bareLF }

// Reset makes the decoder ready for the next mail object.
func (d *DotDecoder) Reset() { *d = DotDecoder{} }

// DotEncode appends content to dst as it is sent after 354: a dot is put before
// each line that begins with one, and the end of data follows. Where content
// is not empty and does not end in CRLF, one is added. Only CRLF begins a line:
// a dot behind a bare LF or CR is sent as it is, as RFC 5321 section 2.3.8 knows
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
