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

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Exit codes. They are a promise to scripts.
const (
	exitOK          = 0
	exitViolation   = 1
	exitUsage       = 2
	exitNoVerdict   = 3
	exitInterrupted = 130
)

// exit ends the program with a code; err is printed when there is one.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage is a mistake in the call: nothing was sent.
func usage(err error) error { return &exit{exitUsage, err} }

func main() { os.Exit(Main(os.Args[1:])) }

// Main runs the program and returns its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(withoutCommands(os.Stdout))
	root.SetErr(withoutCommands(os.Stderr))
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	var e *exit
	if !errors.As(err, &e) { // cobra's own: an unknown command or flag
		e = &exit{exitUsage, err}
	}
	if e.err != nil {
		report(root, e.err)
	}
	return e.code
}

// report prints an error; one in a file comes with its place.
func report(root *cobra.Command, err error) {
	if problems, ok := strictyaml.AsProblems(err); ok {
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
			return &exit{code: exitUsage}
		},
	}
	root.AddCommand(runCommand(), loadCommand(), serveCommand(), selftestCommand(), listCommand(), showCommand(),
		coverageCommand(), lintCommand(), schemaCommand(), reportCommand(), diffCommand(),
		completionCommand(), manCommand())
	withHelp(root)
	withCompletion(root)
	return root
}
