package player

import (
	"bytes"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
)

// sameBody reports whether the body of a stored message is the one that was sent, but
// for its very last line end: that one is a matter of its own, see FinalLineEnd.
func (s *session) sameBody(st *scenarios.Step, sent, stored []byte) bool {
	if bytes.Equal(sent, stored) {
		return true
	}
	var detail string
	switch {
	case bytes.Equal(sent, append(bytes.Clone(stored), '\n')):
		detail = "the last line end of the message is not in the file"
	case bytes.Equal(append(bytes.Clone(sent), '\n'), stored):
		detail = "the file has one more line end after the message"
	default:
		return false
	}
	d := Deviation{Kind: FinalLineEnd, On: connName(st), Detail: detail, AtMS: s.since(time.Now())}
	if c, ok := s.conns[d.On]; ok {
		d.After = c.lastSent
	}
	s.result.Deviations = append(s.result.Deviations, d)
	return true
}

// wholeLines is a stored message with a line end before its first line and after its
// last one, so that a text that names a line with both of its ends is found wherever
// the line is.
func wholeLines(m []byte) []byte {
	lines := append([]byte{'\n'}, m...)
	if !bytes.HasSuffix(lines, []byte{'\n'}) {
		lines = append(lines, '\n')
	}
	return lines
}
