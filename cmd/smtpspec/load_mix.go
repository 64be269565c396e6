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
	fl.StringVar(&m.size, "size", "1KiB", "of a body: 10KiB, 1KiB..1MiB, '1KiB:70,1MiB:5' (`SIZES`)")
	fl.StringVar(&m.recipients, "recipients", "1", "of a message: 3, 1..10, 1:90,10:10 (`NUMBERS`)")
	fl.StringVar(&m.from, "from", "", "`ADDRESS` of the sender; {n} is the number of one")
	fl.IntVar(&m.senders, "senders", 0, "how many senders take turns")
	fl.StringVar(&m.bodies, "bodies", "", "send the messages in `DIR`, one a file")
	fl.Uint64Var(&m.seed, "seed", 1, "another `NUMBER` gives another order")
}

// check reads the expressions and the folder. A number of recipients that
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
		return fmt.Errorf("--senders: want 1 to %d", mix.MaxSenders)
	case c.Flags().Changed("from") && m.from == "":
		return errors.New("--from: want an address such as sender@client.example")
	case !c.Flags().Changed("bodies"):
		return nil
	case m.sizeAsked:
		return errors.New("--bodies and --size exclude each other: the messages in a folder have their own sizes")
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

// plan says in the result what the messages were like.
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
