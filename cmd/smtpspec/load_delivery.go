package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/tui"
	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
)

// deliveryFlags are those of load --verify-delivery.
type deliveryFlags struct {
	verify bool
	settle time.Duration

	verification *loadgen.Verification // nil without --verify-delivery
	ledger       *loadgen.Ledger
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
	if _, err := filepath.Match(t.Delivery.Match, "x"); err != nil {
		return fmt.Errorf("delivery.match %q: %w", t.Delivery.Match, err)
	}
	if err := o.Program.Verifiable(len(t.Mailboxes.Known)); err != nil {
		return err
	}
	v := &loadgen.Verification{Delivery: loadgen.Delivery{Dir: t.Delivery.Dir, Match: t.Delivery.Match}, Settle: f.settle, Calm: time.Second}
	if s := t.Delivery.Settle; s != nil {
		v.Calm = min(s.Fixed, f.settle)
	}
	var err error
	if v.Before, err = v.Delivery.Count(ctx); err != nil {
		return err
	}
	f.verification, f.ledger = v, loadgen.NewLedger(o.Program)
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
