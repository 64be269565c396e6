package annotations

import (
	"bytes"
	"io"
)

// Inert passes lines on so that GitHub finds no command in them: it looks for ::
// at the beginning of a line, blanks aside, and for ##[ anywhere. What a server
// says might contain either, so one character of it is shown as its code.
type Inert struct {
	w      io.Writer
	fresh  bool // nothing but blanks on this line so far
	colon  bool // the last one was the first colon of the line
	hashes int  // number signs that came last, two at most
}

// NewInert passes lines on to w.
func NewInert(w io.Writer) *Inert { return &Inert{w: w, fresh: true} }

// Raw is the writer below, for commands that are meant. It has to be at the
// beginning of a line.
func (i *Inert) Raw() io.Writer { return i.w }

// Write delays nothing: a character is changed when the one before has made
// it the dangerous one.
func (i *Inert) Write(text []byte) (int, error) {
	var out bytes.Buffer
	for _, b := range text {
		switch {
		case b == ':' && i.colon:
			out.WriteString(`\x3a`)
		case b == '[' && i.hashes == 2:
			out.WriteString(`\x5b`)
		default:
			out.WriteByte(b)
		}
		i.colon = b == ':' && i.fresh
		switch b {
		case '\n', '\r':
			i.fresh = true
		case ' ', '\t':
		default:
			i.fresh = false
		}
		i.hashes = min(i.hashes+1, 2)
		if b != '#' {
			i.hashes = 0
		}
	}
	if _, err := i.w.Write(out.Bytes()); err != nil {
		return 0, err
	}
	return len(text), nil
}
