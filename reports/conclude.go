package reports

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// Conclude gives a run its overall verdict and the reason, and counts its
// cases. It sets Verdict, Reason, Strict and Counts.
//
// A run is non-conformant when a case fails, and under strict also when one
// warns. Otherwise it has no verdict when it was interrupted, when a case
// ended in an error, when no case passed, or when a case of level MUST (under
// strict also SHOULD) is unknown: then the reason says what would let it be
// observed. Otherwise it is conformant.
func Conclude(r *Run, strict bool) {
	r.Strict = strict
	r.Counts = Count(r.Cases)
	r.Verdict, r.Reason = judge(r, strict)
}

// ExitCode is the exit code of a run: 130 interrupted, 0 conformant, 1
// non-conformant, 3 no verdict. It looks at the cases, not at what Conclude has
// set.
func ExitCode(r *Run, strict bool) int {
	if r.Interrupted {
		return 130
	}
	switch verdict, _ := judge(r, strict); verdict {
	case Conformant:
		return 0
	case NonConformant:
		return 1
	default:
		return 3
	}
}

func judge(r *Run, strict bool) (verdict, reason string) {
	n := Count(r.Cases)
	if n.Fail > 0 || strict && n.Warn > 0 {
		return NonConformant, violations(n, strict)
	}
	var why []string
	if r.Interrupted {
		why = append(why, "the run was interrupted")
	}
	if n.Error > 0 {
		why = append(why, text.Plural(n.Error, "case")+" ended in an error")
	}
	switch {
	case n.Total() == 0 && !r.Interrupted:
		why = append(why, "no scenario was run")
	case n.Total() > 0 && n.Pass == 0:
		why = append(why, "no case passed")
	case allSkipped(r):
		why = append(why, "every case but the sanity cases was skipped")
	}
	if s := unobserved(r, strict); s != "" {
		why = append(why, s)
	}
	if len(why) > 0 {
		return NoVerdict, strings.Join(why, "; ")
	}
	return Conformant, ""
}

// allSkipped reports whether there are cases beside those that show the target is alive, and
// none of them applied.
func allSkipped(r *Run) bool {
	others := false
	for i := range r.Cases {
		if c := &r.Cases[i]; !strings.HasPrefix(c.ID, "sanity.") {
			if c.Verdict != Skip {
				return false
			}
			others = true
		}
	}
	return others
}

func violations(n Counts, strict bool) string {
	var parts []string
	if n.Fail > 0 {
		parts = append(parts, text.Plural(n.Fail, "case")+" failed")
	}
	if strict && n.Warn > 0 {
		parts = append(parts, text.Plural(n.Warn, "warning")+" under strict")
	}
	return strings.Join(parts, ", ")
}

// maxReasons bounds how many different reasons a sentence lists.
const maxReasons = 5

// unobserved says which unknown cases prevent a verdict, and what
// would let them be observed.
func unobserved(r *Run, strict bool) string {
	least, levels := 2, "MUST"
	if strict {
		least, levels = 1, "MUST or SHOULD"
	}
	var cases []*Case
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Verdict == Unknown && r.rank(c) >= least {
			cases = append(cases, c)
		}
	}
	if len(cases) == 0 {
		return ""
	}
	var reasons []string
	groups := byReason(cases)
	for _, g := range groups[:min(len(groups), maxReasons)] {
		reasons = append(reasons, fmt.Sprintf("%s (%s)", g.Text, text.Plural(len(g.Cases), "case")))
	}
	if more := len(groups) - maxReasons; more > 0 {
		reasons = append(reasons, text.Plural(more, "other reason"))
	}
	return fmt.Sprintf("%s of level %s could not be observed: %s", text.Plural(len(cases), "case"), levels, strings.Join(reasons, ", "))
}
