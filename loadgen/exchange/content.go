package exchange

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// bodyPlace is the place in ${message} of the octets that all messages share, which are
// never copied through a template.
func (x *compiler) bodyPlace() string { return "\x00" + x.set.Run + "\x00" }

// content is a mail object in three parts, of which the one in the middle is the body, if
// there is one.
type content struct {
	before, after []byte
	body          *mix.Body // nil when the scenario has content of its own
}

// expand reads the content of a step.
func (x *compiler) expand(pos strictyaml.Pos, text scenarios.Template) (content, bool) {
	octets, err := text.Expand(x.lookup)
	if err != nil {
		x.fail(pos, "", "%v", err)
		return content{}, false
	}
	before, after, found := bytes.Cut(octets, []byte(x.bodyPlace()))
	c := content{before: slices.Clip(before), after: after}
	if found {
		c.body = x.body
	}
	switch x.p.Sized = found; {
	case bytes.Contains(after, []byte(x.bodyPlace())):
		x.fail(pos, "", "${message} can be only once in the content of a message")
	case x.closed:
		x.fail(pos, "", "nothing can be sent after QUIT")
	case found:
	case x.set.Bodies != nil:
		x.fail(pos, "write ${message}, or leave out the folder", "a folder of messages was given, and this content is not ${message}")
	case x.set.SizeAsked:
		x.fail(pos, "write ${message}, or leave out the size", "a size was asked for, and this content is not ${message}")
	}
	return c, true
}

// piece sends the content. What follows the body is kept with it, which takes the memory
// of a copy.
func (x *compiler) piece(pos strictyaml.Pos, c content, tail []byte, end string) {
	p := piece{pos: pos, role: roleContent, octets: c.before, tail: tail}
	if len(c.after) > 0 || c.body == nil {
		p.octets, p.tail = slices.Concat(c.before, bytes.TrimSuffix(tail, []byte(end)), c.after, []byte(end)), nil
	}
	x.send(p)
}

// data appends content after 354. Its octets must not hold their own end.
func (x *compiler) data(st *scenarios.Step) {
	c, ok := x.expand(st.Pos, *st.Data)
	if !ok {
		return
	}
	own := slices.Concat(c.before, c.after) // a body is whole lines, and was encoded by us
	var d wire.DotDecoder
	decoded, _, done := d.Decode(nil, append(slices.Clip(own), mix.EndOfData...))
	if n := len(own); n > 0 && !bytes.HasSuffix(own, []byte("\r\n")) {
		x.fail(st.Pos, "", "data has to end with CRLF")
	} else if !done || bytes.Contains(own, []byte("\r\n"+mix.EndOfData)) || bytes.HasPrefix(own, []byte(mix.EndOfData)) {
		x.fail(st.Pos, "double the dot", "the content contains the end of data")
	}
	x.size = len(decoded)
	var tail []byte
	if c.body != nil {
		x.size += len(c.body.Tail)
		tail = c.body.Stuffed
	}
	x.piece(st.Pos, c, tail, mix.EndOfData)
}

// chunk appends a BDAT command with its octets (RFC 3030 §2).
func (x *compiler) chunk(st *scenarios.Step) {
	c, ok := x.expand(st.Pos, *st.Bdat)
	if !ok {
		return
	}
	if !st.Last {
		x.fail(st.Pos, "last: true", "an exchange for load sends each message in one chunk")
		return
	}
	x.size = len(c.before) + len(c.after)
	var tail []byte
	if c.body != nil {
		x.size += len(c.body.Tail)
		tail = c.body.Tail
	}
	c.before = append([]byte("BDAT "+strconv.Itoa(x.size)+" LAST\r\n"), c.before...)
	x.piece(st.Pos, c, tail, "")
}
