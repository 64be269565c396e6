package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite"
)

func coverageCommand() *cobra.Command {
	var roles []string
	var missing bool
	c := &cobra.Command{
		Use: "coverage", Short: "Show which requirements are proved, and by which cases", Args: cobra.NoArgs,
		Long: "Lists every requirement of the RFCs with its level and the cases that prove it, or\n" +
			"the reason why nothing can, and counts them by document.",
		Example: "  smtpspec coverage --role server\n" +
			"  smtpspec coverage --missing",
		Annotations: manual.ExitCodes("0", "2 the call is wrong"),
		RunE: func(c *cobra.Command, _ []string) error {
			catalogue, err := scenarios.LoadCatalogue()
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

func writeCoverage(w io.Writer, rows []suite.Covered, missing bool) error {
	proved, reasons, documents, count := 0, 0, []string{}, map[string][2]int{}
	for _, row := range rows {
		r := row.Requirement
		n, known := count[r.RFC]
		if !known {
			documents = append(documents, r.RFC)
		}
		n[1]++
		by := "NOT proved"
		switch {
		case len(row.Cases) == 0 && r.Reason != "":
			by = "cannot be proved: " + r.Reason
			reasons++
		case len(row.Cases) > 0:
			proved++
			n[0]++
			by = "proved by " + strings.Join(row.Cases[:min(3, len(row.Cases))], ", ")
			if more := len(row.Cases) - 3; more > 0 {
				by += fmt.Sprintf(" and %d more", more)
			}
		}
		count[r.RFC] = n
		if missing && len(row.Cases) > 0 {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-55s %-10s %-14s %s\n", r.ID, r.Level, r.Observable, by); err != nil {
			return err
		}
	}
	for _, d := range documents {
		if _, err := fmt.Fprintf(w, "%-32s %4d of %4d proved\n", d, count[d][0], count[d][1]); err != nil {
			return err
		}
	}
	if reasons > 0 {
		if _, err := fmt.Fprintf(w, "%d cannot be proved, for the reason given\n", reasons); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%d of %d requirements proved\n", proved, len(rows))
	return err
}
