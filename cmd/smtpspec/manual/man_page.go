package manual

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// manPage is a page in Markdown, with its name and the section of the manual.
type manPage struct {
	name, section string
	markdown      []byte
}

// commandPage is the page of one command.
func commandPage(c *cobra.Command, version string) manPage {
	p := newSource(manName(c), "1", c.Short, version)
	p.heading(2, "Synopsis")
	p.text("**" + escaped(useLine(c)) + "**")
	p.heading(2, "Description")
	for paragraph := range strings.SplitSeq(c.Long, "\n\n") {
		p.text(escaped(paragraph))
	}
	if !c.HasParent() {
		p.contents(c)
	} else {
		p.heading(2, "Options")
		for _, g := range grouped(c) {
			p.heading(3, g.title)
			for _, f := range g.flags {
				p.item(flagHead(f), flagText(f))
			}
		}
	}
	if c.Example != "" {
		p.heading(2, "Examples")
		p.code(c.Example)
	}
	if codes := c.Annotations[ExitNote]; codes != "" {
		p.heading(2, "Exit status")
		for line := range strings.SplitSeq(codes, "\n") {
			code, text, more := strings.Cut(line, " ")
			if !more {
				text = "success"
			}
			p.item(code, text)
		}
	}
	p.environment()
	p.heading(2, "Files")
	p.item("target.yaml", "describes the server under test, see smtpspec-target.yaml(7)")
	p.item("result.json", "the result of a run or a load, in the directory of --out")
	p.seeAlso(c.Root())
	return p.page
}

// topicPage is the page of a help topic.
func topicPage(root *cobra.Command, t Topic, version string) manPage {
	p := newSource("smtpspec-"+t.Name, "7", t.Title, version)
	if !strings.HasPrefix(t.Text, "## ") {
		p.heading(2, "Description")
	}
	p.text(t.Text)
	p.seeAlso(root)
	return p.page
}

func manName(c *cobra.Command) string {
	if !c.HasParent() {
		return c.Name()
	}
	return c.Parent().Name() + "-" + c.Name()
}

// source writes the Markdown of a page.
type source struct{ page manPage }

// newSource begins a page with its title and name.
func newSource(name, section, short, version string) *source {
	s := &source{manPage{name: name, section: section}}
	s.text(fmt.Sprintf("# %s %s \"\" \"smtpspec %s\" \"smtpspec manual\"", strings.ToUpper(name), section, version))
	s.heading(2, "Name")
	s.text(escaped(name) + " - " + escaped(short))
	return s
}

// text writes a block of Markdown.
func (s *source) text(markdown string) {
	s.page.markdown = append(s.page.markdown, strings.TrimSpace(markdown)+"\n\n"...)
}

func (s *source) heading(level int, text string) {
	s.text(strings.Repeat("#", level) + " " + escaped(strings.ToUpper(text)))
}

// item is a name with its meaning.
func (s *source) item(name, meaning string) {
	s.text("**" + escaped(name) + "**\n: " + escaped(meaning))
}

func (s *source) code(text string) { s.text("```\n" + undented(text) + "\n```") }

// undented takes two blanks from the beginning of each line.
func undented(text string) string {
	return strings.TrimPrefix(strings.ReplaceAll(text, "\n  ", "\n"), "  ")
}

// contents lists the commands and the topics.
func (s *source) contents(root *cobra.Command) {
	s.heading(2, "Commands")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			s.item(manName(c)+"(1)", c.Short)
		}
	}
	s.heading(2, "Topics")
	for _, t := range Topics() {
		s.item("smtpspec-"+t.Name+"(7)", t.Title)
	}
}

// environment are the variables that the program reads.
func (s *source) environment() {
	s.heading(2, "Environment")
	s.item("NO_COLOR", "if not empty, no colours are used, as with --no-color")
	s.item("CI", "if not empty, no progress bars are drawn: progress is a plain line now and then")
	s.item("TERM", "if dumb, neither colours nor progress bars are drawn")
	s.item("LC_ALL, LC_CTYPE, LANG", "bars and marks are ASCII unless the first of them that is set names UTF-8")
	s.item("GITHUB_ACTIONS, GITHUB_STEP_SUMMARY", "within GitHub Actions annotations and a job summary are written, see --github")
	s.item("the variables that auth.password_env and auth.token_env of target.yaml name", "the password and the token of auth.user")
}

// seeAlso names every other page.
func (s *source) seeAlso(root *cobra.Command) {
	var names []string
	add := func(name, section string) {
		if name != s.page.name {
			names = append(names, fmt.Sprintf("%s(%s)", name, section))
		}
	}
	add(root.Name(), "1")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() {
			add(manName(c), "1")
		}
	}
	for _, t := range Topics() {
		add("smtpspec-"+t.Name, "7")
	}
	s.heading(2, "See also")
	s.text(escaped(strings.Join(names, ", ")))
}

// escaped is text that has no marks of Markdown.
func escaped(text string) string {
	var b bytes.Buffer
	for _, r := range text {
		if strings.ContainsRune("\\`*_{}[]()#+-.!:|&<>~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
