package manual

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
)

const (
	// Width is the width of help where no terminal says another, and
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

// flagGroup is the names of flags or commands under a heading.
type flagGroup struct {
	title string
	names []string
}

// flagGroups are the headings of help in their order. A flag that stands nowhere
// here is shown under a heading of its own.
func flagGroups() []flagGroup {
	return []flagGroup{
		{"The server", []string{"target", "config", "authorized", "profile", "tls", "timeout"}},
		{"Where it listens", []string{"listen", "submission-listen", "tls-listen", "lmtp-listen", "odmr-listen", "dummy-listen"}},
		{"What is played", []string{"label-filter", "focus", "list", "fault", "list-faults", "whole", "role", "missing", "deliver", "parallel", "side"}},
		{"The messages", []string{"exchange", "size", "recipients", "from", "senders", "bodies", "seed"}},
		{"How much, how fast", []string{"connections", "messages", "duration", "warmup", "rate", "stages", "connect-rate", "messages-per-connection", "depth", "source"}},
		{"The verdict", []string{
			"strict", "policy", "waivers", "baseline", "max-regression", "fail-on", "threshold", "verify-delivery", "settle",
			"find-rate", "find-range", "precision", "probe",
		}},
		{"Reports", []string{"json", "junit", "html", "tap", "sarif", "markdown", "github", "hdr", "out"}},
		{"The terminal", []string{"quiet", "verbose", "no-color", "help"}},
	}
}

// titledFlags are the flags of a command under one heading.
type titledFlags struct {
	title string
	flags []*pflag.Flag
}

// grouped are the flags of a command under their headings.
func grouped(c *cobra.Command) []titledFlags {
	groups := flagGroups()
	further := flagGroup{title: "Further flags"}
	c.InitDefaultHelpFlag()
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.ContainsFunc(groups, func(g flagGroup) bool { return slices.Contains(g.names, f.Name) }) {
			further.names = append(further.names, f.Name)
		}
	})
	var out []titledFlags
	for _, g := range slices.Insert(groups, len(groups)-1, further) {
		var flags []*pflag.Flag
		for _, name := range g.names {
			if f := c.LocalFlags().Lookup(name); f != nil && !f.Hidden {
				flags = append(flags, f)
			}
		}
		if len(flags) > 0 {
			out = append(out, titledFlags{g.title, flags})
		}
	}
	return out
}

// flagHead is a flag with the name of its value, flagText what it means.
func flagHead(f *pflag.Flag) string {
	value, _ := pflag.UnquoteUsage(f)
	switch value {
	case "int", "uint", "float":
		value = "N"
	case "duration":
		value = "TIME"
	case "string", "strings":
		value = strings.ToUpper(f.Name[strings.LastIndexByte(f.Name, '-')+1:])
	}
	head := "--" + f.Name
	if f.Shorthand != "" {
		head = "-" + f.Shorthand + ", " + head
	}
	return strings.TrimSpace(head + " " + value)
}

func flagText(f *pflag.Flag) string {
	name, text := pflag.UnquoteUsage(f)
	text = strings.ReplaceAll(text, "\n", " ")
	if f.Name == "help" {
		text = "this help"
	}
	for _, again := range []string{" (" + name + ")", ", " + name} { // it stands beside the flag already
		text = strings.TrimSuffix(text, again)
	}
	text = strings.Replace(text, "("+name+"; ", "(", 1)
	if d := f.DefValue; !slices.Contains([]string{"", "0", "0s", "false", "[]"}, d) && !strings.Contains(text, "default") {
		text += " (default " + d + ")"
	}
	return text
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
		writeCommands(w, c)
	}
	groups := grouped(c)
	head := 0
	for _, g := range groups {
		for _, f := range g.flags {
			head = min(max(head, utf8.RuneCountInString(flagHead(f))), maxHead)
		}
	}
	for _, g := range groups {
		if !c.HasParent() {
			break // the root has no flag but --help
		}
		fmt.Fprintf(w, "\n%s\n", g.title)
		for _, f := range g.flags {
			name := flagHead(f)
			over := strings.Repeat("~", max(utf8.RuneCountInString(name)-head, 0)) // the room that a long name takes
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

// filled breaks text at blanks into lines of at most width characters.
func filled(text string, width int) []string {
	var lines []string
	for _, word := range strings.Fields(text) {
		if n := len(lines); n > 0 && utf8.RuneCountInString(lines[n-1])+1+utf8.RuneCountInString(word) <= width {
			lines[n-1] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}

// AddHelp gives a tree of commands its help.
func AddHelp(root *cobra.Command) {
	root.SetHelpFunc(func(c *cobra.Command, _ []string) {
		columns := Width
		if n := tui.Width(c.OutOrStdout()); n > 0 {
			columns = min(n, maxHelpWidth)
		}
		WriteHelp(c.OutOrStdout(), c, columns)
	})
	root.SetUsageFunc(func(c *cobra.Command) error {
		_, err := fmt.Fprintf(c.OutOrStderr(), "Usage: %s\n", useLine(c))
		return err
	})
	root.SetHelpCommand(helpCommand())
}
