package diff

import (
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// compare compares one case of both runs.
func (c *runComparison) compare(was, is *reports.Case) {
	d := Case{ID: is.ID, Title: is.Title, Level: is.Level, Old: was.Verdict, New: is.Verdict}
	changes := c.compareTranscripts(was, is)
	if why := c.otherScenario(was, is, changes); why != "" {
		d.Change, d.Reason = ChangeIncomparable, why
		c.add(d)
		return
	}
	c.Compared++
	if changes.outOfStep && len(changes.replies) == 0 && was.Verdict == is.Verdict {
		c.outOfStep = append(c.outOfStep, is.ID)
		return
	}
	if changes.unordered && len(changes.replies) == 0 && was.Verdict == is.Verdict {
		c.unordered = append(c.unordered, is.ID)
		return
	}
	d.Replies = changes.replies
	degree := changes.degree()
	switch {
	case was.Verdict != is.Verdict:
		d.Change = change(was.Verdict, is.Verdict)
		d.Regression = d.Change == ChangeRegressed
		d.Reason = is.Why()
		if d.Change != ChangeFixed {
			d.Findings = c.newDeviations(was, is)
		}
	default:
		d.Findings = c.newDeviations(was, is)
		if len(d.Findings) > 0 {
			degree = max(degree, replies.Signal)
		} else if degree == replies.Same && c.otherReason(was, is) {
			d.Reason = is.Why() + " (was: " + was.Why() + ")"
			degree = replies.Text
		}
		if degree == replies.Same {
			return
		}
		d.Change, d.Regression = ChangeReply, c.FailOn != FailOnVerdict
		if degree == replies.Text {
			d.Change, d.Regression = ChangeText, c.FailOn == FailOnText
		}
	}
	c.add(d)
}

// change says what became of a verdict.
func change(was, is reports.Verdict) string {
	passed := was == reports.Pass || was == reports.Info
	switch {
	case is == reports.Fail:
		return ChangeRegressed
	case is == reports.Warn && passed:
		return ChangeRegressed
	case (is == reports.Error || is == reports.Unknown || is == reports.Skip) && (passed || was == reports.Warn):
		return ChangeRegressed
	case (is == reports.Pass || is == reports.Info) && !passed && was != reports.Skip:
		return ChangeFixed
	case was == reports.Fail && is == reports.Warn:
		return ChangeFixed
	default:
		return ChangeVerdict
	}
}

// otherScenario says why the case of the new run is not that of the old run; "" when it
// is.
func (c *runComparison) otherScenario(was, is *reports.Case, h transcriptDiff) string {
	var what []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"title", was.Title != is.Title},
		{"level", was.Level != is.Level},
		{"policy", was.Policy != is.Policy},
		{"reading of its policy", was.StrictlyRead != is.StrictlyRead},
		{"requirements", !slices.Equal(was.Requirements, is.Requirements)},
	} {
		if f.differs {
			what = append(what, f.name)
		}
	}
	if len(what) > 0 {
		return "the scenario has another " + strings.Join(what, ", ")
	}
	if h.sentOther && !c.sameCatalogue {
		return "the scenario sends something else"
	}
	return ""
}

// newDeviations are the deviations of the new case that the old one does not have.
func (c *runComparison) newDeviations(was, is *reports.Case) []reports.Finding {
	known := was.Deviations()
	var out []reports.Finding
	for _, f := range is.Deviations() {
		if i := slices.IndexFunc(known, func(k reports.Finding) bool { return c.sameFinding(&k, &f) }); i >= 0 {
			known = slices.Delete(known, i, i+1)
			continue
		}
		out = append(out, f)
	}
	return out
}

// sameFinding compares findings. One that was seen in another case is the same
// wherever that was.
func (c *runComparison) sameFinding(a, b *reports.Finding) bool {
	return a.Verdict == b.Verdict && a.Kind == b.Kind && a.Requirement == b.Requirement && sameExpectation(&a.Expected, &b.Expected) &&
		(a.SeenIn != "" || b.SeenIn != "" || c.alike(&a.Got, &b.Got))
}

// otherReason compares why there is no verdict on the server. Other reasons
// repeat what the transcript and the findings say.
func (c *runComparison) otherReason(was, is *reports.Case) bool {
	switch is.Verdict {
	case reports.Skip, reports.Unknown, reports.Waived:
		return len(is.Transcript) == 0 && (!c.sameReason(was.Reason, is.Reason) || !slices.Equal(was.Waivers, is.Waivers))
	}
	return false
}

// seenElsewhere reports whether the transcript of a case is that of another one: a case that
// watches the whole run shows the first place, which may be another each time.
func seenElsewhere(c *reports.Case) bool {
	return slices.ContainsFunc(c.Findings, func(f reports.Finding) bool { return f.SeenIn != "" })
}
