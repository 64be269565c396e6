// Command smtpspec tests SMTP servers for conformance and under load.
//
// Each file holds one subcommand: flags in, a call, an exit code out. What a
// command does lives in the packages below.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

func main() { os.Exit(Main(os.Args[1:])) }

// Main runs the program and returns its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(output.EscapeWorkflowCommands(os.Stdout))
	root.SetErr(output.EscapeWorkflowCommands(os.Stderr))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return output.ExitOK
	}
	var e *output.Exit
	if !errors.As(err, &e) { // cobra's own: an unknown command or flag
		e = &output.Exit{Code: output.ExitUsage, Err: err}
	}
	if e.Err != nil {
		report(root, e.Err)
	}
	return e.Code
}

// report prints an error; one in a file has its line and column.
func report(root *cobra.Command, err error) {
	if problems, ok := strictyaml.AsProblems(err); ok {
		fmt.Fprintln(root.ErrOrStderr(), problems.Error())
		return
	}
	fmt.Fprintf(root.ErrOrStderr(), "smtpspec: %v\n", err)
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "smtpspec COMMAND",
		Short: "Test SMTP servers for conformance and under load",
		Long: "smtpspec runs scripted exchanges against an SMTP server and reports, requirement by\n" +
			"requirement, whether the server conforms to the RFCs. Without a target it tests the\n" +
			"bundled server.",
		SilenceUsage: true, SilenceErrors: true, DisableFlagsInUseLine: true, CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked, _ := c.Flags().GetBool("version"); asked {
				return writeVersion(c.OutOrStdout(), false)
			}
			if err := c.Help(); err != nil {
				return err
			}
			return &output.Exit{Code: output.ExitUsage}
		},
	}
	root.Flags().Bool("version", false, "the same as smtpspec version")
	root.AddCommand(runCommand(), loadCommand(), serveCommand(), selftestCommand(), listCommand(), showCommand(),
		coverageCommand(), lintCommand(), schemaCommand(), reportCommand(), diffCommand(),
		completionCommand(), manual.ManCommand(programVersion()), versionCommand())
	manual.AddHelp(root)
	withCompletion(root)
	return root
}
