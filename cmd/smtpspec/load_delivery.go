package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/delivery"
	"github.com/smtpspec/smtpspec/reports"
)

// deliveryFlags are those of load --verify-delivery.
type deliveryFlags struct {
	verify bool
	settle time.Duration

	verification *delivery.Verification // nil without --verify-delivery
	ledger       *delivery.Ledger
}

func (f *deliveryFlags) add(c *cobra.Command) {
	c.Flags().BoolVar(&f.verify, "verify-delivery", false, "check that each message is in delivery.dir once")
	c.Flags().DurationVar(&f.settle, "settle", 30*time.Second, "without a delivery, until the rest is missing (`TIME`)")
}

// check finds mistakes in the flags.
func (f *deliveryFlags) check(c *cobra.Command, load *loadFlags) error {
	switch {
	case f.settle < 100*time.Millisecond || f.settle > time.Hour:
		return fmt.Errorf("invalid --settle %v: use 100ms to 1h", f.settle)
	case c.Flags().Changed("settle") && !f.verify:
		return errors.New("--settle needs --verify-delivery")
	case f.verify && load.find.search != nil:
		return errors.New("--verify-delivery cannot be used with --find-rate: verify a run at the rate that was found")
	case f.verify && load.target+load.config == "":
		return errors.New("--verify-delivery needs --config with delivery.dir, as the bundled server of load stores no messages: start one with smtpspec serve --deliver DIR")
	}
	return nil
}

// prepare counts what is in the spool before the run.
func (f *deliveryFlags) prepare(ctx context.Context, t *loadTarget, o *loadgen.Options) error {
	if !f.verify {
		return nil
	}
	if t.Delivery.Dir == "" {
		return errors.New("--verify-delivery needs delivery.dir in target.yaml: name the directory of delivered messages")
	}
	spool := t.Delivery.Spool()
	if err := spool.Check(); err != nil {
		return err
	}
	if err := o.Program.Verifiable(len(t.Mailboxes.Known)); err != nil {
		return err
	}
	v := &delivery.Verification{Spool: spool, Settle: f.settle, Calm: min(t.Delivery.SettleTime(), f.settle)}
	var err error
	if v.Before, err = spool.Count(ctx); err != nil {
		return err
	}
	f.verification, f.ledger = v, delivery.NewLedger(o.Program.IDs())
	o.Ledger = f.ledger
	return nil
}

// conclude waits for the deliveries and adds them to the result. What was
// interrupted has no verdict on them.
func (f *deliveryFlags) conclude(ctx context.Context, w io.Writer, result *reports.Load, quiet bool) {
	if f.verification == nil || result.Interrupted {
		return
	}
	if quiet {
		w = io.Discard
	}
	f.verification.Progress = waiting(w)
	found, err := f.ledger.Verify(ctx, *f.verification)
	switch {
	case err != nil:
		result.Delivery = &reports.LoadDelivery{Error: err.Error()}
	case found.Interrupted:
		result.Interrupted = true
	default:
		result.Delivery = found.Report()
	}
}

// waiting reports every five seconds how many messages have arrived.
func waiting(w io.Writer) func(arrived, expected int64) {
	begin := time.Now()
	said := begin
	return func(arrived, expected int64) {
		if now := time.Now(); now.Sub(said) >= tui.PlainInterval {
			said = now
			fmt.Fprintf(w, "waited %v for deliveries: %d of %d arrived\n", now.Sub(begin).Round(time.Second), max(arrived, 0), expected)
		}
	}
}
