package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// Summary is what follows the verdict in the last line.
func (d *Diff) Summary() string {
	if d.Kind == "load" {
		if d.Reason != "" {
			return d.Reason
		}
		unsure := 0
		for i := range d.Figures {
			if d.Figures[i].Outcome == FigureUnsure {
				unsure++
			}
		}
		summary := "no figure is known to be worse by more than " + percent(d.MaxRegression)
		if unsure > 0 {
			summary += fmt.Sprintf("; %s too noisy to judge: measure longer", text.Plural(unsure, "figure"))
		}
		return summary
	}
	parts := []string{}
	for _, c := range []struct{ change, one, many string }{
		{ChangeRegressed, "worse verdict", "worse verdicts"},
		{ChangeReply, "case with another reply", "cases with another reply"},
		{ChangeText, "reworded case", "reworded cases"},
		{ChangeRemoved, "removed case", "removed cases"},
		{ChangeAdded, "added case", "added cases"},
		{ChangeVerdict, "changed verdict", "changed verdicts"},
		{ChangeFixed, "fixed case", "fixed cases"},
		{ChangeIncomparable, "case that cannot be compared", "cases that cannot be compared"},
	} {
		switch n := d.Count(c.change); {
		case n == 1:
			parts = append(parts, "1 "+c.one)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", n, c.many))
		}
	}
	if len(parts) == 0 {
		parts = []string{"nothing differs"}
	}
	summary := fmt.Sprintf("%s, %s compared", strings.Join(parts, ", "), text.Plural(d.Compared, "case"))
	if d.Reason != "" {
		summary = d.Reason + ": " + summary
	}
	return summary
}

// Was is the old value, or says that there was none.
func (f Fact) Was() string { return orNothing(f.Old) }

// Now is the new value, or says that there is none.
func (f Fact) Now() string { return orNothing(f.New) }

func orNothing(s string) string { return cmp.Or(s, "(nothing)") }

// Texts are what came in both runs, in words. Of two long replies they leave out the
// lines that both have, such as most keywords of EHLO.
func (r *Reply) Texts() (was, now string) {
	return differingLines(observationText(r.Old), observationText(r.New))
}

// observationText is one side of a reply that differs, in words.
func observationText(o reports.Observation) string {
	switch o.Kind {
	case "":
		return "(the case ended before that)"
	case reports.SawSent:
		return "(sent)"
	case reports.SawSilence:
		return "(nothing came)"
	default:
		return o.String()
	}
}

// differingLines leaves those lines out of two long replies that both have, such as
// most keywords of EHLO.
func differingLines(old, fresh string) (was, is string) {
	a, b := strings.SplitAfter(old, `\n`), strings.SplitAfter(fresh, `\n`)
	if len(a) <= 4 || len(b) <= 4 {
		return old, fresh
	}
	only := func(list, other []string) string {
		rest := slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
		if len(rest) == 0 {
			return "(fewer lines)"
		}
		return strings.Join(rest, "")
	}
	return only(a, b), only(b, a)
}
