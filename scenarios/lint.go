package scenarios

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// lintHead checks the keys of a case other than its steps. explicit is true if its
// level is given in the scenario or in a cell.
func (l *Loader) lintHead(d *strictyaml.Decoder, c *Case, explicit bool) {
	at := &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
	if !idForm.MatchString(c.Scenario.ID) {
		d.Fail(c.place("id"), "use lower-case words joined by dots and hyphens", "invalid id %q", c.Scenario.ID)
	}
	if c.Title == "" {
		d.Fail(at, "state the rule in one sentence", "scenario %s has no title", c.ID)
	}
	switch c.Subject {
	case SubjectServer, SubjectClient, SubjectRelay:
	default:
		d.Fail(c.place("subject"), strictyaml.DidYouMean(string(c.Subject), []string{"server", "client", "relay"}), "unknown subject %q: use server, client or relay", string(c.Subject))
	}
	for _, p := range c.Profiles {
		if names := target.ProfileNames(); !slices.Contains(names, p) {
			d.Fail(c.place("profiles"), strictyaml.DidYouMean(p, names), "unknown profile %q: use one of %s", p, strings.Join(names, ", "))
		}
	}
	for _, kind := range c.Watch {
		if kinds := WatchKinds(); !slices.Contains(kinds, kind) {
			d.Fail(c.place("watch"), cmp.Or(strictyaml.DidYouMean(kind, kinds), "use one of "+strings.Join(kinds, ", ")), "unknown deviation %q", kind)
		}
	}
	l.lintProves(d, at, c, explicit)
	l.lintPolicy(d, c)
}

// lintProves checks the requirements of a case.
func (l *Loader) lintProves(d *strictyaml.Decoder, at *yaml.Node, c *Case, explicit bool) {
	if len(c.Proves) == 0 && c.Level == "" {
		d.Fail(at, "name the requirements that it proves, or give a level", "scenario %s has neither proves nor level", c.ID)
	}
	strictest := -1
	for _, id := range c.Proves {
		r, ok := l.Requirements.Get(id)
		if !ok {
			l.unknownRequirement(d, c.place("proves"), c, id)
			continue
		}
		strictest = max(strictest, r.Level.Rank())
	}
	if !explicit && strictest > c.Level.Rank() && len(c.Proves) > 1 {
		d.Fail(c.place("proves"), "name the strictest first, or give a level", "scenario %s takes its level (%s) from its first requirement, but a later one is stricter", c.ID, c.Level)
	}
}

func (l *Loader) unknownRequirement(d *strictyaml.Decoder, at *yaml.Node, c *Case, id string) {
	d.Fail(at, strictyaml.DidYouMean(id, l.Requirements.IDs()), "unknown requirement %[2]s in scenario %[1]s", c.ID, id)
}

// lintPolicy checks the entry of the policy table, and the level under its
// stricter reading.
func (l *Loader) lintPolicy(d *strictyaml.Decoder, c *Case) {
	entry, known := &requirements.Policy{Strict: "any"}, requirements.PolicyForm.MatchString(c.Policy)
	if known && l.Policies != nil {
		entry, known = l.Policies.Get(c.Policy)
	}
	switch {
	case c.Policy != "" && !known:
		d.Fail(c.place("policy"), "use an entry of the policy table, such as C01", "unknown policy %q", c.Policy)
	case c.StrictReading == "":
	case c.Policy == "":
		d.Fail(c.place("strict_reading"), "add policy with the entry of the policy table", "scenario %s has strict_reading without policy", c.ID)
	case entry.Strict == "":
		d.Fail(c.place("strict_reading"), "", "scenario %s has strict_reading, but %s has no stricter reading", c.ID, c.Policy)
	case c.StrictReading.Rank() <= c.Level.Rank():
		d.Fail(c.place("strict_reading"), "", "strict_reading of scenario %[1]s is not stricter: %[2]s under %[3]s, %[4]s otherwise", c.ID, c.StrictReading, c.Policy, c.Level)
	}
}

// place returns the position of a key of the case, or that of the scenario if the
// key is not given.
func (c *Case) place(key string) *yaml.Node {
	if pos, ok := c.keys[key]; ok && pos.File == c.Pos.File {
		return &yaml.Node{Line: pos.Line, Column: pos.Col}
	}
	return &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
}
