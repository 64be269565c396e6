package diff

import (
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// ReplyGroup is one thing that a server says differently, with the cases in which
// it does.
type ReplyGroup struct {
	Reply  *Reply // of the first case; nil where there is none
	Reason string // where there is no reply that differs
	Cases  []string
}

// ReplyGroups gathers what the cases of one change have in common, the most
// frequent first: a server that greets with another version does so in each.
func (d *Diff) ReplyGroups(change string) []ReplyGroup {
	type key struct{ old, fresh, reason string }
	var groups []ReplyGroup
	at := map[key]int{}
	add := func(k key, g ReplyGroup, id string) {
		i, ok := at[k]
		if !ok {
			i = len(groups)
			at[k] = i
			groups = append(groups, g)
		}
		if n := len(groups[i].Cases); n == 0 || groups[i].Cases[n-1] != id {
			groups[i].Cases = append(groups[i].Cases, id)
		}
	}
	for i := range d.Cases {
		c := &d.Cases[i]
		if c.Change != change {
			continue
		}
		for _, r := range c.Replies {
			add(key{old: form(r.Old), fresh: form(r.New)}, ReplyGroup{Reply: &r}, c.ID)
		}
		if len(c.Replies) == 0 {
			reason := c.Reason
			if len(c.Findings) > 0 {
				reason = c.Findings[0].Message()
			}
			add(key{reason: reason}, ReplyGroup{Reason: reason}, c.ID)
		}
	}
	slices.SortStableFunc(groups, func(a, b ReplyGroup) int { return len(b.Cases) - len(a.Cases) })
	return groups
}

// form is what observations have in common that differ only in words that are made up.
func form(o reports.Observation) string {
	var t reports.TLS
	if o.TLS != nil {
		t = *o.TLS
	}
	return fmt.Sprint(o.Kind, o.By, o.Count, t, replies.Form(o.Octets))
}
