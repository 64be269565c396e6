package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

// version is set by the linker for a release.
var version = "dev"

// tool says what made a result.
func tool(c *scenarios.Catalogue) reports.Tool {
	return reports.Tool{Name: "smtpspec", Version: version, Catalogue: c.Digest}
}

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the cases of the catalogue", Args: cobra.NoArgs,
		Long: "Lists every case with its level, its id and the rule that it looks at. run --list\n" +
			"does the same for a selection.",
		Example: "  smtpspec list\n" +
			"  smtpspec run --list --label-filter 'smuggling && must'",
		Annotations: manual.ExitCodes("0", "2 the call is wrong"),
		RunE: func(c *cobra.Command, _ []string) error {
			catalogue, err := scenarios.LoadCatalogue()
			if err != nil {
				return output.Usage(err)
			}
			return listCases(c.OutOrStdout(), catalogue.Cases)
		},
	}
}

func listCases(w io.Writer, cases []*scenarios.Case) error {
	for _, c := range cases {
		if _, err := fmt.Fprintf(w, "%-10s %-55s %s\n", c.Level, c.ID, c.Title); err != nil {
			return err
		}
	}
	return nil
}
