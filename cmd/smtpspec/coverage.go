package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/suite"
)

func coverageCommand() *cobra.Command {
	var roles []string
	var missing bool
	c := &cobra.Command{
		Use: "coverage", Short: "Show which requirements are proved, and by which cases", Args: cobra.NoArgs,
		Long: "Lists every requirement with its level and the cases that prove it, or the reason why\n" +
			"none can, and counts them by document.",
		Example: "  smtpspec coverage --role server\n" +
			"  smtpspec coverage --missing",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		RunE: func(c *cobra.Command, _ []string) error {
			catalogue, err := catalogue.Load()
			if err != nil {
				return output.Usage(err)
			}
			return writeCoverage(c.OutOrStdout(), suite.Coverage(catalogue.Requirements, catalogue.Cases, roles), missing)
		},
	}
	c.Flags().StringSliceVar(&roles, "role", nil, "only these roles: server, submission, lmtp, relay, client")
	c.Flags().BoolVar(&missing, "missing", false, "only what is not proved")
	return c
}

// proofs counts the requirements of a document.
type proofs struct{ proved, all int }

func writeCoverage(w io.Writer, rows []suite.Covered, missing bool) error {
	var total proofs
	var documents []string
	count, unprovable := map[string]proofs{}, 0
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		r := row.Requirement
		n, known := count[r.RFC]
		if !known {
			documents = append(documents, r.RFC)
		}
		n.all++
		if len(row.Cases) > 0 {
			n.proved++
			total.proved++
		} else if r.Reason != "" {
			unprovable++
		}
		count[r.RFC] = n
		if !missing || len(row.Cases) == 0 {
			fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", r.ID, r.Level, r.Observable, provedBy(row))
		}
	}
	total.all = len(rows)
	fmt.Fprintln(tw, "") // the columns of the counts are their own
	for _, d := range documents {
		fmt.Fprintf(tw, "%s\t%4d of %4d proved\n", d, count[d].proved, count[d].all)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	if unprovable > 0 {
		fmt.Fprintf(w, "%d cannot be proved, for the reason given\n", unprovable)
	}
	_, err := fmt.Fprintf(w, "%d of %d requirements proved\n", total.proved, total.all)
	return err
}

// provedBy names the cases that prove a requirement, or why there are none.
func provedBy(row suite.Covered) string {
	switch {
	case len(row.Cases) == 0 && row.Requirement.Reason != "":
		return "cannot be proved: " + row.Requirement.Reason
	case len(row.Cases) == 0:
		return "NOT proved"
	case len(row.Cases) > 3:
		return fmt.Sprintf("proved by %s and %d more", strings.Join(row.Cases[:3], ", "), len(row.Cases)-3)
	}
	return "proved by " + strings.Join(row.Cases, ", ")
}
