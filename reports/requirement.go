package reports

import (
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// Requirement is a rule that a case proves.
type Requirement struct {
	RFC     string `json:"rfc"` // number without "RFC", "security", or the name of a draft
	Section string `json:"section"`
	Level   string `json:"level"`
	Text    string `json:"text"`
}

// Reference names the place of the rule, such as "RFC 5321 §4.5.2". It is empty
// when no document is given.
func (r Requirement) Reference() string {
	if r.RFC == "" {
		return ""
	}
	return (&requirements.Requirement{RFC: r.RFC, Section: r.Section}).Reference()
}

// rank is 2 for MUST, 1 for SHOULD, 0 for MAY and INFO. A case without a level
// has the strictest of its requirements. Without any it is a MUST, because an
// unknown must not pass for want of a word.
func (r *Run) rank(c *Case) int {
	if c.Level != "" {
		return requirements.Level(c.Level).Rank()
	}
	rank := -1
	for _, id := range c.Requirements {
		if req, ok := r.Requirements[id]; ok {
			rank = max(rank, requirements.Level(req.Level).Rank())
		}
	}
	if rank < 0 {
		return 2
	}
	return rank
}
