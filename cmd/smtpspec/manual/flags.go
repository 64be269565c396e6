package manual

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagGroup is the names of flags or commands under a heading.
type flagGroup struct {
	title string
	names []string
}

// flagGroups are the headings of help in their order. A flag that is not
// listed here is shown under a heading of its own.
func flagGroups() []flagGroup {
	return []flagGroup{
		{"Target", []string{"target", "config", "authorized", "profile", "tls", "timeout"}},
		{"Listeners", []string{"listen", "submission-listen", "tls-listen", "lmtp-listen", "odmr-listen", "dummy-listen", "reject554-listen"}},
		{"Selection", []string{"label-filter", "focus", "list", "full", "role", "missing", "parallel"}},
		{"Bundled server", []string{"fault", "list-faults", "deliver"}},
		{"Messages", []string{"exchange", "size", "recipients", "from", "senders", "bodies", "seed"}},
		{"Load", []string{"connections", "messages", "duration", "warmup", "rate", "stages", "connect-rate", "messages-per-connection", "depth", "source"}},
		{"Verdict", []string{
			"strict", "policy", "waivers", "baseline", "max-regression", "fail-on", "threshold", "verify-delivery", "settle",
			"find-rate", "find-range", "precision", "probe",
		}},
		{"Reports", []string{"json", "junit", "html", "tap", "sarif", "markdown", "github", "hdr", "out"}},
		{"Terminal", []string{"quiet", "verbose", "no-color", "help"}},
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
	other := flagGroup{title: "Other flags"}
	c.InitDefaultHelpFlag()
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if !slices.ContainsFunc(groups, func(g flagGroup) bool { return slices.Contains(g.names, f.Name) }) {
			other.names = append(other.names, f.Name)
		}
	})
	var out []titledFlags
	for _, g := range slices.Insert(groups, len(groups)-1, other) {
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
	for _, again := range []string{" (" + name + ")", ", " + name} { // it is beside the flag already
		text = strings.TrimSuffix(text, again)
	}
	text = strings.Replace(text, "("+name+"; ", "(", 1)
	if d := f.DefValue; !slices.Contains([]string{"", "0", "0s", "false", "[]"}, d) && !strings.Contains(text, "default") {
		text += " (default " + d + ")"
	}
	return text
}
