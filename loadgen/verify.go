package loadgen

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
)

// Verification says how the deliveries of a run are verified.
type Verification struct {
	Spool scenarios.Spool
	// Before is how many messages lay in the spool before the run.
	Before int64
	// Settle is how long to wait while no further message arrives, before what
	// was not found is missing.
	Settle time.Duration
	// Calm is how long to look for one message too many when all are there.
	Calm time.Duration
	// Progress is told how many further messages lie in the folder and how many
	// there should be. May be nil.
	Progress func(arrived, expected int64)
}

// Deliveries is what was found of a run.
type Deliveries struct {
	Expected int64 // files, one for each recipient that was accepted
	Accepted int64 // messages
	Once     int64 // accepted, found once for each recipient
	Missing  int64 // accepted, found for fewer
	Doubled  int64 // accepted or of unknown fate, found more often
	// Rejected and Unsent were delivered although the server refused them, or
	// never got them whole.
	Rejected, Unsent int64
	// Unknown failed after their end was sent. UnknownFound of them were
	// delivered; either way is right.
	Unknown, UnknownFound int64
	// Foreign files in the folder hold no id of this run.
	Foreign int64
	// Examples are the ids of some of those that are wrong: the first by number.
	MissingIDs, DoubledIDs, RejectedIDs, UnsentIDs []string
	Waited                                         time.Duration
	// Interrupted says that nobody waited as long as was to be.
	Interrupted bool
}

// maxExamples bounds the ids that are named of each kind.
const maxExamples = 10

// longest bounds the whole wait, in multiples of Settle.
const longest = 60

// Verify waits until what was accepted is delivered, and counts it. It is wrong
// to say of a message that it is missing while files move from one folder to
// another, so a finding of something wrong is looked at until two looks agree. A
// folder in which no message ever was is an error.
func (l *Ledger) Verify(ctx context.Context, v Verification) (*Deliveries, error) {
	w := &wait{Verification: v, ledger: l, expected: l.copies(), begin: time.Now()}
	for {
		if err := w.step(ctx); err != nil {
			if ctx.Err() != nil {
				return w.interrupted()
			}
			return nil, err
		}
		if w.done() {
			return w.confirm(ctx)
		}
		if !sleep(ctx, w.pause()) {
			return w.interrupted()
		}
	}
}

// wait is the state of a verification.
type wait struct {
	Verification
	ledger         *Ledger
	expected       int64
	begin, changed time.Time
	count          int64 // files
	seen           int64 // files at the last look
	last           *Deliveries
	took           time.Duration // of the last count
}

// step counts files, and looks into them when there may be enough.
func (w *wait) step(ctx context.Context) error {
	begin := time.Now()
	n, err := w.Spool.Count(ctx)
	if err != nil {
		return err
	}
	w.took = time.Since(begin)
	if w.changed.IsZero() || n != w.count {
		w.count, w.changed = n, time.Now()
	}
	if w.Progress != nil {
		w.Progress(n-w.Before, w.expected)
	}
	if w.last != nil && w.seen == n || n-w.Before < w.expected && time.Since(w.changed) < w.Settle {
		return nil
	}
	w.seen = n
	w.last, err = w.look(ctx)
	return err
}

func (w *wait) look(ctx context.Context) (*Deliveries, error) {
	foreign, alien, err := w.ledger.look(ctx, w.Spool)
	if err != nil {
		return nil, err
	}
	d := w.ledger.deliveries()
	d.Foreign = foreign
	d.Unsent += alien
	return d, nil
}

// done tells whether nothing more is to be waited for.
func (w *wait) done() bool {
	quiet := time.Since(w.changed)
	whole := w.last != nil && w.seen == w.count && w.last.Missing == 0
	return whole && quiet >= w.Calm || quiet >= w.Settle || time.Since(w.begin) >= longest*w.Settle
}

// pause is the time to the next count: not shorter than a count takes.
func (w *wait) pause() time.Duration { return max(min(100*time.Millisecond, w.Settle), 4*w.took) }

// confirm looks again until two looks agree, but not for ever.
func (w *wait) confirm(ctx context.Context) (*Deliveries, error) {
	for range 5 {
		if w.last != nil && w.last.Right() && w.seen == w.count {
			break
		}
		d, err := w.look(ctx)
		if ctx.Err() != nil {
			return w.interrupted()
		}
		if err != nil {
			return nil, err
		}
		before := w.last
		w.last, w.seen = d, w.count
		if before != nil && before.same(d) {
			break
		}
	}
	if w.count == 0 && w.Before == 0 && w.last.Accepted > 0 {
		return nil, fmt.Errorf("no file that matches delivery.match has ever stood in %s, so that what is missing there proves nothing: name the folder to which the server delivers", w.Spool.Dir)
	}
	w.last.Waited = time.Since(w.begin)
	return w.last, nil
}

// interrupted is what was found so far, without a verdict on the rest.
func (w *wait) interrupted() (*Deliveries, error) {
	if w.last == nil {
		w.last = &Deliveries{Expected: w.expected}
	}
	w.last.Interrupted, w.last.Waited = true, time.Since(w.begin)
	return w.last, nil
}

// Right tells whether every accepted message was delivered once, and none that
// was not accepted.
func (d *Deliveries) Right() bool {
	return d.Missing == 0 && d.Doubled == 0 && d.Rejected == 0 && d.Unsent == 0
}

func (d *Deliveries) same(o *Deliveries) bool {
	return d.Once == o.Once && d.Missing == o.Missing && d.Doubled == o.Doubled && d.Rejected == o.Rejected && d.Unsent == o.Unsent
}

// deliveries holds what was found against what was sent.
func (l *Ledger) deliveries() *Deliveries {
	d := &Deliveries{}
	var missing, doubled, rejected, unsent []uint64
	l.each(func(n uint64, e entry) {
		switch {
		case e.fate == fateAccepted:
			d.Accepted++
			d.Expected += int64(e.copies)
			switch cmp.Compare(e.found, e.copies) {
			case 0:
				d.Once++
			case -1:
				d.Missing++
				missing = note(missing, n)
			default:
				d.Doubled++
				doubled = note(doubled, n)
			}
		case e.fate == fateUnknown:
			d.Unknown++
			if e.found > 0 {
				d.UnknownFound++
			}
			if e.found > max(e.copies, 1) {
				d.Doubled++
				doubled = note(doubled, n)
			}
		case e.found == 0:
		case e.fate == fateRejected:
			d.Rejected++
			rejected = note(rejected, n)
		default:
			d.Unsent++
			unsent = note(unsent, n)
		}
	})
	d.MissingIDs, d.DoubledIDs, d.RejectedIDs, d.UnsentIDs = l.ids(missing), l.ids(doubled), l.ids(rejected), l.ids(unsent)
	return d
}

// note keeps the lowest numbers.
func note(numbers []uint64, n uint64) []uint64 {
	at, _ := slices.BinarySearch(numbers, n)
	if at == maxExamples {
		return numbers
	}
	numbers = slices.Insert(numbers, at, n)
	return numbers[:min(len(numbers), maxExamples)]
}

func (l *Ledger) ids(numbers []uint64) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = l.id(n)
	}
	return out
}
