package manual

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// ManCommand writes the manual pages of a version.
func ManCommand(version string) *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "Write the manual pages into a folder", Args: cobra.ExactArgs(1),
		Long: "Writes a manual page for each command and each topic of help: man1 and man7 below\n" +
			"DIR, as man expects them.",
		Example: "  smtpspec man /usr/local/share/man\n" +
			"  smtpspec man ./man && man -M ./man smtpspec-run",
		Annotations: ExitCodes("0", "2 the folder cannot be written"),
		RunE: func(c *cobra.Command, args []string) error {
			for _, p := range manPages(c.Root(), version) {
				path := filepath.Join(args[0], "man"+p.section, p.name+"."+p.section)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					return output.Usage(err)
				}
				if err := os.WriteFile(path, p.text, 0o644); err != nil {
					return output.Usage(err)
				}
				fmt.Fprintln(c.OutOrStdout(), path)
			}
			return nil
		},
	}
}

// manPage is a page with its name and the section of the manual.
type manPage struct {
	name, section string
	text          []byte
}

// manPages are the pages of a tree of commands and of the topics.
func manPages(root *cobra.Command, version string) []manPage {
	pages := []manPage{commandPage(root, version)}
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			pages = append(pages, commandPage(c, version))
		}
	}
	for _, t := range Topics() {
		pages = append(pages, topicPage(root, t, version))
	}
	return pages
}

// commandPage is the page of one command.
func commandPage(c *cobra.Command, version string) manPage {
	r := &roff{}
	name := manName(c)
	r.title(name, "1", version)
	r.section("Name")
	r.text(name + " - " + c.Short)
	r.section("Synopsis")
	r.text(useLine(c))
	r.section("Description")
	r.paragraphs(c.Long)
	if !c.HasParent() {
		r.commands(c)
	} else {
		r.section("Options")
		for _, g := range grouped(c) {
			r.subsection(g.title)
			for _, f := range g.flags {
				r.item(flagHead(f), flagText(f))
			}
		}
	}
	if c.Example != "" {
		r.section("Examples")
		r.verbatim(c.Example)
	}
	if codes := c.Annotations[ExitNote]; codes != "" {
		r.section("Exit status")
		r.codes(codes)
	}
	r.environment()
	r.section("Files")
	r.item("target.yaml", "describes the server under test, see smtpspec-target.yaml(7)")
	r.item("result.json", "the result of a run or a load, in the folder of --out")
	r.section("See also")
	r.text(seeAlso(c.Root(), name))
	return manPage{name, "1", r.Bytes()}
}

// topicPage is the page of a topic of help.
func topicPage(root *cobra.Command, t Topic, version string) manPage {
	r := &roff{}
	name := "smtpspec-" + t.Name
	r.title(name, "7", version)
	r.section("Name")
	r.text(name + " - " + t.Short)
	r.topic(t.Text)
	r.section("See also")
	r.text(seeAlso(root, name))
	return manPage{name, "7", r.Bytes()}
}

func manName(c *cobra.Command) string {
	if !c.HasParent() {
		return c.Name()
	}
	return c.Parent().Name() + "-" + c.Name()
}

// seeAlso names every page but one.
func seeAlso(root *cobra.Command, but string) string {
	var b bytes.Buffer
	add := func(name, section string) {
		if name == but {
			return
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s(%s)", name, section)
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
	return b.String()
}
