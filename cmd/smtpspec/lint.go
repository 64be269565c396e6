package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint FILE...", Short: "Check scenario files", Args: cobra.MinimumNArgs(1),
		Long: "Reads scenario files as run does and names everything that is wrong, each with its\n" +
			"place and the mend.",
		Example:     "  smtpspec lint mine.yaml",
		Annotations: manual.ExitCodes("0 nothing is wrong", "2 something is"),
		RunE: func(c *cobra.Command, files []string) error {
			catalogue, err := scenarios.LoadCatalogue()
			if err != nil {
				return output.Usage(err)
			}
			var wrong []error
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					return output.Usage(err)
				}
				set, err := catalogue.Loader().Load(file, text)
				if err != nil {
					wrong = append(wrong, err)
					fmt.Fprintln(c.ErrOrStderr(), err)
					continue
				}
				fmt.Fprintf(c.OutOrStdout(), "%s: %d cases\n", file, len(set.Cases))
			}
			if len(wrong) > 0 {
				return output.Usage(errors.New("not every file is right"))
			}
			return nil
		},
	}
}

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of scenario files, for editors", Args: cobra.NoArgs,
		Long: "Prints the JSON Schema of scenario files. An editor that knows it completes keys and\n" +
			"marks mistakes while you write; smtpspec lint finds more of them.",
		Example:     "  smtpspec schema > smtpspec.json",
		Annotations: manual.ExitCodes("0", "2 the call is wrong"),
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := c.OutOrStdout().Write(scenarios.Schema())
			return err
		},
	}
}
