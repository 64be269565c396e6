package terminal

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
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

// writeLine writes one line as it is. Blanks at its end may be what a peer sent.
func (p *page) writeLine(line string) {
	p.w.WriteString(line)
	p.w.WriteByte('\n')
}

func (p *page) writeBlank() { p.writeLine("") }

// writeWrapped writes text wrapped at blanks after head; further lines are indented
// by indent blanks. Style marks the head only, so that no line ends inside it.
func (p *page) writeWrapped(v reports.Verdict, head, line string, indent int) {
	p.writeLines(p.paint(v, head), text.WrapWords(line, p.column(indent)), indent)
}

// writeEscaped writes visible text in the same way, broken as octets are.
func (p *page) writeEscaped(head, line string, indent int) {
	p.writeLines(head, text.WrapOctets(line, p.column(indent)), indent)
}

func (p *page) writeLines(head string, lines []string, indent int) {
	for i, line := range lines {
		if i > 0 {
			head = strings.Repeat(" ", indent)
		}
		p.writeLine(head + line)
	}
}

func (p *page) column(indent int) int {
	if p.width <= 0 {
		return 0
	}
	return max(p.width-indent, text.MinWidth)
}

// labelWidth is the column of the values that writeField and writeOctetField write.
const labelWidth = 14

func label(name string) string { return fmt.Sprintf("  %-*s", labelWidth-2, name) }

func (p *page) writeField(name, text string) {
	if text != "" {
		p.writeWrapped("", label(name), text, labelWidth)
	}
}

func (p *page) writeOctetField(name, text string) {
	if text != "" {
		p.writeEscaped(label(name), text, labelWidth)
	}
}

// paint colours text by verdict. The text always says the same without it.
func (p *page) paint(v reports.Verdict, text string) string {
	code := ""
	switch v {
	case reports.Pass:
		code = "32"
	case reports.Fail:
		code = "1;31"
	case reports.Error:
		code = "35"
	case reports.Warn:
		code = "33"
	case reports.Unknown:
		code = "36"
	case reports.Info:
		code = "34"
	case reports.Skip, reports.Waived:
		code = "2"
	}
	if !p.color || code == "" || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}
