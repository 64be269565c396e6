// Package manual is the manual: the help topics, the help of commands, and both as
// manual pages.
package manual

import (
	"embed"
	"strings"
)

// files are the topics in Markdown, which read the same in the terminal, as manual
// pages and in a browser. In a fenced block a line that begins with "$ " is a
// command, which a test of cmd/smtpspec reads as the program does, or runs.
//
//go:embed *.md
var files embed.FS

// Topic is a part of the manual.
type Topic struct {
	Name  string
	Title string
	Text  string // Markdown, without the title
}

// Topics are in the order in which somebody new would read them.
func Topics() []Topic {
	var out []Topic
	for _, name := range []string{
		"quickstart", "verdicts", "exit-codes", "target.yaml", "waivers", "reports", "ci",
		"load-testing", "accuracy", "performance",
		"scenarios", "language", "extending", "architecture",
	} {
		text, err := files.ReadFile(name + ".md")
		if err != nil {
			panic(err) // it is built in
		}
		title, rest, _ := strings.Cut(string(text), "\n")
		out = append(out, Topic{name, strings.TrimPrefix(title, "# "), strings.TrimSpace(rest) + "\n"})
	}
	return out
}
