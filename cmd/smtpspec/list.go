package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

func listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the cases of the catalogue", Args: cobra.NoArgs,
		Long: "Lists every case with its level, id and title. smtpspec run --list lists a selection.",
		Example: "  smtpspec list\n" +
			"  smtpspec run --list --label-filter 'smuggling && must'",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		RunE: func(c *cobra.Command, _ []string) error {
			catalogue, err := catalogue.Load()
			if err != nil {
				return output.Usage(err)
			}
			return listCases(c.OutOrStdout(), catalogue.Cases)
		},
	}
}

func listCases(w io.Writer, cases []*scenarios.Case) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range cases {
		fmt.Fprintf(tw, "%s\t%s\t%s\n", c.Level, c.ID, c.Title)
	}
	return tw.Flush()
}
