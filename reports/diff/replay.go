package diff

import (
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

const (
	// maxReplayed is how many changed cases are played again: more are no chance.
	maxReplayed = 60
	// maxReplays is how often.
	maxReplays = 3
)

// CompareWithReplay compares a run with one of before, and plays those cases again in
// which the server gave another reply with the same verdict. A server that answers
// as before in one of the plays answers one way or the other, by how octets
// happened to arrive, and has not changed. Again plays cases by their ids, and
// may give nil.
func CompareWithReplay(old, fresh *reports.Run, failOn FailOn, again func(ids []string) *reports.Run) (*Diff, error) {
	d, err := CompareRuns(old, fresh, failOn)
	if err != nil || again == nil {
		return d, err
	}
	best := *fresh
	best.Cases = slices.Clone(fresh.Cases)
	var settled []string
	for range maxReplays {
		ids := d.changedReplies()
		if len(ids) == 0 || len(ids) > maxReplayed {
			break
		}
		played := again(ids)
		if played == nil {
			break
		}
		trial := best
		trial.Cases = slices.Clone(best.Cases)
		for i := range trial.Cases {
			if j := slices.IndexFunc(played.Cases, func(c reports.Case) bool { return c.ID == trial.Cases[i].ID }); j >= 0 {
				trial.Cases[i] = played.Cases[j]
			}
		}
		other, err := CompareRuns(old, &trial, failOn)
		if err != nil {
			return nil, err
		}
		for i := range best.Cases {
			id := best.Cases[i].ID
			if slices.Contains(ids, id) && !slices.ContainsFunc(other.Cases, func(c Case) bool { return c.ID == id }) {
				best.Cases[i] = trial.Cases[i]
				settled = append(settled, id)
			}
		}
		if d, err = CompareRuns(old, &best, failOn); err != nil {
			return nil, err
		}
	}
	if n := len(settled); n > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%s gave another reply at first, and that of before when played again: %s", text.Plural(n, "case"), text.JoinNames(settled, text.MaxNames)))
	}
	return d, nil
}

// changedReplies are the cases with the same verdict and other replies.
func (d *Diff) changedReplies() []string {
	var ids []string
	for i := range d.Cases {
		if c := &d.Cases[i]; c.Change == ChangeReply || c.Change == ChangeText {
			ids = append(ids, c.ID)
		}
	}
	return ids
}
