package suite

import (
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/suite/player"
)

// plan is the decision about one case before it is played: a verdict when it
// cannot be played, or none.
type plan struct {
	verdict reports.Verdict
	reason  string
}

// planner knows what the target offers.
type planner struct {
	target  *player.Target
	survey  *player.Survey
	profile string
}

func (p *planner) plan(c *scenarios.Case) plan {
	switch {
	case c.Subject != scenarios.SubjectServer:
		return plan{reports.Skip, fmt.Sprintf("a %s is under test here; this version plays servers", c.Subject)}
	case !slices.Contains(c.Profiles, p.profile):
		return plan{reports.Skip, fmt.Sprintf("does not apply to the profile %s", p.profile)}
	}
	for _, n := range c.Needs {
		if p.offers(n) != n.Not {
			continue
		}
		switch {
		case n.Kind == scenarios.NeedFact && !n.Not:
			fact, _ := scenarios.LookupFact(n.Name) // checked when the file was loaded
			verdict := reports.Unknown
			if fact.Optional {
				verdict = reports.Skip
			}
			return plan{verdict, "target.yaml does not give " + fact.Source()}
		case n.Kind == scenarios.NeedPort:
			return plan{reports.Skip, "target.yaml has no " + n.String()}
		case n.Not:
			return plan{reports.Skip, "applies only to a server with " + n.String()}
		default:
			return plan{reports.Skip, n.String() + " is not offered"}
		}
	}
	return plan{}
}

// offers tells whether the target has what a need names, whatever its Not.
func (p *planner) offers(n scenarios.Need) bool {
	switch n.Kind {
	case scenarios.NeedKeyword:
		return p.survey.Has(n.Name, n.Param)
	case scenarios.NeedPort:
		_, ok := p.target.Ports[n.Name]
		return ok
	default:
		_, ok := p.target.Facts[n.Name]
		return ok
	}
}
