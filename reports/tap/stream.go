package tap

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// stream writes the lines of one document. The first error of the writer below
// sticks and is returned by flush.
type stream struct {
	w      *bufio.Writer
	number int // of the last test point
}

// newStream begins a document of so many test points. Without one nothing was
// tested: such a plan is a skip, and the verdict bails out.
func newStream(w io.Writer, points int) *stream {
	t := &stream{w: bufio.NewWriterSize(w, 16<<10)}
	t.line("TAP version 14")
	if points == 0 {
		t.line("1..0 # SKIP nothing was tested")
	} else {
		t.line(fmt.Sprintf("1..%d", points))
	}
	return t
}

func (t *stream) flush() error { return t.w.Flush() }

func (t *stream) line(text string) {
	t.w.WriteString(text)
	t.w.WriteByte('\n')
}

// comment writes clean text after a number sign. "# Subtest" would open a
// document in this one, so no comment may begin with what others wrote.
func (t *stream) comment(text string) { t.line("# " + strings.TrimRight(text, " ")) }

// bail ends the document.
func (t *stream) bail(reason string) { t.line("Bail out! " + escape(reason)) }

// point is a test point.
type point struct {
	ok        bool
	name      string
	directive string // SKIP, TODO or none
	reason    string // of the directive
}

func (t *stream) point(p point) {
	t.number++
	status := "not ok"
	if p.ok {
		status = "ok"
	}
	line := fmt.Sprintf("%s %d - %s", status, t.number, escape(p.name))
	if p.directive != "" {
		line += " # " + p.directive + " " + escape(p.reason)
	}
	t.line(line)
}

// escape keeps a number sign from beginning a directive.
func escape(text string) string {
	return strings.NewReplacer(`\`, `\\`, `#`, `\#`).Replace(strings.TrimSpace(text))
}
