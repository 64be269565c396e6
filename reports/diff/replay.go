package diff

import (
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

const (
	// maxReplayed is how many changed cases are run again: more did not change by chance.
	maxReplayed = 60
	// maxReplays is how often.
	maxReplays = 3
)

// CompareWithReplay compares a run with an earlier one, and runs those cases again in
// which the server gave another reply with the same verdict. A server that answers as
// before in one of these runs answers either way, depending on how octets happened to
// arrive, and has not changed. Again runs cases by their ids, and may return nil.
func CompareWithReplay(old, fresh *reports.Run, failOn FailOn, again func(ids []string) *reports.Run) (*Diff, error) {
	d, err := CompareRuns(old, fresh, failOn)
	if err != nil || again == nil {
		return d, err
	}
	best := *fresh
	best.Cases = slices.Clone(fresh.Cases)
	var unchanged []string
	for range maxReplays {
		ids := d.changedReplies()
		if len(ids) == 0 || len(ids) > maxReplayed {
			break
		}
		rerun := again(ids)
		if rerun == nil {
			break
		}
		trial := best
		trial.Cases = slices.Clone(best.Cases)
		for i := range trial.Cases {
			if j := slices.IndexFunc(rerun.Cases, func(c reports.Case) bool { return c.ID == trial.Cases[i].ID }); j >= 0 {
				trial.Cases[i] = rerun.Cases[j]
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
				unchanged = append(unchanged, id)
			}
		}
		if d, err = CompareRuns(old, &best, failOn); err != nil {
			return nil, err
		}
	}
	if n := len(unchanged); n > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%s gave another reply at first, and the old one when run again: %s", text.Plural(n, "case"), text.JoinNames(unchanged, text.MaxNames)))
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
