package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/bundled"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/fixtures/refserver/fault"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/suite/selftest"
)

// wordPolicies asks for the policy table.
const wordPolicies = "policies"

// shownLine is how many characters of a line are shown.
const shownLine = 200

func showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show a scenario, a requirement or a policy in full", Args: cobra.ExactArgs(1),
		Long: "Shows a requirement with the cases that prove it, or a scenario with the requirements\n" +
			"that it proves, the faults of the bundled server that break them, and the transcript\n" +
			"of a run against that server. An entry of the policy table is shown with the cases\n" +
			"that it decides, and \"policies\" is the whole table.",
		Example: "  smtpspec show quit.221-then-close\n" +
			"  smtpspec show RFC5321-4.1.1.10-quit-221\n" +
			"  smtpspec show policies",
		Annotations: manual.ExitCodes("0", "2 usage error, or an unknown id", "3 the bundled server could not be started"),
		RunE: func(c *cobra.Command, args []string) error {
			catalogue, err := catalogue.Load()
			if err != nil {
				return output.Usage(err)
			}
			return show(c.Context(), c.OutOrStdout(), catalogue, args[0])
		},
	}
}

func show(ctx context.Context, w io.Writer, catalogue *catalogue.Catalogue, id string) error {
	if id == wordPolicies {
		for _, p := range catalogue.Policies.All() {
			showPolicy(w, p)
		}
		return nil
	}
	if p, ok := catalogue.Policies.Get(id); ok {
		showPolicy(w, p)
		for _, c := range catalogue.Cases {
			if c.Policy == id {
				fmt.Fprintf(w, "decides %s (%s%s)\n", c.ID, c.Level, strictly(c))
			}
		}
		return nil
	}
	if r, ok := catalogue.Requirements.Get(id); ok {
		return showRequirement(ctx, w, catalogue, r)
	}
	var ids []string
	for _, c := range catalogue.Cases {
		ids = append(ids, c.ID)
		if c.ID != id && c.Scenario.ID != id {
			continue
		}
		fmt.Fprintf(w, "%s\n%s\n%s, %s, %s:%d\n", c.ID, c.Title, c.Section, c.Level, c.Pos.File, c.Pos.Line)
		if p, ok := catalogue.Policies.Get(c.Policy); ok {
			showPolicy(w, p)
			if c.StrictReading != "" {
				fmt.Fprintf(w, "  read strictly this is %s\n", c.StrictReading)
			}
		}
		for _, p := range c.Proves {
			if r, ok := catalogue.Requirements.Get(p); ok {
				fmt.Fprintf(w, "proves %s (%s, %s): %s\n", p, r.Reference(), r.Level, r.Text)
			}
		}
		for _, n := range c.Needs {
			fmt.Fprintf(w, "needs %s\n", n)
		}
		showFaults(w, func(f selftest.Fault) bool { return f.ShouldFail(c) })
		fmt.Fprintln(w, c.Source())
		return showPlay(ctx, w, catalogue, c)
	}
	return output.Usage(fmt.Errorf("unknown scenario, requirement or policy %q%s", id, manual.DidYouMean(id, slices.Concat(ids, catalogue.Requirements.IDs(), catalogue.Policies.IDs(), []string{wordPolicies}))))
}

// showPolicy writes an entry of the policy table with its readings.
func showPolicy(w io.Writer, p *requirements.Policy) {
	fmt.Fprintf(w, "policy %s: %s\n  by default: %s\n", p.ID, p.Question, p.Default)
	if p.Strict != "" {
		fmt.Fprintf(w, "  --policy %s: %s\n", p.ID, p.Strict)
	}
}

// strictly names the level of a case under the stricter reading.
func strictly(c *scenarios.Case) string {
	if c.StrictReading == "" {
		return ""
	}
	return ", read strictly " + string(c.StrictReading)
}

func showRequirement(ctx context.Context, w io.Writer, catalogue *catalogue.Catalogue, r *requirements.Requirement) error {
	fmt.Fprintf(w, "%s\n%s, %s, role %s\n%s\ntrigger: %s\ncheck:   %s\n", r.ID, r.Reference(), r.Level, r.Role, r.Text, r.Trigger, r.Check)
	var first *scenarios.Case
	for _, c := range catalogue.Cases {
		if !c.ProvesAny(r.ID) {
			continue
		}
		if first == nil {
			first = c
		}
		fmt.Fprintf(w, "proved by %s\n", c.ID)
	}
	if first == nil && r.Reason != "" {
		fmt.Fprintf(w, "cannot be proved: %s\n", r.Reason)
	}
	showFaults(w, func(f selftest.Fault) bool { return f.Requirement == r.ID })
	if first == nil {
		return nil
	}
	return showPlay(ctx, w, catalogue, first)
}

// showFaults names the faults of the bundled server for which f holds.
func showFaults(w io.Writer, f func(selftest.Fault) bool) {
	for _, one := range fault.All() {
		if f(selftest.Fault{ID: one.ID, Requirement: one.Requirement}) {
			fmt.Fprintf(w, "fault %s: the server %s%s\n", one.ID, one.Title, readStrictly(one))
		}
	}
}

// showPlay runs a case against the bundled server and shows the transcript.
func showPlay(ctx context.Context, w io.Writer, catalogue *catalogue.Catalogue, c *scenarios.Case) error {
	if c.Subject != scenarios.SubjectServer {
		return nil
	}
	bundle, err := bundled.Start(ctx, "")
	if err != nil {
		return &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	defer bundle.Stop()
	played, err := selftest.RunCase(ctx, bundle, catalogue.Requirements, c)
	if err != nil {
		return &output.Exit{Code: output.ExitNoVerdict, Err: err}
	}
	fmt.Fprintf(w, "\nrun against the bundled server (%s, profile %s):\n", played.Verdict, c.Profiles[0])
	for i := range played.Transcript {
		for _, said := range played.Transcript[i].Lines() {
			sign := said.From + ": "
			if said.From == reports.FromNobody {
				sign = "-- "
			}
			for line := range strings.SplitSeq(strings.TrimSuffix(said.Text, `\r\n`), `\r\n`) {
				if runes := []rune(line); len(runes) > shownLine {
					line = string(runes[:shownLine]) + "..."
				}
				fmt.Fprintf(w, "  %s%s\n", sign, line)
			}
		}
	}
	return nil
}
