package diff

import (
	"fmt"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
	"github.com/smtpspec/smtpspec/reports/text"
)

// CompareRuns says what differs between two runs. Both must be complete results
// of the same profile.
//
// A verdict that gets worse is a regression: to fail from any other; to warn from
// pass or info; to error, unknown or skip from pass, info or warn, because what
// was shown is no longer observed. A case that was removed is one when it had passed, the
// catalogue is the same and the new run went to its end. What the server says
// differently with the same verdict is one when failOn says so.
//
// A case whose level, title, policy, reading of it or requirements differ is another one,
// and not compared. When the catalogues differ, neither is one that sends something
// else.
func CompareRuns(old, fresh *reports.Run, failOn FailOn) (*Diff, error) {
	if old.Profile != fresh.Profile {
		return nil, &IncomparableError{fmt.Sprintf("the profiles differ, %s and %s: run both with the same --profile", text.Clean(old.Profile, 80), text.Clean(fresh.Profile, 80))}
	}
	d := &Diff{
		Kind: "run", FailOn: failOn, Facts: []Fact{},
		Old: sideOf(old.Tool, old.Target, old.Verdict), New: sideOf(fresh.Tool, fresh.Target, fresh.Verdict),
	}
	d.Old.Started, d.New.Started = old.Started, fresh.Started
	c := &runComparison{Diff: d, old: old, fresh: fresh, sameCatalogue: old.Tool.Catalogue == fresh.Tool.Catalogue}
	c.was, c.is = habitsOf(old), habitsOf(fresh)
	c.wasSlow, c.isSlow = slowest(old), slowest(fresh)
	c.facts()
	c.cases()
	c.conclude()
	return d, nil
}

func sideOf(t reports.Tool, target reports.Target, verdict string) Side {
	return Side{Target: target.Name, Address: target.Address, Verdict: verdict, Tool: t.Version, Catalogue: t.Catalogue}
}

// runComparison compares two runs.
type runComparison struct {
	*Diff
	old, fresh    *reports.Run
	sameCatalogue bool
	was, is       *replies.Habits
	// How long a reply may take in each run, in milliseconds.
	wasSlow, isSlow float64
	outOfStep       []string // cases in which one run went on before a reply came
	unordered       []string // cases in which the client goes ahead of the server
}

// habitsOf learns how the server of a run talks.
func habitsOf(r *reports.Run) *replies.Habits {
	h := replies.NewHabits(r.Started)
	for i := range r.Cases {
		c := &r.Cases[i]
		if seenElsewhere(c) {
			continue
		}
		for _, e := range c.Transcript {
			if e.Received() {
				h.Learn(c.ID, e.Octets)
			}
		}
	}
	return h
}

// cases goes through both runs: those of the new one in their order, then those
// that were removed.
func (c *runComparison) cases() {
	before := make(map[string]*reports.Case, len(c.old.Cases))
	for i := range c.old.Cases {
		before[c.old.Cases[i].ID] = &c.old.Cases[i]
	}
	there := make(map[string]bool, len(c.fresh.Cases))
	for i := range c.fresh.Cases {
		is := &c.fresh.Cases[i]
		there[is.ID] = true
		was, ok := before[is.ID]
		if !ok {
			c.add(Case{ID: is.ID, Title: is.Title, Level: is.Level, Change: ChangeAdded, New: is.Verdict, Reason: is.Why(), Findings: is.Deviations()})
			continue
		}
		c.compare(was, is)
	}
	for i := range c.old.Cases {
		if was := &c.old.Cases[i]; !there[was.ID] {
			c.add(Case{
				ID: was.ID, Title: was.Title, Level: was.Level, Change: ChangeRemoved, Old: was.Verdict,
				Regression: c.sameCatalogue && !c.fresh.Interrupted && (was.Verdict == reports.Pass || was.Verdict == reports.Info),
			})
		}
	}
}

func (c *runComparison) add(d Case) { c.Cases = append(c.Cases, d) }

// Count is how many cases have a change.
func (d *Diff) Count(change string) int {
	n := 0
	for i := range d.Cases {
		if d.Cases[i].Change == change {
			n++
		}
	}
	return n
}

func (c *runComparison) conclude() {
	if !c.sameCatalogue {
		n := c.Count(ChangeIncomparable)
		c.Notes = append(c.Notes, fmt.Sprintf("the catalogues differ: %s, whose scenario has changed, cannot be compared", text.Plural(n, "case")))
	}
	if n := len(c.outOfStep); n > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("replies of %s could not be compared, because in one run the reply came after the scenario had gone on: %s", text.Plural(n, "case"), text.JoinNames(c.outOfStep, text.MaxNames)))
	}
	if n := len(c.unordered); n > 0 {
		c.Notes = append(c.Notes, fmt.Sprintf("%s got other replies and %s not counted, because the client goes ahead of the server there, and what it answers depends on how octets arrive: %s",
			text.Plural(n, "case"), map[bool]string{true: "is", false: "are"}[n == 1], text.JoinNames(c.unordered, text.MaxNames)))
	}
	for _, r := range []*reports.Run{c.old, c.fresh} {
		if r.Interrupted {
			which := "old"
			if r == c.fresh {
				which = "new"
			}
			c.Notes = append(c.Notes, "the "+which+" run was interrupted: cases are missing")
		}
	}
	regressions := 0
	for i := range c.Cases {
		if c.Cases[i].Regression {
			regressions++
		}
	}
	changed := 0
	if c.FailOn != FailOnVerdict {
		for _, f := range c.Facts {
			if f.Reply {
				changed++
			}
		}
	}
	switch {
	case regressions > 0:
		c.Verdict, c.Reason = Regressed, text.Plural(regressions, "case")+" regressed"
	case changed > 0:
		c.Verdict, c.Reason = Regressed, "the target offers something else"
	case c.Compared == 0:
		c.Verdict, c.Reason = reports.NoVerdict, "no case is in both results, so nothing can be compared"
	default:
		c.Verdict = NotRegressed
	}
}
