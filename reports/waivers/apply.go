package waivers

import (
	"fmt"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Outcome is what became of waivers in a run.
type Outcome struct {
	// Notices say what the operator may want to tidy up.
	Notices []string
	// Errors are waivers that excuse something else than what happened, or that
	// have expired.
	Errors []string
}

// Apply excuses what the waivers name: the verdict of a case becomes waived, with
// reason and expiry in its reason. It has to come before Conclude.
func (w *File) Apply(r *reports.Run, now time.Time) Outcome {
	uses := make([]use, len(w.List))
	for i := range r.Cases {
		w.apply(&r.Cases[i], uses, now)
	}
	var out Outcome
	for i := range w.List {
		w.List[i].report(&uses[i], now, &out)
	}
	return out
}

// Judge is what Apply will make of a case, for those who show it before. Waivers may
// be nil.
func (w *File) Judge(c reports.Case, now time.Time) reports.Case {
	if w != nil {
		w.apply(&c, make([]use, len(w.List)), now)
	}
	return c
}

// use is what became of a waiver: the cases in which it excused something, those
// that deviated differently, that passed, and that were not judged.
type use struct{ excused, other, passed, unjudged []string }

func (w *File) apply(c *reports.Case, uses []use, now time.Time) {
	var about []int
	for i := range w.List {
		if w.List[i].applies(c.ID) {
			about = append(about, i)
		}
	}
	if len(about) == 0 {
		return
	}
	if c.Verdict != reports.Fail && c.Verdict != reports.Warn {
		for _, i := range about {
			if c.Verdict == reports.Pass || c.Verdict == reports.Info {
				uses[i].passed = append(uses[i].passed, c.ID)
			} else {
				uses[i].unjudged = append(uses[i].unjudged, c.ID)
			}
		}
		return
	}
	found := c.Deviations()
	var by []int // the waivers that excuse something
	open := 0    // findings that none excuses
	for j := range found {
		i := slices.IndexFunc(about, func(i int) bool { return w.List[i].excuses(&found[j]) })
		// One in force goes before one that has expired.
		if k := slices.IndexFunc(about, func(i int) bool { return w.List[i].excuses(&found[j]) && !w.List[i].expired(now) }); k >= 0 {
			i = k
		}
		if i < 0 {
			open++
		} else if !slices.Contains(by, about[i]) {
			by = append(by, about[i])
		}
	}
	for _, i := range about {
		if slices.ContainsFunc(found, func(f reports.Finding) bool { return w.List[i].excuses(&f) }) {
			uses[i].excused = append(uses[i].excused, c.ID)
		} else {
			uses[i].other = append(uses[i].other, c.ID)
		}
	}
	excuse(c, w, by, open+boolCount(len(found) == 0), now)
}

// excuse gives a case its new verdict, and says by which waivers.
func excuse(c *reports.Case, w *File, by []int, open int, now time.Time) {
	expired := false
	for _, i := range by {
		v := &w.List[i]
		c.Waivers = append(c.Waivers, reports.Excuse{Until: v.until(), Expired: v.expired(now), Reason: v.Reason.Text, Place: v.place()})
		expired = expired || v.expired(now)
	}
	if len(by) > 0 { // else the waiver itself is reported
		c.Unexcused = open
	}
	if open == 0 && !expired {
		c.Verdict = reports.Waived
	}
}

func boolCount(b bool) int {
	if b {
		return 1
	}
	return 0
}

// report says what is wrong with a waiver, or can be tidied up.
func (w *Waiver) report(u *use, now time.Time, out *Outcome) {
	head := w.place() + ": the waiver of " + w.Case.Text
	expired := w.expired(now)
	switch {
	case expired && len(u.excused) > 0:
		out.Errors = append(out.Errors, fmt.Sprintf("%s expired on %s, and is still needed by %s: fix it, or renew the waiver", head, w.until(), text.JoinNames(u.excused, text.MaxNames)))
	case expired:
		out.Notices = append(out.Notices, fmt.Sprintf("%s expired on %s, and excuses nothing: remove it", head, w.until()))
	case len(u.excused) == 0 && len(u.other) > 0:
		out.Errors = append(out.Errors, fmt.Sprintf("%s excuses a finding that did not occur: %s deviated differently; compare got with all of what came in the report of the case", head, text.JoinNames(u.other, text.MaxNames)))
	case len(u.passed) > 0 && len(u.excused) == 0:
		out.Notices = append(out.Notices, fmt.Sprintf("%s is no longer needed, %s passed: remove it", head, text.JoinNames(u.passed, text.MaxNames)))
	case len(u.passed) > 0:
		out.Notices = append(out.Notices, fmt.Sprintf("%s is no longer needed by %s, which passed", head, text.JoinNames(u.passed, text.MaxNames)))
	case len(u.unjudged) > 0 && len(u.excused) == 0:
		out.Notices = append(out.Notices, fmt.Sprintf("%s was not needed, %s had no verdict", head, text.JoinNames(u.unjudged, text.MaxNames)))
	}
}
