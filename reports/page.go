package reports

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// page writes indented, wrapped lines of clean text. The first error of the
// writer below sticks and is returned by flush.
type page struct {
	w     *bufio.Writer
	width int // of a line in characters; 0 is without end
	color bool
}

func newPage(w io.Writer, width int, color bool) *page {
	return &page{w: bufio.NewWriterSize(w, 16<<10), width: width, color: color}
}

func (p *page) flush() error { return p.w.Flush() }

// raw writes one line as it is. Blanks at its end may be what a peer sent.
func (p *page) raw(line string) {
	p.w.WriteString(line)
	p.w.WriteByte('\n')
}

func (p *page) blank() { p.raw("") }

// words writes text wrapped at blanks behind head; further lines are indented
// by indent blanks. Style marks the head only, so that no line ends inside it.
func (p *page) words(v Verdict, head, text string, indent int) {
	p.lines(p.paint(v, head), wrapWords(text, p.column(indent)), indent)
}

// octets writes visible text in the same way, broken as octets are.
func (p *page) octets(head, text string, indent int) {
	p.lines(head, wrapOctets(text, p.column(indent)), indent)
}

func (p *page) lines(head string, lines []string, indent int) {
	for i, line := range lines {
		if i > 0 {
			head = strings.Repeat(" ", indent)
		}
		p.raw(head + line)
	}
}

func (p *page) column(indent int) int {
	if p.width <= 0 {
		return 0
	}
	return max(p.width-indent, minWidth)
}

// labelWidth is the column of the values that field and octetField write.
const labelWidth = 14

func label(name string) string { return fmt.Sprintf("  %-*s", labelWidth-2, name) }

func (p *page) field(name, text string) {
	if text != "" {
		p.words("", label(name), text, labelWidth)
	}
}

func (p *page) octetField(name, text string) {
	if text != "" {
		p.octets(label(name), text, labelWidth)
	}
}

// paint colours text by verdict. The text always says the same without it.
func (p *page) paint(v Verdict, text string) string {
	code := ""
	switch v {
	case Pass:
		code = "32"
	case Fail:
		code = "1;31"
	case Error:
		code = "35"
	case Warn:
		code = "33"
	case Unknown:
		code = "36"
	case Info:
		code = "34"
	case Skip, Waived:
		code = "2"
	}
	if !p.color || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// listed joins names, at most limit of them.
func listed(names []string, limit int) string {
	if more := len(names) - limit; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), more)
	}
	return strings.Join(names, ", ")
}

// word is the verdict as it is shown, bounded where it is none.
func (v Verdict) word() string { return short(string(v)) }

// short cuts what heads a line to maxName characters.
func short(s string) string {
	if textWidth(s) <= maxName {
		return s
	}
	return beginning(s, maxName-1) + "~"
}
