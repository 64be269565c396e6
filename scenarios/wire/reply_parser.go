package wire

import (
	"bytes"
	"fmt"
	"slices"
)

// Limits of a ReplyParser whose fields are zero.
const (
	DefaultMaxLine  = 64 << 10
	DefaultMaxLines = 10_000
	DefaultMaxBytes = 1 << 20
)

// ReplyParser cuts the octets that a server sends into replies. It is
// tolerant: what departs from RFC 5321 section 4.2 is recorded in the reply
// and parsing carries on.
//
// A line ends at LF, with or without CR. A reply ends at the first line that
// is not three digits and "-". How the octets were cut into calls of Feed
// makes no difference. Call Next until it reports false after each Feed, as
// only Next applies the limits.
//
// The zero value is ready for use. A ReplyParser must not be used by two
// goroutines at once.
type ReplyParser struct {
	// MaxLine is the most octets of a line with its end, MaxLines the most
	// lines of a reply, and MaxBytes the most octets of a reply. Zero means
	// the default. Set them before the first Feed.
	MaxLine, MaxLines, MaxBytes int

	buf   []byte
	start int // of the reply under way
	line  int // start of the line under way
	seen  int // up to here no LF is left in the line under way
	lines int // complete lines of the reply under way
	err   error
}

// LimitError reports that a peer exceeded a limit of a ReplyParser.
type LimitError struct {
	Limit string // "MaxLine", "MaxLines" or "MaxBytes"
	Max   int    // octets, or lines for MaxLines
}

func (e *LimitError) Error() string {
	unit := "octets"
	if e.Limit == "MaxLines" {
		unit = "lines"
	}
	return fmt.Sprintf("reply exceeds the limit %s of %d %s", e.Limit, e.Max, unit)
}

// Feed gives the parser octets, which it copies. After a limit was exceeded they
// are dropped.
func (p *ReplyParser) Feed(b []byte) {
	if p.err != nil {
		return
	}
	if p.start == len(p.buf) {
		p.shift()
	} else if len(p.buf)+len(b) > cap(p.buf) && p.start >= len(p.buf)-p.start {
		p.shift()
	}
	p.buf = append(p.buf, b...)
}

// shift moves the reply under way to the front of the buffer.
func (p *ReplyParser) shift() {
	n := copy(p.buf, p.buf[p.start:])
	p.buf = p.buf[:n]
	p.line -= p.start
	p.seen -= p.start
	p.start = 0
}

// Next returns the next complete reply. It reports false when more octets are
// needed, and always after Err is not nil.
func (p *ReplyParser) Next() (Reply, bool) {
	raw, lines, ok := p.cut()
	if !ok {
		return Reply{}, false
	}
	return readReply(bytes.Clone(raw), lines), true
}

// Skip is Next for a caller that needs no more than the code, the octets and
// speed: it allocates nothing and records no deviation. The code is 0 where the
// last line does not begin with three digits and something else. raw is valid
// until the next call of Feed.
func (p *ReplyParser) Skip() (code int, raw []byte, ok bool) {
	raw, lines, ok := p.cut()
	if !ok {
		return 0, nil, false
	}
	last := 0
	if lines > 1 {
		last = bytes.LastIndexByte(raw[:len(raw)-1], '\n') + 1
	}
	if len(raw) > last+3 && !isDigit(raw[last+3]) {
		code, _ = replyCode(raw[last:])
	}
	return code, raw, true
}

// Pending returns a copy of the octets that are not yet part of a reply that
// Next has returned.
func (p *ReplyParser) Pending() []byte { return slices.Clone(p.buf[p.start:]) }

// Err returns a *LimitError after a limit was exceeded, and nil before. Nothing is
// parsed after it; what was read stays in Pending.
func (p *ReplyParser) Err() error { return p.err }

// cut removes the next complete reply from the buffer.
func (p *ReplyParser) cut() (raw []byte, lines int, ok bool) {
	for p.err == nil {
		i := bytes.IndexByte(p.buf[p.seen:], '\n')
		end := len(p.buf)
		if i >= 0 {
			end = p.seen + i + 1
		}
		if p.err = p.checkOctets(end); p.err != nil {
			break
		}
		p.seen = end
		if i < 0 {
			break
		}
		more := continues(p.buf[p.line : end-1])
		p.line = end
		p.lines++
		if !more {
			raw, lines = p.buf[p.start:end:end], p.lines
			p.start, p.lines = end, 0
			return raw, lines, true
		}
		if limit := orDefault(p.MaxLines, DefaultMaxLines); p.lines >= limit {
			p.err = &LimitError{"MaxLines", limit}
		}
	}
	return nil, 0, false
}

// checkOctets applies the limits to the line that reaches up to end. Of two
// limits the one that was exceeded first counts, so that the cuts of the input
// do not change the answer.
func (p *ReplyParser) checkOctets(end int) error {
	maxLine := orDefault(p.MaxLine, DefaultMaxLine)
	maxBytes := orDefault(p.MaxBytes, DefaultMaxBytes)
	lineEnd, replyEnd := p.line+maxLine, p.start+maxBytes
	switch {
	case end > lineEnd && lineEnd <= replyEnd:
		return &LimitError{"MaxLine", maxLine}
	case end > replyEnd:
		return &LimitError{"MaxBytes", maxBytes}
	}
	return nil
}

func orDefault(v, def int) int {
	if v <= 0 {
		return def
	}
	return v
}
