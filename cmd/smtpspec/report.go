package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/reports"
)

func reportCommand() *cobra.Command {
	var junit, out string
	var noColor, verbose bool
	c := &cobra.Command{
		Use: "report RESULT.json", Short: "Render a result file again", Args: cobra.ExactArgs(1),
		Long: "Shows the result of a run or a load that --json or --out wrote, and writes the other\n" +
			"reports of it. The exit code is that of the result.",
		Example:     "  smtpspec report result.json --verbose",
		Annotations: exits("0 what the result says holds", "1 a violation, or a threshold missed", "2 the file is no result", "3 no verdict", "130 the result is of an interrupted run"),
		RunE: func(c *cobra.Command, args []string) error {
			file, err := os.Open(args[0])
			if err != nil {
				return usage(err)
			}
			defer func() { _ = file.Close() }() // it was only read
			result, measured, err := reports.ReadResult(file)
			if err != nil {
				return usage(err)
			}
			if measured != nil {
				return (&loadFlags{junit: junit, outDir: out, noColor: noColor}).again(c, measured)
			}
			f := &runFlags{junit: junit, outDir: out, strict: result.Strict, noColor: noColor, verbose: verbose}
			if err := f.check(); err != nil {
				return usage(err)
			}
			if err := f.folder(); err != nil {
				return usage(err)
			}
			return f.conclude(c, result)
		},
	}
	c.Flags().StringVar(&junit, "junit", "", "write a JUnit report to `FILE`")
	c.Flags().StringVar(&out, "out", "", "write every report into `DIR`")
	c.Flags().BoolVar(&noColor, "no-color", false, "no colours")
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, "every case")
	return c
}
