package loadgen

import (
	"fmt"
	"strconv"
	"sync"
)

// fate is what the source knows of a message when it is done with it.
type fate uint8

const (
	// fateUnsent is the fate of a message whose end of data was never sent: lost
	// before, or never begun.
	fateUnsent fate = iota
	fateAccepted
	fateRejected
	// fateUnknown failed after its end was handed to the connection: whether the
	// server has taken it, nobody can tell.
	fateUnknown
)

// MaxCopies is the most recipients that a message may have whose delivery is
// to be verified.
const MaxCopies = 250

// pageSize is the number of messages of a page of a ledger.
const pageSize = 1 << 16

// entry is what is known of one message: three octets.
type entry struct {
	fate   fate
	copies uint8 // recipients that were accepted
	found  uint8 // files with its id, 255 for more
}

// Ledger remembers the fate of every message of a run by its number, those of
// the warm-up included, in three octets each, to hold it against what was
// delivered. It is safe for concurrent use.
type Ledger struct {
	prefix string // of every id of the run

	mu    sync.Mutex
	pages map[uint64]*[pageSize]entry
}

// NewLedger makes the ledger of one run of a program, whose ids are its own.
func NewLedger(p *Program) *Ledger { return newLedger(p.run) }

func newLedger(run string) *Ledger {
	return &Ledger{prefix: idPrefix(run), pages: map[uint64]*[pageSize]entry{}}
}

// Verifiable says why the deliveries of a program cannot be verified; nil when
// they can. Each recipient needs a mailbox of its own.
func (p *Program) Verifiable(mailboxes int) error {
	for _, v := range p.variants {
		last := &v.groups[len(v.groups)-1]
		switch {
		case len(last.out.ids) == 0:
			return fmt.Errorf("the content of scenario %s holds no ${id}, so that a delivered message cannot be told from another", p.ID)
		case v.recipients > mailboxes:
			return fmt.Errorf("a message of scenario %s has %d recipients, and verified delivery needs as many mailboxes.known, of which there are %d: a server may deliver once to one that is named twice",
				p.ID, v.recipients, mailboxes)
		case v.recipients > MaxCopies:
			return fmt.Errorf("a message of scenario %s has %d recipients; delivery is verified up to %d", p.ID, v.recipients, MaxCopies)
		}
	}
	return nil
}

// settle notes what became of a message.
func (l *Ledger) settle(number uint64, f fate, copies int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	page := l.pages[number/pageSize]
	if page == nil {
		page = new([pageSize]entry)
		l.pages[number/pageSize] = page
	}
	page[number%pageSize] = entry{fate: f, copies: uint8(min(copies, MaxCopies))}
}

// found counts files with the ids of messages. A number that was never given
// out is one of the unsent.
func (l *Ledger) found(numbers []uint64) (alien int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, n := range numbers {
		page := l.pages[n/pageSize]
		if page == nil {
			alien++
			continue
		}
		if e := &page[n%pageSize]; e.found < 255 {
			e.found++
		}
	}
	return alien
}

// forget forgets what was found.
func (l *Ledger) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, page := range l.pages {
		for i := range page {
			page[i].found = 0
		}
	}
}

// copies is the number of files that the accepted messages should make.
func (l *Ledger) copies() (n int64) {
	l.each(func(_ uint64, e entry) {
		if e.fate == fateAccepted {
			n += int64(e.copies)
		}
	})
	return n
}

func (l *Ledger) each(f func(number uint64, e entry)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for at, page := range l.pages {
		for i, e := range page {
			f(at*pageSize+uint64(i), e)
		}
	}
}

// id is that of a message.
func (l *Ledger) id(number uint64) string {
	digits := make([]byte, idDigits)
	putID(digits, number)
	return l.prefix + string(digits)
}

// number reads the id at the beginning of what stands behind the prefix.
func number(b []byte) (uint64, bool) {
	if len(b) < idDigits {
		return 0, false
	}
	n, err := strconv.ParseUint(string(b[:idDigits]), 16, 64)
	return n, err == nil
}

// copies is the number of files that the message under way should make: LMTP
// answers the content for each recipient.
func (s *Session) copies(o Outcome) int {
	if s.p.LMTP && o == Accepted {
		return s.cur.kept
	}
	return s.cur.taken
}

// fate is that of the message under way when it ends.
func (s *Session) fate(o Outcome) fate {
	switch {
	case o == Accepted:
		return fateAccepted
	case o == Rejected:
		return fateRejected
	case s.stage == stageTransaction && s.group == len(s.cur.form.groups)-1:
		return fateUnknown
	default:
		return fateUnsent
	}
}
