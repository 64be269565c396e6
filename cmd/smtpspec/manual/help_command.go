package manual

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// helpCommand shows a topic, or the help of a command. Topics are not commands:
// smtpspec quickstart in a script must not end with 0.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND|TOPIC]", Short: "Show the help of a command or a topic of the manual", Args: cobra.MaximumNArgs(1),
		Long: "Shows the help of a command, or a topic of the manual. smtpspec --help lists both.",
		Example: "  smtpspec help quickstart\n" +
			"  smtpspec help run",

		ValidArgsFunction: completeTopics,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Root().Help()
			}
			var names []string
			for _, t := range Topics() {
				if t.Name == args[0] {
					return render(c.OutOrStdout(), []byte("# "+t.Title+"\n\n"+t.Text), columns(c))
				}
				names = append(names, t.Name)
			}
			for _, sub := range c.Root().Commands() {
				if sub.Name() == args[0] {
					return sub.Help()
				}
				names = append(names, sub.Name())
			}
			return output.Usage(fmt.Errorf("unknown command or topic: %q%s", args[0], DidYouMean(args[0], names)))
		},
	}
}

// commandGroups are the headings under which the root lists its commands.
func commandGroups() []flagGroup {
	return []flagGroup{
		{"Testing a server", []string{"run", "load", "report", "diff"}},
		{"The catalogue", []string{"list", "show", "coverage", "lint", "schema"}},
		{"The bundled server", []string{"serve", "selftest"}},
		{"This program", []string{"help", "completion", "man", "version"}},
	}
}

// writeCommands lists the commands below c, at the root by their purpose, and the
// topics.
func writeCommands(w io.Writer, c *cobra.Command, columns int) {
	groups := []flagGroup{{names: names(c.Commands())}}
	if !c.HasParent() {
		groups = commandGroups()
		last := &groups[len(groups)-1]
		for _, name := range names(c.Commands()) {
			if !slices.ContainsFunc(groups, func(g flagGroup) bool { return slices.Contains(g.names, name) }) {
				last.names = append(last.names, name)
			}
		}
	}
	for _, g := range groups {
		fmt.Fprintf(w, "\n%s\n", g.title)
		for _, name := range g.names {
			if sub, _, err := c.Find([]string{name}); err == nil && sub != c {
				writeEntry(w, name, sub.Short, columns)
			}
		}
	}
	if c.HasParent() {
		return
	}
	fmt.Fprint(w, "\nTopics, shown by smtpspec help TOPIC\n")
	for _, t := range Topics() {
		writeEntry(w, t.Name, t.Title, columns)
	}
}

// writeEntry writes a name with its meaning, which is broken where the line ends.
func writeEntry(w io.Writer, name, meaning string, columns int) {
	const column = 12
	for _, line := range filled(meaning, columns-column-4) {
		fmt.Fprintf(w, "  %-*s  %s\n", column, name, line)
		name = ""
	}
}

// names are those of the commands that can be called.
func names(commands []*cobra.Command) []string {
	var out []string
	for _, c := range commands {
		if c.IsAvailableCommand() {
			out = append(out, c.Name())
		}
	}
	return out
}

func completeTopics(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, t := range Topics() {
		out = append(out, cobra.CompletionWithDesc(t.Name, t.Title))
	}
	for _, sub := range c.Root().Commands() {
		if sub.IsAvailableCommand() {
			out = append(out, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	out = slices.DeleteFunc(out, func(word cobra.Completion) bool { return !strings.HasPrefix(word, typed) })
	return out, cobra.ShellCompDirectiveNoFileComp
}
