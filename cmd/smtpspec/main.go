// Command smtpspec tells whether an SMTP server keeps the protocol.
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
	"github.com/smtpspec/smtpspec/scenarios"
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

// report prints an error; one in a file comes with its place.
func report(root *cobra.Command, err error) {
	if problems, ok := scenarios.AsProblems(err); ok {
		fmt.Fprintln(root.ErrOrStderr(), problems.Error())
		return
	}
	fmt.Fprintf(root.ErrOrStderr(), "smtpspec: %v\n", err)
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "smtpspec",
		Short: "Tells whether an SMTP server keeps the protocol",
		Long: "smtpspec plays scripted exchanges against an SMTP server and says, requirement by\n" +
			"requirement, whether it keeps the protocol. Without a target it certifies the\n" +
			"reference server that comes with it.",
		SilenceUsage: true, SilenceErrors: true, CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := c.Help(); err != nil {
				return err
			}
			return &output.Exit{Code: output.ExitUsage}
		},
	}
	root.AddCommand(runCommand(), loadCommand(), serveCommand(), selftestCommand(), listCommand(), showCommand(),
		coverageCommand(), lintCommand(), schemaCommand(), reportCommand(), diffCommand(),
		completionCommand(), manual.ManCommand(version))
	manual.AddHelp(root)
	withCompletion(root)
	return root
}
