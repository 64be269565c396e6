package scenarios

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

var policyForm = regexp.MustCompile(`^C[0-9]{2}$`)

// lintHead checks what a case says, beyond its form, before its steps. explicit
// tells that its level was written, in the scenario or in a cell.
func (l *Loader) lintHead(d *decoder, c *Case, explicit bool) {
	at := &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
	if !idForm.MatchString(c.Scenario.ID) {
		d.fail(c.place("id"), "lower-case words joined by dots and hyphens", "%q is no id", c.Scenario.ID)
	}
	if c.Title == "" {
		d.fail(at, "the rule in one sentence", "scenario %s has no title", c.ID)
	}
	switch c.Subject {
	case SubjectServer, SubjectClient, SubjectRelay:
	default:
		d.fail(c.place("subject"), didYouMean(string(c.Subject), []string{"server", "client", "relay"}), "%q is no subject; there are server, client, relay", string(c.Subject))
	}
	for _, p := range c.Profiles {
		if names := ProfileNames(); !slices.Contains(names, p) {
			d.fail(c.place("profiles"), didYouMean(p, names), "%q is no profile; there are %s", p, strings.Join(names, ", "))
		}
	}
	for _, kind := range c.Watch {
		if kinds := WatchKinds(); !slices.Contains(kinds, kind) {
			d.fail(c.place("watch"), cmp.Or(didYouMean(kind, kinds), "there are "+strings.Join(kinds, ", ")), "%q is no kind of deviation", kind)
		}
	}
	l.lintProves(d, at, c, explicit)
	l.lintPolicy(d, c)
}

// lintProves checks the requirements of a case.
func (l *Loader) lintProves(d *decoder, at *yaml.Node, c *Case, explicit bool) {
	if len(c.Proves) == 0 && c.Level == "" {
		d.fail(at, "name the requirements that it proves, or give it a level", "scenario %s proves nothing", c.ID)
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
		d.fail(c.place("proves"), "name the strictest first, or give a level", "scenario %s takes its level (%s) from its first requirement, and a later one is stricter", c.ID, c.Level)
	}
}

func (l *Loader) unknownRequirement(d *decoder, at *yaml.Node, c *Case, id string) {
	d.fail(at, didYouMean(id, l.Requirements.IDs()), "scenario %s proves %s, which is no requirement", c.ID, id)
}

// lintPolicy checks the entry of the policy table, and the level under its
// stricter reading.
func (l *Loader) lintPolicy(d *decoder, c *Case) {
	entry, known := &Policy{Strict: "any"}, policyForm.MatchString(c.Policy)
	if known && l.Policies != nil {
		entry, known = l.Policies.Get(c.Policy)
	}
	switch {
	case c.Policy != "" && !known:
		d.fail(c.place("policy"), "an entry of the policy table, such as C01", "%q is no policy", c.Policy)
	case c.StrictReading == "":
	case c.Policy == "":
		d.fail(c.place("strict_reading"), "name the entry of the policy table with policy", "scenario %s has a level under a stricter reading, and says not of what", c.ID)
	case entry.Strict == "":
		d.fail(c.place("strict_reading"), "", "scenario %s has a level under a stricter reading of %s, which has none", c.ID, c.Policy)
	case c.StrictReading.Rank() <= c.Level.Rank():
		d.fail(c.place("strict_reading"), "", "scenario %s is %s under the stricter reading of %s, which is no more than %s", c.ID, c.StrictReading, c.Policy, c.Level)
	}
}

// place is where a key of the case is, or the scenario when it is nowhere in it.
func (c *Case) place(key string) *yaml.Node {
	if pos, ok := c.keys[key]; ok && pos.File == c.Pos.File {
		return &yaml.Node{Line: pos.Line, Column: pos.Col}
	}
	return &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
}
