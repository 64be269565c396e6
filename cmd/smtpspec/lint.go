package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint FILE...", Short: "Check scenario files", Args: cobra.MinimumNArgs(1),
		Long: "Reads scenario files as run does, and reports every error with file, line and\n" +
			"column, and how to fix it.",
		Example:     "  smtpspec lint mine.yaml",
		Annotations: manual.ExitCodes("0 no errors", "2 errors, or usage error"),
		RunE: func(c *cobra.Command, files []string) error {
			catalogue, err := scenarios.LoadCatalogue()
			if err != nil {
				return output.Usage(err)
			}
			problems, wrong := 0, 0
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					return output.Usage(err)
				}
				set, err := catalogue.Loader().Load(file, text)
				if err != nil {
					problems, wrong = problems+problemsIn(err), wrong+1
					fmt.Fprintln(c.ErrOrStderr(), err)
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: %d cases\n", file, len(set.Cases))
			}
			if wrong > 0 {
				return output.Usage(fmt.Errorf("lint failed: %s in %s", reports.Plural(problems, "problem"), reports.Plural(wrong, "file")))
			}
			return nil
		},
	}
}

// problemsIn counts what is wrong in a file.
func problemsIn(err error) int {
	problems, _ := scenarios.AsProblems(err)
	return max(len(problems), 1)
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenario files, for editors", Args: cobra.NoArgs,
		Long: "Prints the JSON Schema of scenario files. An editor that knows it completes keys and\n" +
			"marks errors while you write; smtpspec lint finds more of them.",
		Example:     "  smtpspec schema > smtpspec.json",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(scenarios.Schema())
			return err
		},
	}
}
