package manual

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/rivo/uniseg"
	"github.com/russross/blackfriday/v2"
)

// parse reads Markdown. Links to other topics become text that names how to read
// them where the links cannot be followed.
func parse(text []byte, topicLink func(name string) string) *blackfriday.Node {
	parser := blackfriday.New(blackfriday.WithExtensions(md2man.NewRoffRenderer().GetExtensions()))
	document := parser.Parse(text)
	document.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		if n.Type == blackfriday.Link && !entering {
			name, local := strings.CutSuffix(string(n.Destination), ".md")
			if local && !strings.Contains(name, "/") {
				becomeText(n, plainText(n)+" ("+topicLink(name)+")")
			}
		}
		return blackfriday.GoToNext
	})
	return document
}

// becomeText replaces a node by its text.
func becomeText(n *blackfriday.Node, text string) {
	n.Type, n.LinkData = blackfriday.Text, blackfriday.LinkData{}
	for n.FirstChild != nil {
		n.FirstChild.Unlink()
	}
	n.Literal = []byte(text)
}

// plain is the text of a node without its marks. Images are left out.
func plain(n *blackfriday.Node) string {
	switch n.Type {
	case blackfriday.Text, blackfriday.Code:
		return string(n.Literal)
	case blackfriday.Image:
		return ""
	}
	text := plainText(n)
	if n.Type == blackfriday.Link && text != string(n.Destination) {
		return fmt.Sprintf("%s <%s>", text, n.Destination)
	}
	return text
}

// plainText is the text of what is in a node.
func plainText(n *blackfriday.Node) string {
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.Next {
		b.WriteString(plain(child))
	}
	return b.String()
}

// render writes Markdown for a terminal of some columns: sections in capitals,
// paragraphs filled, code as it is.
func render(w io.Writer, text []byte, columns int) error {
	p := &page{columns: columns}
	p.blocks(parse(text, func(name string) string { return "smtpspec help " + name }), "")
	_, err := p.WriteTo(w)
	return err
}

// page is text for a terminal.
type page struct {
	bytes.Buffer
	columns int
}

// blocks writes what is in a node, each block apart from the one before.
func (p *page) blocks(parent *blackfriday.Node, indent string) {
	for n := parent.FirstChild; n != nil; n = n.Next {
		if p.Len() > 0 && n.Type != blackfriday.HTMLBlock {
			p.WriteByte('\n')
		}
		p.block(n, indent)
	}
}

func (p *page) block(n *blackfriday.Node, indent string) {
	switch n.Type {
	case blackfriday.Heading:
		title := plain(n)
		if n.Level == 2 {
			title = strings.ToUpper(title)
		}
		p.lines([]string{title}, indent, indent)
	case blackfriday.CodeBlock:
		p.lines(strings.Split(strings.TrimRight(string(n.Literal), "\n"), "\n"), indent+"  ", indent+"  ")
	case blackfriday.List:
		p.list(n, indent)
	case blackfriday.Table:
		p.table(n)
	case blackfriday.HTMLBlock: // a comment
	default:
		p.lines(filled(plain(n), p.columns-len(indent)), indent, indent)
	}
}

// lines writes lines with what comes before the first and before the others.
func (p *page) lines(lines []string, first, others string) {
	for _, line := range lines {
		p.WriteString(strings.TrimRight(first+line, " ") + "\n")
		first = others
	}
}

// list writes items, close together when they are short.
func (p *page) list(list *blackfriday.Node, indent string) {
	number := 0
	for item := list.FirstChild; item != nil; item = item.Next {
		number++
		mark := "- "
		if list.ListFlags&blackfriday.ListTypeOrdered != 0 {
			mark = fmt.Sprintf("%d. ", number)
		}
		if item.Prev != nil && (item.ListFlags|item.Prev.ListFlags)&blackfriday.ListItemContainsBlock != 0 {
			p.WriteByte('\n')
		}
		deeper := indent + strings.Repeat(" ", len(mark))
		first := item.FirstChild
		p.lines(filled(plain(first), p.columns-len(deeper)), indent+mark, deeper)
		first.Unlink()
		p.blocks(item, deeper)
	}
}

// minColumn is the least width to which a column of a table is squeezed.
const minColumn = 12

// table writes columns. Where they do not fit the widest is broken into lines.
func (p *page) table(table *blackfriday.Node) {
	rows, widths := cells(table)
	widest, total := 0, 0
	for i, n := range widths {
		total += n + 2
		if n > widths[widest] {
			widest = i
		}
	}
	room := max(widths[widest]-max(total-2-p.columns, 0), minColumn)
	var out strings.Builder
	tw := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for i, row := range rows {
		for _, line := range broken(row, widest, room) {
			fmt.Fprintln(tw, strings.Join(line, "\t"))
		}
		if i == 0 {
			rule := make([]string, len(row))
			for j := range rule {
				rule[j] = strings.Repeat("-", uniseg.StringWidth(row[j]))
			}
			fmt.Fprintln(tw, strings.Join(rule, "\t"))
		}
	}
	_ = tw.Flush() // to memory
	p.lines(strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n"), "", "")
}

// cells are the texts of a table, row by row, with the widths of the columns.
func cells(table *blackfriday.Node) (rows [][]string, widths []int) {
	table.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		switch {
		case n.Type == blackfriday.TableRow && entering:
			rows = append(rows, nil)
		case n.Type == blackfriday.TableCell && entering:
			row := &rows[len(rows)-1]
			*row = append(*row, plain(n))
			if len(*row) > len(widths) {
				widths = append(widths, 0)
			}
			width := &widths[len(*row)-1]
			*width = max(*width, uniseg.StringWidth(plain(n)))
			return blackfriday.SkipChildren
		}
		return blackfriday.GoToNext
	})
	return rows, widths
}

// broken are the lines of a row whose widest cell has to fit into some columns.
func broken(row []string, widest, room int) [][]string {
	parts := filled(row[widest], room)
	if len(parts) == 0 {
		return [][]string{row}
	}
	lines := make([][]string, len(parts))
	for i, part := range parts {
		lines[i] = make([]string, len(row))
		if i == 0 {
			copy(lines[i], row)
		}
		lines[i][widest] = part
	}
	return lines
}

// filled breaks text at blanks into lines of at most width columns.
func filled(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && uniseg.StringWidth(lines[n-1])+1+uniseg.StringWidth(word) <= width {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
