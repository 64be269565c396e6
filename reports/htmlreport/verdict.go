package htmlreport

import (
	"slices"

	"github.com/smtpspec/smtpspec/reports"
)

// verdictView is a verdict as it is shown: a sign and a word, never a colour alone.
type verdictView struct {
	Verdict reports.Verdict
	Sign    string
	Counted string // as in "12 passed"
}

// verdictViews lists the verdicts in the order in which a reader looks for them.
func verdictViews() []verdictView {
	return []verdictView{
		{reports.Fail, "✗", "failed"},
		{reports.Error, "‼", "errors"},
		{reports.Warn, "!", "warnings"},
		{reports.Unknown, "?", "unknown"},
		{reports.Pass, "✓", "passed"},
		{reports.Info, "i", "info"},
		{reports.Skip, "–", "skipped"},
		{reports.Waived, "~", "waived"},
	}
}

// sign is that of a verdict.
func sign(v reports.Verdict) string {
	for _, view := range verdictViews() {
		if view.Verdict == v {
			return view.Sign
		}
	}
	return ""
}

// countOf is how many cases have a verdict.
func countOf(n reports.Counts, v reports.Verdict) int {
	switch v {
	case reports.Pass:
		return n.Pass
	case reports.Fail:
		return n.Fail
	case reports.Warn:
		return n.Warn
	case reports.Info:
		return n.Info
	case reports.Skip:
		return n.Skip
	case reports.Unknown:
		return n.Unknown
	case reports.Waived:
		return n.Waived
	default:
		return n.Error
	}
}

// worstOf is the worst verdict that counts more than nothing, as a section's cell shows it:
// what was skipped says less than what passed.
func worstOf(n reports.Counts) reports.Verdict {
	views := verdictViews()
	i := slices.IndexFunc(views, func(v verdictView) bool { return countOf(n, v.Verdict) > 0 })
	if i < 0 {
		return ""
	}
	if views[i].Verdict == reports.Pass && n.Waived > 0 {
		return reports.Waived
	}
	return views[i].Verdict
}

// occurring are the verdicts that a case of any run has.
func (c *comparison) occurring() []verdictView {
	return slices.DeleteFunc(verdictViews(), func(v verdictView) bool {
		return !slices.ContainsFunc(c.documents, func(d *document) bool { return countOf(d.Total(), v.Verdict) > 0 })
	})
}
