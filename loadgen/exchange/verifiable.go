package exchange

import "fmt"

// MaxCopies is the most recipients that a message may have whose delivery is verified.
const MaxCopies = 250

// Verifiable returns an error when the deliveries of a program cannot be verified. Each
// recipient needs a mailbox of its own.
func (p *Program) Verifiable(mailboxes int) error {
	for _, v := range p.variants {
		last := &v.groups[len(v.groups)-1]
		switch {
		case len(last.out.idOffsets) == 0:
			return fmt.Errorf("the content of scenario %s has no ${id}, so that a delivered message cannot be told from another", p.ID)
		case v.recipients > mailboxes:
			return fmt.Errorf("a message of scenario %s has %d recipients, and verified delivery needs as many mailboxes.known, of which there are %d: a server may deliver once to one that is named twice",
				p.ID, v.recipients, mailboxes)
		case v.recipients > MaxCopies:
			return fmt.Errorf("a message of scenario %s has %d recipients; delivery is verified up to %d", p.ID, v.recipients, MaxCopies)
		}
	}
	return nil
}
