package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/catalogue"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lint FILE...", Short: "Check scenario files", Args: cobra.MinimumNArgs(1),
		Long: "Reads scenario files as run does, and reports every error with file, line and\n" +
			"column, and how to fix it.",
		Example:     "  smtpspec lint mine.yaml",
		Annotations: manual.ExitCodes("0 no errors", "2 errors, or usage error"),
		RunE: func(c *cobra.Command, files []string) error {
			catalogue, err := catalogue.Load()
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
	problems, _ := strictyaml.AsProblems(err)
	return max(len(problems), 1)
}

// schemas are the formats of which there is a JSON Schema, by name.
func schemas() map[string]func() []byte {
	return map[string]func() []byte{"scenario": scenarios.Schema, "waivers": reports.WaiversSchema, "run": reports.RunSchema, "load": reports.LoadSchema}
}

func schemaCommand() *cobra.Command {
	names := []string{"scenario", "waivers", "run", "load"}
	return &cobra.Command{
		Use: "schema [FORMAT]", Short: "Print the JSON Schema of a file format", Args: cobra.MaximumNArgs(1), ValidArgs: names,
		Long: "Prints the JSON Schema of scenario files (scenario, the default), of waivers, or of the\n" +
			"results that run and load write. An editor that knows the schema of a file completes\n" +
			"keys and marks errors while you write; smtpspec lint finds more of them.",
		Example: "  smtpspec schema > smtpspec.json\n" +
			"  smtpspec schema run > run.schema.json",
		Annotations: manual.ExitCodes("0", "2 usage error"),
		RunE: func(c *cobra.Command, args []string) error {
			name := "scenario"
			if len(args) > 0 {
				name = args[0]
			}
			schema, ok := schemas()[name]
			if !ok {
				return output.Usage(fmt.Errorf("unknown format %q%s; use one of %s", name, manual.DidYouMean(name, names), strings.Join(names, ", ")))
			}
			_, err := c.OutOrStdout().Write(schema())
			return err
		},
	}
}
