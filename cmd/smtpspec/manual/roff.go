package manual

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// sourceWidth is that of the lines of the source: escapes make them longer.
const sourceWidth = 70

// roff is a manual page in the macros of man(7).
type roff struct{ bytes.Buffer }

var roffEscapes = strings.NewReplacer(`\`, `\e`, "-", `\-`, "§", `\(sc`, "…", `\&...`, "^", `\(ha`, "~", `\(ti`, "'", `\(aq`, "`", `\(ga`)

// line writes one line of text; a dot or an apostrophe at its beginning would be
// a macro.
func (r *roff) line(s string) {
	s = roffEscapes.Replace(s)
	if strings.HasPrefix(s, ".") {
		s = `\&` + s
	}
	r.WriteString(s + "\n")
}

func (r *roff) title(name, section, version string) {
	fmt.Fprintf(r, ".TH %s %s \"\" \"smtpspec %s\" \"smtpspec manual\"\n", strings.ToUpper(name), section, version)
}

func (r *roff) section(name string) {
	fmt.Fprintf(r, ".SH %s\n", roffEscapes.Replace(strings.ToUpper(name)))
}
func (r *roff) subsection(name string) { fmt.Fprintf(r, ".SS %s\n", roffEscapes.Replace(name)) }

// text writes a paragraph that man fills.
func (r *roff) text(s string) {
	for _, line := range filled(s, sourceWidth) {
		r.line(line)
	}
}

func (r *roff) paragraphs(s string) {
	for i, p := range strings.Split(s, "\n\n") {
		if i > 0 {
			r.WriteString(".PP\n")
		}
		r.text(p)
	}
}

// item is a name with its meaning.
func (r *roff) item(name, text string) {
	r.WriteString(".TP\n")
	fmt.Fprintf(r, "\\fB%s\\fR\n", roffEscapes.Replace(name))
	r.text(text)
}

// verbatim keeps lines as they are.
func (r *roff) verbatim(s string) {
	r.WriteString(".RS 4\n.nf\n")
	for _, line := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		r.line(strings.TrimPrefix(line, "  "))
	}
	r.WriteString(".fi\n.RE\n")
}

func (r *roff) codes(codes string) {
	for _, line := range strings.Split(codes, "\n") {
		code, text, _ := strings.Cut(line, " ")
		if text == "" {
			text = "done"
		}
		r.item(code, text)
	}
}

// topic writes a text of help: headings in capitals, paragraphs, and what is
// indented as it is.
func (r *roff) topic(s string) {
	first := true // below a heading
	for i, b := range strings.Split(strings.TrimSpace(s), "\n\n") {
		switch {
		case isHeading(b):
			r.section(b)
			first = true
			continue
		case i == 0:
			r.section("Description")
		case !first:
			r.WriteString(".PP\n")
		}
		if first = false; strings.HasPrefix(b, "  ") {
			r.verbatim(b)
		} else {
			r.text(b)
		}
	}
}

// isHeading tells whether a block of a topic is a line in capitals.
func isHeading(block string) bool {
	return !strings.Contains(block, "\n") && !strings.HasPrefix(block, " ") && strings.ToUpper(block) == block
}

// commands lists the commands of the root.
func (r *roff) commands(root *cobra.Command) {
	r.section("Commands")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			r.item(manName(c)+"(1)", c.Short)
		}
	}
	r.section("Topics")
	for _, t := range Topics() {
		r.item("smtpspec-"+t.Name+"(7)", t.Short)
	}
}

// environment are the variables that the program looks at.
func (r *roff) environment() {
	r.section("Environment")
	r.item("NO_COLOR", "when it is not empty, no colours are used, as with --no-color")
	r.item("CI", "when it is not empty, nothing is drawn: there is a plain line now and then")
	r.item("TERM", "when it is dumb, neither colours nor bars are drawn")
	r.item("LC_ALL, LC_CTYPE, LANG", "bars and signs are ASCII unless the first of them that is set names UTF-8")
	r.item("the variable that auth.password_env of target.yaml names", "the password of auth.user")
}
