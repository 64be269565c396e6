package suite

import (
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite/player"
)

// plan is the decision about one case before it runs: a verdict if it
// cannot run, or none.
type plan struct {
	verdict reports.Verdict
	reason  *reports.Reason
}

// skipped is a case that does not apply.
func skipped(kind reports.ReasonKind, name string) plan {
	return plan{reports.Skip, &reports.Reason{Kind: kind, Name: name}}
}

// understandsEHLO is the requirement that a server without EHLO breaks. What else needs
// EHLO is not judged there: one cause is told once.
const understandsEHLO = "RFC5321-2.2.1-ehlo-supported"

// planner knows what the target offers.
type planner struct {
	target  *player.Target
	survey  *player.Survey
	profile string
}

func (p *planner) plan(c *scenarios.Case) plan {
	switch {
	case c.Subject != scenarios.SubjectServer:
		return skipped(reports.ReasonSubject, string(c.Subject))
	case !slices.Contains(c.Profiles, p.profile):
		return skipped(reports.ReasonProfile, p.profile)
	case p.survey.HELO && c.Sends("EHLO") && !slices.Contains(c.Proves, understandsEHLO):
		return skipped(reports.ReasonNotOffered, "EHLO")
	}
	for _, n := range c.Needs {
		if p.offers(n) != n.Not {
			continue
		}
		switch {
		case n.Kind == scenarios.NeedFact && !n.Not:
			fact, _ := target.LookupFact(n.Name) // checked when the file was loaded
			if fact.Optional {
				return skipped(reports.ReasonNotGiven, fact.Source())
			}
			return plan{reports.Unknown, &reports.Reason{Kind: reports.ReasonNotGiven, Name: fact.Source()}}
		case n.Kind == scenarios.NeedPort && !n.Not:
			return skipped(reports.ReasonNoPort, n.Name)
		case n.Not:
			return skipped(reports.ReasonOnlyWithout, n.String())
		default:
			return skipped(reports.ReasonNotOffered, n.String())
		}
	}
	return plan{}
}

// offers reports whether the target has what a need names, whatever its Not.
func (p *planner) offers(n scenarios.Need) bool {
	switch n.Kind {
	case scenarios.NeedKeyword:
		if n.Name == "EHLO" {
			return !p.survey.HELO
		}
		return p.survey.Has(n.Name, n.Param)
	case scenarios.NeedPort:
		_, ok := p.target.Ports[n.Name]
		return ok
	default:
		_, ok := p.target.Facts[n.Name]
		return ok
	}
}
