// Package manual is the manual: the topics of help, the help of commands, and both as
// manual pages.
package manual

import (
	"embed"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// topicFiles are what smtpspec help shows beside the commands. A line in
// capitals is a heading, an indented one is an example and kept as it is, and one
// that begins with a $ is a command, which a test reads as the program does.
//
//go:embed help/*.txt
var topicFiles embed.FS

// Topic is a text of help.
type Topic struct{ Name, Short, Text string }

// Topics are in the order in which somebody new would read them.
func Topics() []Topic {
	var out []Topic
	for _, name := range []string{"certify", "verdicts", "exit-codes", "target.yaml", "ci", "benchmark", "scenarios"} {
		text, err := topicFiles.ReadFile(path.Join("help", name+".txt"))
		if err != nil {
			panic(err) // it is built in
		}
		short, rest, _ := strings.Cut(string(text), "\n")
		out = append(out, Topic{name, short, strings.TrimPrefix(rest, "\n")})
	}
	return out
}

// helpCommand shows a topic, or the help of a command. Topics are no commands of
// their own: smtpspec certify in a script must not end with 0.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND|TOPIC]", Short: "Help about a command or a topic", Args: cobra.MaximumNArgs(1),
		Long: "Shows the help of a command, or one of the topics that smtpspec --help lists.",
		Example: "  smtpspec help certify\n" +
			"  smtpspec help run",

		ValidArgsFunction: completeTopics,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.Root().Help()
			}
			var names []string
			for _, t := range Topics() {
				if t.Name == args[0] {
					_, err := fmt.Fprintf(c.OutOrStdout(), "%s\n\n%s", t.Short, t.Text)
					return err
				}
				names = append(names, t.Name)
			}
			for _, sub := range c.Root().Commands() {
				if sub.Name() == args[0] {
					return sub.Help()
				}
				names = append(names, sub.Name())
			}
			return output.Usage(fmt.Errorf("there is no command or topic %q%s", args[0], DidYouMean(args[0], names)))
		},
	}
}

// commandGroups are the headings under which the root lists its commands.
func commandGroups() []flagGroup {
	return []flagGroup{
		{"Judge a server", []string{"run", "load", "report", "diff"}},
		{"The catalogue", []string{"list", "show", "coverage", "lint", "schema"}},
		{"The bundled server", []string{"serve", "selftest"}},
		{"This program", []string{"help", "completion", "man"}},
	}
}

// writeCommands lists the commands below c, at the root by what they are for,
// and the topics.
func writeCommands(w io.Writer, c *cobra.Command) {
	if c.HasParent() {
		fmt.Fprintln(w)
		for _, sub := range c.Commands() {
			fmt.Fprintf(w, "  %-12s  %s\n", sub.Name(), sub.Short)
		}
		return
	}
	groups := commandGroups()
	last := &groups[len(groups)-1]
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && !slices.ContainsFunc(groups, func(g flagGroup) bool { return slices.Contains(g.names, sub.Name()) }) {
			last.names = append(last.names, sub.Name())
		}
	}
	for _, g := range groups {
		fmt.Fprintf(w, "\n%s\n", g.title)
		for _, name := range g.names {
			if sub, _, err := c.Find([]string{name}); err == nil && sub != c {
				fmt.Fprintf(w, "  %-12s  %s\n", name, sub.Short)
			}
		}
	}
	fmt.Fprint(w, "\nTopics, shown by smtpspec help TOPIC\n")
	for _, t := range Topics() {
		fmt.Fprintf(w, "  %-12s  %s\n", t.Name, t.Short)
	}
}

func completeTopics(c *cobra.Command, args []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var out []cobra.Completion
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, t := range Topics() {
		out = append(out, cobra.CompletionWithDesc(t.Name, t.Short))
	}
	for _, sub := range c.Root().Commands() {
		if sub.IsAvailableCommand() {
			out = append(out, cobra.CompletionWithDesc(sub.Name(), sub.Short))
		}
	}
	out = slices.DeleteFunc(out, func(word cobra.Completion) bool { return !strings.HasPrefix(word, typed) })
	return out, cobra.ShellCompDirectiveNoFileComp
}
