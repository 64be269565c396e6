package delivery

import (
	"context"
	"fmt"
	"time"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

// Verification says how the deliveries of a run are verified.
type Verification struct {
	Spool target.Spool
	// Before is how many messages were in the spool before the run.
	Before int64
	// Settle is how long to wait while no further message arrives, before what was not
	// found is missing.
	Settle time.Duration
	// Calm is how long to look for one message too many when all have arrived.
	Calm time.Duration
	// Progress is told how many further messages are in the spool and how many there should
	// be. May be nil.
	Progress func(arrived, expected int64)
}

// longestWait bounds the whole wait, in multiples of Settle.
const longestWait = 60

// Verify waits until what was accepted is delivered, and counts it. Files may move from
// one folder to another while it looks, so that a message seems to be missing: when
// something is wrong it looks again until two looks agree. A spool in which no message
// ever was is an error.
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
		select {
		case <-time.After(w.pause()):
		case <-ctx.Done():
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
	took           time.Duration // by the last count
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

// look reads every file and compares them with the ledger.
func (w *wait) look(ctx context.Context) (*Deliveries, error) {
	unrelated, unknownID, err := w.ledger.look(ctx, w.Spool)
	if err != nil {
		return nil, err
	}
	d := w.ledger.deliveries()
	d.Unrelated = unrelated
	d.Unsent += unknownID
	return d, nil
}

// done reports whether there is nothing more to wait for.
func (w *wait) done() bool {
	quiet := time.Since(w.changed)
	complete := w.last != nil && w.seen == w.count && w.last.Missing == 0
	return complete && quiet >= w.Calm || quiet >= w.Settle || time.Since(w.begin) >= longestWait*w.Settle
}

// pause is the time to the next count: not shorter than a count takes.
func (w *wait) pause() time.Duration { return max(min(100*time.Millisecond, w.Settle), 4*w.took) }

// confirm looks again until two looks agree, a few times at most.
func (w *wait) confirm(ctx context.Context) (*Deliveries, error) {
	for range 5 {
		if w.last != nil && w.last.OK() && w.seen == w.count {
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
		return nil, fmt.Errorf("no file that matches delivery.match has ever been in %s, so that what is missing there proves nothing: name the folder to which the server delivers", w.Spool.Dir)
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
