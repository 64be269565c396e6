package markdown

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// Limit is what a document is bounded to where nothing else is asked for, in
// octets: GitHub refuses a summary of more than 1 MiB a step.
const Limit = 512 << 10

const (
	minLimit   = 8 << 10
	maxRows    = 50       // of a table
	maxCell    = 300      // octets
	maxText    = 4 << 10  // octets of one string
	maxDetails = 16 << 10 // octets of a folded case
	reserve    = 256      // for the note that something is missing
)

// page gathers a document that stays below its limit.
type page struct {
	out   strings.Builder
	limit int
	full  bool
}

func newPage(limit int) *page {
	if limit <= 0 {
		limit = Limit
	}
	return &page{limit: max(limit, minLimit)}
}

// add adds a part that is complete by itself, if it fits.
func (p *page) add(part string) bool {
	if p.full || p.out.Len()+len(part) > p.limit-reserve {
		p.full = true
		return false
	}
	p.out.WriteString(part)
	return true
}

// text ends the document.
func (p *page) text() string {
	if p.full {
		p.out.WriteString("\nMore does not fit here: the other reports have it.\n")
	}
	return p.out.String()
}

// table adds one of as many rows as fit. It is about so many things.
func (p *page) table(title string, things int, columns []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	head := fmt.Sprintf("\n### %s (%d)\n\n| %s |\n|%s\n", title, things, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	if !p.add(head) {
		return
	}
	for _, row := range rows[:min(len(rows), maxRows)] {
		if !p.add("| " + strings.Join(row, " | ") + " |\n") {
			return
		}
	}
	if more := len(rows) - maxRows; more > 0 {
		p.add(fmt.Sprintf("\nand %d more\n", more))
	}
}

// folded adds a block of lines that opens on demand.
func (p *page) folded(id, title, lines string) {
	if len(lines) > maxDetails {
		cut := strings.LastIndexByte(lines[:maxDetails], '\n') + 1
		if cut == 0 {
			cut = maxDetails
		}
		lines = strings.ToValidUTF8(lines[:cut], "") + fmt.Sprintf("... %d octets more, which the result file has", len(lines)-cut)
	}
	p.add("\n<details><summary><code>" + html.EscapeString(text.Clean(id, maxCell)) + "</code> " +
		html.EscapeString(text.Clean(title, maxCell)) + "</summary>\n\n" + block(lines) + "\n</details>\n")
}

// heading adds the verdict.
func (p *page) heading(what, verdict string, known ...string) {
	if !slices.Contains(known, verdict) {
		verdict = span(text.Clean(verdict, maxCell))
	}
	p.add("## " + what + ": " + verdict + "\n\n")
}

// octets is text for a cell, wide is more of it, and inline is text for elsewhere.
func octets(s string) string { return cell(text.Clean(s, maxCell)) }

func wide(s string) string { return cell(text.Clean(s, 4*maxCell)) }

func inline(s string) string { return span(text.Clean(s, 4*maxCell)) }
