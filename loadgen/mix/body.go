package mix

import (
	"bytes"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

const (
	lineLength = 78 // octets of a body line, without CRLF
	wholeLine  = lineLength + 2
)

// Body is the part of a message that follows what is made for each. All of it is whole
// lines. It is read only, and shared by all connections.
type Body struct {
	Lead []byte // goes with the header: it makes the size right
	Tail []byte // of the mail object, as BDAT sends it
	// Stuffed is Tail as DATA sends it, with doubled dots and the end of data.
	Stuffed []byte
	// Original is true for a message of a folder, which has its own header.
	Original bool
}

// EndOfData is what ends the content of DATA.
const EndOfData = ".\r\n"

// Generate makes the bodies of some sizes out of the same octets: lines that do not begin
// with a dot. Below two octets there is room for no line.
func Generate(sizes []int) []Body {
	longest := 0
	for _, n := range sizes {
		longest = max(longest, n)
	}
	line := append(bytes.Repeat([]byte("x"), lineLength), "\r\n"...)
	stuffed := append(bytes.Repeat(line, longest/wholeLine), EndOfData...)
	lines := stuffed[:len(stuffed)-len(EndOfData)]
	bodies := make([]Body, len(sizes))
	for i, n := range sizes {
		if n < len("\r\n") {
			n = 0
		}
		odd := n % wholeLine
		if odd == 1 {
			odd += wholeLine // no line has one octet
		}
		from := len(lines) - (n - odd)
		bodies[i] = Body{Tail: lines[from:], Stuffed: stuffed[from:]}
		if odd > 0 {
			bodies[i].Lead = append(bytes.Repeat([]byte("x"), odd-2), "\r\n"...)
		}
	}
	return bodies
}

// original is the body that is a whole mail object. Where no dot is doubled its octets are
// kept once.
func original(octets []byte) Body {
	stuffed := wire.DotEncode(nil, octets)
	if n := len(stuffed) - len(EndOfData); n == len(octets) {
		return Body{Tail: stuffed[:n:n], Stuffed: stuffed, Original: true}
	}
	return Body{Tail: octets, Stuffed: stuffed, Original: true}
}
