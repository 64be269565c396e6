package markdown

import (
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// document is what a parser of GitHub flavoured Markdown, links found in plain
// text included, takes a text for.
type document struct {
	headings []string
	tables   [][][]string // rows of cells, the head first
	blocks   []string     // fenced
	html     []string     // blocks of HTML
	inline   []string     // tags in text
	active   []string     // what a reader could follow or see as a picture
	other    []string     // block elements of any other kind
}

func parse(t *testing.T, source string) *document {
	t.Helper()
	in := []byte(source)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(in))
	d := &document{}
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.Text, *ast.String, *ast.CodeSpan, *east.TableHeader, *east.TableRow, *east.TableCell, *ast.Emphasis:
		case *ast.Heading:
			d.headings = append(d.headings, inlineText(n, in))
		case *ast.FencedCodeBlock:
			d.blocks = append(d.blocks, string(n.Lines().Value(in)))
		case *ast.HTMLBlock:
			d.html = append(d.html, string(n.Lines().Value(in)))
		case *ast.RawHTML:
			d.inline = append(d.inline, string(n.Segments.Value(in)))
		case *ast.Link, *ast.AutoLink, *ast.Image, *east.Strikethrough, *east.TaskCheckBox:
			d.active = append(d.active, n.Kind().String())
		case *east.Table:
			var rows [][]string
			for row := n.FirstChild(); row != nil; row = row.NextSibling() {
				var cells []string
				for c := row.FirstChild(); c != nil; c = c.NextSibling() {
					cells = append(cells, inlineText(c, in))
				}
				rows = append(rows, cells)
			}
			d.tables = append(d.tables, rows)
		default:
			d.other = append(d.other, n.Kind().String())
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// inlineText is what a reader sees of an element.
func inlineText(n ast.Node, source []byte) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				value := string(n.Segment.Value(source))
				if n.Parent().Kind() != ast.KindCodeSpan {
					value = strings.ReplaceAll(value, "&#124;", "|")
				}
				out.WriteString(value)
			}
		case *ast.String:
			if entering {
				out.Write(n.Value)
			}
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}
