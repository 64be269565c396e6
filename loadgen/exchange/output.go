package exchange

import "bytes"

// Output collects what a session wants to have written. It is used again: what it has is
// good until the next event of any session that uses it.
type Output struct {
	scratch []byte
	chunks  [][]byte
	shared  []bool // which chunks are outside scratch and always stay good
}

// Reset forgets what was collected.
func (o *Output) Reset() { o.scratch, o.chunks, o.shared = o.scratch[:0], o.chunks[:0], o.shared[:0] }

// Chunks is what is to be written, in order. Their octets must not be changed.
func (o *Output) Chunks() [][]byte { return o.chunks }

// Len is the number of octets to write.
func (o *Output) Len() int {
	n := 0
	for _, c := range o.chunks {
		n += len(c)
	}
	return n
}

// add appends a template with the id of a message.
func (o *Output) add(t *template, message uint64) {
	start := len(o.scratch)
	o.scratch = t.appendHead(o.scratch, message)
	o.join(o.scratch[start:])
	if len(t.tail) > 0 {
		o.chunks, o.shared = append(o.chunks, t.tail), append(o.shared, true)
	}
}

// line appends octets and CRLF.
func (o *Output) line(text string) {
	start := len(o.scratch)
	o.scratch = append(append(o.scratch, text...), '\r', '\n')
	o.join(o.scratch[start:])
}

// join appends octets at the end of scratch, as one chunk with the one before where they
// are adjacent.
func (o *Output) join(b []byte) {
	if len(b) == 0 {
		return
	}
	if n := len(o.chunks); n > 0 {
		last := o.chunks[n-1]
		at := len(o.scratch) - len(b)
		if from := at - len(last); !o.shared[n-1] && from >= 0 && &o.scratch[from] == &last[0] {
			o.chunks[n-1] = o.scratch[from:]
			return
		}
	}
	o.chunks, o.shared = append(o.chunks, b), append(o.shared, false)
}

// Keep appends to rest what of the output is left after the first sent octets, in a form
// that stays good.
func (o *Output) Keep(rest [][]byte, sent int) [][]byte {
	for i, chunk := range o.chunks {
		if sent >= len(chunk) {
			sent -= len(chunk)
			continue
		}
		if chunk = chunk[sent:]; !o.shared[i] {
			chunk = bytes.Clone(chunk)
		}
		rest = append(rest, chunk)
		sent = 0
	}
	return rest
}
