package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/waivers"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint FILE...", Short: "Check scenario files", Args: cobra.MinimumNArgs(1),
		Long: "Reads scenario files as run does and names everything that is wrong, each with its\n" +
			"place and the mend.",
		Example:     "  smtpspec lint mine.yaml",
		Annotations: exits("0 nothing is wrong", "2 something is"),
		RunE: func(c *cobra.Command, files []string) error {
			catalogue, err := catalogue.Load()
			if err != nil {
				return usage(err)
			}
			var wrong []error
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					return usage(err)
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
				return usage(errors.New("not every file is right"))
			}
			return nil
		},
	}
}

// schemas are the formats of which there is a JSON Schema, by name.
func schemas() map[string]func() []byte {
	return map[string]func() []byte{"scenario": scenarios.Schema, "waivers": waivers.Schema, "run": reports.RunSchema, "load": reports.LoadSchema}
}

func schemaCommand() *cobra.Command {
	names := []string{"scenario", "waivers", "run", "load"}
	return &cobra.Command{
		Use: "schema [FORMAT]", Short: "Print the JSON Schema of a file format", Args: cobra.MaximumNArgs(1), ValidArgs: names,
		Long: "Prints the JSON Schema of scenario files (scenario, the default), of waivers, or of\n" +
			"the results that run and load write. An editor that knows the schema of what you\n" +
			"write completes keys and marks mistakes; smtpspec lint finds more of them.",
		Example: "  smtpspec schema > smtpspec.json\n" +
			"  smtpspec schema run > run.schema.json",
		Annotations: exits("0", "2 the call is wrong"),
		RunE: func(c *cobra.Command, args []string) error {
			name := "scenario"
			if len(args) > 0 {
				name = args[0]
			}
			schema, ok := schemas()[name]
			if !ok {
				return usage(fmt.Errorf("unknown format %q%s; use one of %s", name, didYouMean(name, names), strings.Join(names, ", ")))
			}
			_, err := c.OutOrStdout().Write(schema())
			return err
		},
	}
}
