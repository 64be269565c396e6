package manual

import (
	"bytes"
	"strings"

	"github.com/cpuguy83/go-md2man/v2/md2man"
	"github.com/russross/blackfriday/v2"
)

// roff makes a manual page of Markdown.
func roff(markdown []byte) []byte {
	renderer := md2man.NewRoffRenderer()
	document := parse(markdown, func(name string) string { return "smtpspec-" + name + "(7)" })
	var page bytes.Buffer
	renderer.RenderHeader(&page, document)
	document.Walk(func(n *blackfriday.Node, entering bool) blackfriday.WalkStatus {
		return renderer.RenderNode(&page, n, entering)
	})
	return tidied(page.String())
}

// marks are characters that roff would turn into others, so that a command could
// not be copied from a page. What md2man has escaped stays.
var marks = strings.NewReplacer(
	`\\`, `\e`, `\-`, `\-`, `\&`, `\&`, `\f`, `\f`, `\[`, `\[`,
	"-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`,
)

// sourceWidth is the width of the lines of a page.
const sourceWidth = 66

// tidied makes a page what the linters of manual pages ask for: no empty lines but
// in code, no long lines but in code and tables, no boxes, and no character that is
// typeset as another.
func tidied(page string) []byte {
	var out []string
	code, table := false, false
	for _, line := range strings.Split(page, "\n") {
		switch line {
		case ".EX", ".EE":
			code = line == ".EX"
			if n := len(out); code && n > 0 && !strings.HasPrefix(out[n-1], ".S") {
				out = append(out, ".PP") // apart from text, not from a heading
			}
		case ".TS", ".TE":
			table = line == ".TS"
		case "allbox;":
			continue
		}
		switch {
		case strings.HasPrefix(line, "."), strings.HasPrefix(line, "'"):
			out = append(out, line)
		case code, table:
			out = append(out, marks.Replace(line))
		default:
			out = append(out, textLines(marks.Replace(line))...)
		}
	}
	return []byte(strings.Join(out, "\n") + "\n")
}

// textLines are the lines of a paragraph. A dot at the beginning of one would be a
// macro.
func textLines(text string) []string {
	if strings.HasPrefix(text, "smtpspec") && strings.Contains(text, ` \- `) {
		return []string{text} // a name has to be on one line
	}
	lines := filled(text, sourceWidth)
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return lines
}
