package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/reports"
)

// mixFlags are the flags of load that say what messages are like.
type mixFlags struct {
	size, recipients, from, bodies string
	senders                        int
	seed                           uint64

	sizes, counts mix.Distribution
	sizeAsked     bool
	folder        *mix.Folder // of bodies
}

func (m *mixFlags) add(c *cobra.Command) {
	fl := c.Flags()
	fl.StringVar(&m.size, "size", "1KiB", "of bodies: 10KiB, 1KiB..1MiB, '1KiB:70,1MiB:5' (`SIZES`)")
	fl.StringVar(&m.recipients, "recipients", "1", "per message: 3, 1..10, 1:90,10:10 (`NUMBERS`)")
	fl.StringVar(&m.from, "from", "", "sender, with {n} for its number (`ADDRESS`)")
	fl.IntVar(&m.senders, "senders", 0, "number of senders that take turns")
	fl.StringVar(&m.bodies, "bodies", "", "send the messages of a directory, one per file (`DIR`)")
	fl.Uint64Var(&m.seed, "seed", 1, "seed of the order of messages (`NUMBER`)")
}

// check reads the expressions and the directory of bodies. A number of recipients that
// nobody gave is that of the scenario.
func (m *mixFlags) check(c *cobra.Command) error {
	m.sizeAsked = c.Flags().Changed("size")
	var err error
	if m.sizes, err = mix.ParseSizes("--size", m.size); err != nil {
		return err
	}
	if c.Flags().Changed("recipients") {
		if m.counts, err = mix.ParseCounts("--recipients", m.recipients); err != nil {
			return err
		}
	}
	switch {
	case c.Flags().Changed("senders") && (m.senders < 1 || m.senders > mix.MaxSenders):
		return fmt.Errorf("invalid --senders %d: use 1 to %d", m.senders, mix.MaxSenders)
	case c.Flags().Changed("from") && m.from == "":
		return errors.New(`invalid --from "": use an address such as sender@client.example`)
	case !c.Flags().Changed("bodies"):
		return nil
	case m.sizeAsked:
		return errors.New("--size cannot be used with --bodies: the messages of a directory have their own sizes")
	}
	if m.folder, err = mix.ReadFolder(m.bodies); err != nil {
		return fmt.Errorf("--bodies: %w", err)
	}
	return nil
}

// settings is what the flags say of messages.
func (m *mixFlags) settings() exchange.Settings {
	return exchange.Settings{
		Size: m.sizes, SizeAsked: m.sizeAsked, Bodies: m.folder, Recipients: m.counts, From: m.from, Senders: m.senders, Seed: m.seed,
	}
}

// plan describes the messages in the result.
func (m *mixFlags) plan(p *exchange.Program, plan *reports.LoadPlan) {
	sized := p.Sized && m.folder == nil
	if sized && !m.sizes.Varies() {
		plan.Size = m.sizes.Max()
	}
	plan.Mix = reports.LoadMix{
		Seed: m.seed, Recipients: m.counts.String(), From: m.from, Senders: m.senders, Forms: p.Forms, Smallest: p.Smallest, Largest: p.Largest,
	}
	if sized {
		plan.Mix.Size = m.size
	}
	if m.folder != nil {
		plan.Mix.Bodies, plan.Mix.Files = m.folder.Dir, m.folder.Len()
	}
}
