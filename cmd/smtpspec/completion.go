package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
)

func completionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "completion bash|zsh|fish|powershell", Short: "Print the completion script for a shell",
		Long: "Prints a script with which a shell completes commands, flags, the ids of scenarios,\n" +
			"requirements and faults, labels, profiles and exchanges. bash needs the package\n" +
			"bash-completion.",
		Example: "  smtpspec completion bash > /etc/bash_completion.d/smtpspec\n" +
			"  smtpspec completion zsh > \"${fpath[1]}/_smtpspec\"\n" +
			"  smtpspec completion fish > ~/.config/fish/completions/smtpspec.fish\n" +
			"  smtpspec completion powershell | Out-String | Invoke-Expression",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		Args:        cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs), ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		RunE: func(c *cobra.Command, args []string) error {
			w := c.OutOrStdout()
			switch args[0] {
			case "bash":
				return c.Root().GenBashCompletionV2(w, true)
			case "zsh":
				return c.Root().GenZshCompletion(w)
			case "fish":
				return c.Root().GenFishCompletion(w, true)
			default:
				return c.Root().GenPowerShellCompletionWithDesc(w)
			}
		},
	}
}

// withCompletion registers what a shell can complete.
func withCompletion(root *cobra.Command) {
	words := map[string][]string{
		"profile": target.ProfileNames(), "tls": {"none", "starttls", "implicit"},
		"exchange": {"classic", "pipelined", "chunking"}, "role": {"server", "submission", "lmtp", "relay", "client"},
	}
	files := map[string]string{
		"config": "yaml", "json": "json", "junit": "xml", "hdr": "hlog", "html": "html", "sarif": "sarif", "waivers": "yaml", "baseline": "json",
	}
	for _, c := range root.Commands() {
		flag := func(name string, f cobra.CompletionFunc) {
			if c.Flags().Lookup(name) != nil {
				_ = c.RegisterFlagCompletionFunc(name, f) // fails only where somebody has said so already
			}
		}
		for name, values := range words {
			flag(name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		}
		for name, ext := range files {
			flag(name, cobra.FixedCompletions([]string{ext}, cobra.ShellCompDirectiveFilterFileExt))
		}
		for _, name := range []string{"out", "bodies", "deliver"} {
			flag(name, cobra.FixedCompletions(nil, cobra.ShellCompDirectiveFilterDirs))
		}
		flag("fault", completeFaults)
		flag("label-filter", completeLabels)
		flag("threshold", completeThresholds)
		switch c.Name() {
		case "run":
			c.ValidArgsFunction = completeIDs(func(c *scenarios.Case) bool { return !isExchange(c) }, true, cobra.ShellCompDirectiveDefault)
		case "load":
			c.ValidArgsFunction = completeIDs(isExchange, false, cobra.ShellCompDirectiveDefault)
		case "show":
			c.ValidArgsFunction = completeIDs(func(*scenarios.Case) bool { return true }, true, cobra.ShellCompDirectiveNoFileComp)
		case "lint":
			c.ValidArgsFunction = cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt)
		case "report", "diff":
			c.ValidArgsFunction = cobra.FixedCompletions([]string{"json"}, cobra.ShellCompDirectiveFilterFileExt)
		}
	}
}

func isExchange(c *scenarios.Case) bool { return strings.HasPrefix(c.ID, "load.") }

// completeIDs offers the ids of scenarios, with requirements those of requirements
// too, and files where the directive has them.
func completeIDs(wanted func(*scenarios.Case) bool, requirements bool, files cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
		catalogue, err := catalogue.Load()
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		out := slices.Compact(scenarioIDs(catalogue, wanted))
		if requirements {
			for _, r := range catalogue.Requirements.All() {
				out = append(out, cobra.CompletionWithDesc(r.ID, r.Text))
			}
		}
		return begun(out, typed), files
	}
}

// scenarioIDs are those of scenarios, without their matrix, each with its title.
func scenarioIDs(catalogue *catalogue.Catalogue, wanted func(*scenarios.Case) bool) []cobra.Completion {
	var out []cobra.Completion
	for _, c := range catalogue.Cases {
		if wanted(c) {
			out = append(out, cobra.CompletionWithDesc(c.Scenario.ID, c.Scenario.Title))
		}
	}
	return out
}

// begun leaves of words those that begin as what is typed.
func begun(words []cobra.Completion, typed string) []cobra.Completion {
	return slices.DeleteFunc(words, func(word cobra.Completion) bool { return !strings.HasPrefix(word, typed) })
}

func completeFaults(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	faults := fault.All()
	out := make([]cobra.Completion, len(faults))
	for i, f := range faults {
		out[i] = cobra.CompletionWithDesc(f.ID, f.Title)
	}
	return begun(out, typed), cobra.ShellCompDirectiveNoFileComp
}

// completeLabels completes the last label of a filter.
func completeLabels(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	catalogue, err := catalogue.Load()
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	before := typed[:strings.LastIndexAny(typed, "&|!( ")+1]
	labels := map[string]int{}
	for _, c := range catalogue.Cases {
		for _, label := range suite.Labels(c) {
			labels[label]++
		}
	}
	var out []cobra.Completion
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		out = append(out, cobra.CompletionWithDesc(before+label, fmt.Sprintf("%d cases", labels[label])))
	}
	return begun(out, typed), cobra.ShellCompDirectiveNoFileComp
}

func completeThresholds(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	out := []cobra.Completion{"errors<", "rejected<", "failed<=", "rate>="}
	for _, phase := range reports.LoadPhases() {
		out = append(out, "p99("+phase+")<")
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
