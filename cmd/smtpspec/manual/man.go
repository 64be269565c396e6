package manual

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// ManCommand writes the manual pages of a version.
func ManCommand(version string) *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "Write the manual pages to a directory", Args: cobra.ExactArgs(1),
		Long: "Writes a manual page for each command and each help topic to man1 and man7 below\n" +
			"DIR, where man expects them.",
		Example: "  smtpspec man /usr/local/share/man\n" +
			"  smtpspec man ./man && man -M ./man smtpspec-run",
		Annotations: ExitCodes("0", "2 usage error, or the directory cannot be written"),
		RunE: func(c *cobra.Command, args []string) error {
			for _, p := range manPages(c.Root(), version) {
				path := filepath.Join(args[0], "man"+p.section, p.name+"."+p.section)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					return output.Usage(err)
				}
				if err := os.WriteFile(path, roff(p.markdown), 0o644); err != nil {
					return output.Usage(err)
				}
				fmt.Fprintln(c.OutOrStdout(), path)
			}
			return nil
		},
	}
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
