package loadgen

import (
	"bytes"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

const (
	lineLength = 78 // octets of a body line, without CRLF
	wholeLine  = lineLength + 2
)

// body is the part of a message that stands behind what is made for each. All
// of it is whole lines. It is read only, and shared by all connections.
type body struct {
	lead []byte // goes with the header: it makes the size right
	tail []byte // the mail object, as BDAT sends it
	// stuffed is tail as DATA sends it, with doubled dots and the end of data.
	stuffed []byte
	// original says that the message is somebody's own, and has its header.
	original bool
}

// endOfData is what stands behind the content of DATA.
const endOfData = ".\r\n"

// generated makes bodies of some sizes out of the same octets: lines that begin
// with no dot. Below two octets there is room for no line.
func generated(sizes []int) []body {
	longest := 0
	for _, n := range sizes {
		longest = max(longest, n)
	}
	line := append(bytes.Repeat([]byte("x"), lineLength), "\r\n"...)
	stuffed := append(bytes.Repeat(line, longest/wholeLine), endOfData...)
	lines := stuffed[:len(stuffed)-len(endOfData)]
	bodies := make([]body, len(sizes))
	for i, n := range sizes {
		if n < len("\r\n") {
			n = 0
		}
		odd := n % wholeLine
		if odd == 1 {
			odd += wholeLine // no line has one octet
		}
		from := len(lines) - (n - odd)
		bodies[i] = body{tail: lines[from:], stuffed: stuffed[from:]}
		if odd > 0 {
			bodies[i].lead = append(bytes.Repeat([]byte("x"), odd-2), "\r\n"...)
		}
	}
	return bodies
}

// body makes a message one that can be sent. What needs no doubled dot is kept
// once.
func (o *original) body() body {
	stuffed := wire.DotEncode(nil, o.octets)
	if n := len(stuffed) - len(endOfData); n == len(o.octets) {
		return body{tail: stuffed[:n:n], stuffed: stuffed, original: true}
	}
	return body{tail: o.octets, stuffed: stuffed, original: true}
}
