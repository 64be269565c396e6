package delivery

import (
	"sync"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// outcome is what the sender knows of a message: the outcome of its exchange, where a
// failure is one of two.
type outcome uint8

const (
	// outcomeUnsent is the outcome of a message whose end of data was never sent: it failed
	// before, or was never begun.
	outcomeUnsent outcome = iota
	outcomeAccepted
	outcomeRejected
	// outcomeUnknown failed after its end of data was sent: the server may have taken it.
	outcomeUnknown
)

func outcomeOf(f exchange.Finished) outcome {
	switch {
	case f.Outcome == exchange.Accepted:
		return outcomeAccepted
	case f.Outcome == exchange.Rejected:
		return outcomeRejected
	case f.Complete:
		return outcomeUnknown
	default:
		return outcomeUnsent
	}
}

// pageSize is the number of messages of a page of a ledger.
const pageSize = 1 << 16

// entry is what is known of one message: three octets.
type entry struct {
	outcome outcome
	copies  uint8 // recipients that were accepted
	found   uint8 // files with its id, 255 for more
}

// Ledger remembers the outcome of every message of a run by its number, those of the
// warm-up included, in three octets each, to compare it with what was delivered. It is
// safe for concurrent use.
type Ledger struct {
	ids exchange.IDs

	mu    sync.Mutex
	pages map[uint64]*[pageSize]entry
}

// NewLedger returns the ledger of one run.
func NewLedger(ids exchange.IDs) *Ledger {
	return &Ledger{ids: ids, pages: map[uint64]*[pageSize]entry{}}
}

// Record notes the outcome of a message.
func (l *Ledger) Record(f exchange.Finished) { l.record(f.Ticket.Number, outcomeOf(f), f.Copies) }

func (l *Ledger) record(number uint64, o outcome, copies int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	page := l.pages[number/pageSize]
	if page == nil {
		page = new([pageSize]entry)
		l.pages[number/pageSize] = page
	}
	page[number%pageSize] = entry{outcome: o, copies: uint8(min(copies, exchange.MaxCopies))}
}

// found counts a file with the id of a message. It returns false when no message of that
// number, or near it, was ever begun.
func (l *Ledger) found(number uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	page := l.pages[number/pageSize]
	if page == nil {
		return false
	}
	if e := &page[number%pageSize]; e.found < 255 {
		e.found++
	}
	return true
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
		if e.outcome == outcomeAccepted {
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
