package delivery

import (
	"cmp"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Deliveries is what was found of the messages of a run.
type Deliveries struct {
	Expected   int64 // files, one for each recipient that was accepted
	Accepted   int64 // messages
	Once       int64 // accepted, found once for each recipient
	Missing    int64 // accepted, found for fewer
	Duplicated int64 // accepted, or of unknown outcome, found more often
	// Rejected and Unsent were delivered although the server refused them, or never got
	// all of them.
	Rejected, Unsent int64
	// Unknown failed after their end of data was sent. UnknownFound of them were delivered;
	// either is right.
	Unknown, UnknownFound int64
	// Unrelated files in the spool hold no id of this run.
	Unrelated int64
	// Examples are the ids of some of those that are wrong: the first by number.
	MissingIDs, DuplicatedIDs, RejectedIDs, UnsentIDs []string
	Waited                                            time.Duration
	// Interrupted is true when the wait was ended from outside.
	Interrupted bool
}

// maxExamples bounds the ids that are named of each kind.
const maxExamples = 10

// OK reports whether every accepted message was delivered once, and none that was not
// accepted.
func (d *Deliveries) OK() bool {
	return d.Missing == 0 && d.Duplicated == 0 && d.Rejected == 0 && d.Unsent == 0
}

func (d *Deliveries) same(o *Deliveries) bool {
	return d.Once == o.Once && d.Missing == o.Missing && d.Duplicated == o.Duplicated && d.Rejected == o.Rejected && d.Unsent == o.Unsent
}

// deliveries compares what was found with what was sent.
func (l *Ledger) deliveries() *Deliveries {
	d := &Deliveries{}
	var missing, duplicated, rejected, unsent []uint64
	l.each(func(n uint64, e entry) {
		switch {
		case e.outcome == outcomeAccepted:
			d.Accepted++
			d.Expected += int64(e.copies)
			switch cmp.Compare(e.found, e.copies) {
			case 0:
				d.Once++
			case -1:
				d.Missing++
				missing = withExample(missing, n)
			default:
				d.Duplicated++
				duplicated = withExample(duplicated, n)
			}
		case e.outcome == outcomeUnknown:
			d.Unknown++
			if e.found > 0 {
				d.UnknownFound++
			}
			if e.found > max(e.copies, 1) {
				d.Duplicated++
				duplicated = withExample(duplicated, n)
			}
		case e.found == 0:
		case e.outcome == outcomeRejected:
			d.Rejected++
			rejected = withExample(rejected, n)
		default:
			d.Unsent++
			unsent = withExample(unsent, n)
		}
	})
	d.MissingIDs, d.DuplicatedIDs, d.RejectedIDs, d.UnsentIDs = l.idsOf(missing), l.idsOf(duplicated), l.idsOf(rejected), l.idsOf(unsent)
	return d
}

// withExample keeps the lowest numbers.
func withExample(numbers []uint64, n uint64) []uint64 {
	at, _ := slices.BinarySearch(numbers, n)
	if at == maxExamples {
		return numbers
	}
	numbers = slices.Insert(numbers, at, n)
	return numbers[:min(len(numbers), maxExamples)]
}

func (l *Ledger) idsOf(numbers []uint64) []string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = l.ids.Of(n)
	}
	return out
}

// Report returns what was found as its part of a load result.
func (d *Deliveries) Report() *reports.LoadDelivery {
	out := &reports.LoadDelivery{
		Accepted: d.Accepted, Expected: d.Expected, Once: d.Once, Missing: d.Missing, Duplicated: d.Duplicated, RefusedDelivered: d.Rejected,
		UnsentDelivered: d.Unsent, Unknown: d.Unknown, UnknownDelivered: d.UnknownFound, Unrelated: d.Unrelated,
		WaitedS: d.Waited.Seconds(), Examples: map[string][]string{},
	}
	for kind, ids := range map[string][]string{
		"missing": d.MissingIDs, "duplicated": d.DuplicatedIDs, "refused_delivered": d.RejectedIDs, "unsent_delivered": d.UnsentIDs,
	} {
		if len(ids) > 0 {
			out.Examples[kind] = ids
		}
	}
	return out
}
