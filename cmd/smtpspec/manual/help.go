package manual

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
)

const (
	// Width is the width of help where there is no terminal, and
	// maxHelpWidth the most that reads well.
	Width, maxHelpWidth = 80, 110
	// maxHead is the column of a flag and the name of its value.
	maxHead = 24
	// ExitNote is the annotation of a command with its exit codes, a line each.
	ExitNote = "exit codes"
)

// ExitCodes are the exit codes of a command for its help and its man page. Each
// begins with the number.
func ExitCodes(codes ...string) map[string]string {
	return map[string]string{ExitNote: strings.Join(codes, "\n")}
}

// WriteHelp writes the help of a command.
func WriteHelp(w io.Writer, c *cobra.Command, columns int) {
	for _, paragraph := range strings.Split(cmp.Or(c.Long, c.Short), "\n\n") {
		for _, line := range filled(paragraph, columns) {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "Usage: %s\n", useLine(c))
	if c.Example != "" {
		fmt.Fprintf(w, "\nExamples\n%s\n", c.Example)
	}
	if c.HasAvailableSubCommands() {
		writeCommands(w, c, columns)
	}
	groups := grouped(c)
	head := 0
	for _, g := range groups {
		for _, f := range g.flags {
			head = min(max(head, uniseg.StringWidth(flagHead(f))), maxHead)
		}
	}
	for _, g := range groups {
		if !c.HasParent() {
			break // the root has --help and --version, which its commands explain
		}
		fmt.Fprintf(w, "\n%s\n", g.title)
		for _, f := range g.flags {
			name := flagHead(f)
			over := strings.Repeat("~", max(uniseg.StringWidth(name)-head, 0)) // the room that a long name takes
			for i, line := range filled(strings.TrimSpace(over+" "+flagText(f)), columns-head-4) {
				if i == 0 {
					line = strings.TrimPrefix(line, over)
				}
				fmt.Fprintf(w, "  %-*s  %s\n", head, name, strings.TrimSpace(line))
				name = ""
			}
		}
	}
	if codes := c.Annotations[ExitNote]; codes != "" {
		fmt.Fprintln(w)
		for _, line := range filled("Exit codes: "+strings.ReplaceAll(codes, "\n", "; "), columns) {
			fmt.Fprintln(w, line)
		}
	}
}

// useLine is the form of a call.
func useLine(c *cobra.Command) string {
	line := c.UseLine()
	if c.HasParent() && !strings.HasSuffix(line, "[flags]") && c.HasAvailableLocalFlags() {
		line += " [flags]"
	}
	return line
}

// AddHelp gives a tree of commands its help.
func AddHelp(root *cobra.Command) {
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		WriteHelp(c.OutOrStdout(), c, columns(c))
	})
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprintf(c.OutOrStderr(), "Usage: %s\n", useLine(c))
		return err
	})
	root.SetHelpCommand(helpCommand())
}

// columns is the width of help: that of the terminal, as far as it reads well.
func columns(c *cobra.Command) int {
	if n := tui.Width(c.OutOrStdout()); n > 0 {
		return min(n, maxHelpWidth)
	}
	return Width
}
