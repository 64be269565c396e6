package main

import (
	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
)

// again shows a result that was read from a file, and writes it where it was
// asked for.
func (f *loadFlags) again(c *cobra.Command, result *reports.Load) error {
	if err := f.folders(); err != nil {
		return usage(err)
	}
	code, err := reports.LoadExitCode(result), f.write(result)
	terminal := reports.TerminalOptions{Color: useColor(c.OutOrStdout(), f.noColor), Width: width(c.OutOrStdout())}
	if werr := reports.WriteLoadTerminal(c.OutOrStdout(), result, terminal); err == nil {
		err = werr
	}
	if err != nil && code == exitOK {
		code = exitNoVerdict
	}
	if code == exitOK {
		return nil
	}
	return &exit{code, err}
}

// complete adds to a plan what the load generator does not know of it.
func (f *loadFlags) complete(p *reports.LoadPlan, o *loadgen.Options) {
	p.Exchange, p.TLS = f.exchange, f.plannedTLS(o.Program)
	f.plan(o.Program, p)
}
