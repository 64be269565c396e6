package scenarios

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

var (
	policyForm = regexp.MustCompile(`^C[0-9]{2}$`)
	profiles   = []string{"receiver", "submission", "lmtp"}
)

// lint checks what a case says, beyond its form, and fills in its level.
func (l *Loader) lint(d *decoder, c *Case) bool {
	before := len(d.problems)
	at := &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
	if !idForm.MatchString(c.Scenario.ID) {
		d.fail(c.place("id"), "lower-case words joined by dots and hyphens", "%q is no id", c.Scenario.ID)
	}
	if c.Title == "" {
		d.fail(at, "the rule in one sentence", "scenario %s has no title", c.ID)
	}
	if len(c.Steps) == 0 {
		d.fail(at, "", "scenario %s plays nothing", c.ID)
	}
	switch c.Subject {
	case SubjectServer, SubjectClient, SubjectRelay:
	default:
		d.fail(c.place("subject"), didYouMean(string(c.Subject), []string{"server", "client", "relay"}), "%q is no subject; there are server, client, relay", string(c.Subject))
	}
	for _, p := range c.Profiles {
		if !slices.Contains(profiles, p) {
			d.fail(c.place("profiles"), didYouMean(p, profiles), "%q is no profile; there are %s", p, strings.Join(profiles, ", "))
		}
	}
	for _, kind := range c.Watch {
		if kinds := WatchKinds(); !slices.Contains(kinds, kind) {
			d.fail(c.place("watch"), cmp.Or(didYouMean(kind, kinds), "there are "+strings.Join(kinds, ", ")), "%q is no kind of deviation", kind)
		}
	}
	l.lintProves(d, at, c)
	l.lintPolicy(d, c)
	lintVariables(d, at, c)
	return len(d.problems) == before
}

// lintProves checks the requirements, and takes the level from the first one.
func (l *Loader) lintProves(d *decoder, at *yaml.Node, c *Case) {
	proves := slices.Clone(c.Proves)
	for _, st := range c.Steps {
		proves = append(proves, st.Proves...)
	}
	if len(c.Proves) == 0 && c.Level == "" {
		d.fail(at, "name the requirements that it proves, or give it a level", "scenario %s proves nothing", c.ID)
	}
	strictest := -1
	for i, id := range proves {
		r, ok := l.Requirements.Get(id)
		if !ok {
			d.fail(c.place("proves"), didYouMean(id, l.Requirements.IDs()), "scenario %s proves %s, which is no requirement", c.ID, id)
			continue
		}
		if i == 0 && c.Level == "" {
			c.Level = r.Level
		}
		if i < len(c.Proves) {
			strictest = max(strictest, r.Level.Rank())
		}
	}
	if c.Scenario.Level == "" && strictest > c.Level.Rank() && len(c.Proves) > 1 {
		d.fail(c.place("proves"), "name the strictest first, or give a level", "scenario %s takes its level (%s) from its first requirement, and a later one is stricter", c.ID, c.Level)
	}
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
	case c.Strict == "":
	case c.Policy == "":
		d.fail(c.place("strict"), "name the entry of the policy table with policy", "scenario %s has a level under a stricter reading, and says not of what", c.ID)
	case entry.Strict == "":
		d.fail(c.place("strict"), "", "scenario %s has a level under a stricter reading of %s, which has none", c.ID, c.Policy)
	case c.Strict.Rank() <= c.Level.Rank():
		d.fail(c.place("strict"), "", "scenario %s is %s under the stricter reading of %s, which is no more than %s", c.ID, c.Strict, c.Policy, c.Level)
	}
}

// lintVariables checks that each variable has a value when it is used.
func lintVariables(d *decoder, at *yaml.Node, c *Case) {
	var bound []string
	undefined := func(at *yaml.Node, name, where string) {
		words := slices.Concat(builtins(), sortedKeys(facts), bound, sortedKeys(derived()))
		for _, v := range c.Vars {
			words = append(words, v.Name)
		}
		d.fail(at, didYouMean(name, words), "scenario %s uses ${%s} (%s), which has no value", c.ID, name, where)
	}
	for i, v := range c.Vars {
		t, err := ParseTemplate(v.Value)
		if err != nil {
			d.fail(c.place("vars"), "", "variable %s: %v", v.Name, err)
			continue
		}
		before := &Case{Vars: c.Vars[:i]}
		for _, name := range t.Names() {
			if !before.known(name) {
				undefined(c.place("vars"), name, "in the variable "+v.Name)
			}
		}
	}
	for _, st := range c.Steps {
		for _, name := range st.names() {
			if !c.known(name) && !slices.Contains(bound, name) {
				place := at
				if st.Pos.File == c.Pos.File { // not in a shared fragment
					place = &yaml.Node{Line: st.Pos.Line, Column: st.Pos.Col}
				}
				undefined(place, name, fmt.Sprintf("line %d", st.Pos.Line))
			}
		}
		bound = append(bound, st.captured()...)
	}
}

// place finds a key of the scenario, and the scenario itself when the key stands
// nowhere in it.
func (c *Case) place(key string) *yaml.Node {
	at := &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
	re := regexp.MustCompile(`(?:^|[\s{,])` + key + `:`)
	lines := strings.Split(c.Source(), "\n")
	for i, line := range lines {
		if m := re.FindStringIndex(line); m != nil {
			at.Line, at.Column = c.Pos.Line+i, 1+utf8.RuneCountInString(line[:m[1]-len(key)-1])
			break
		}
	}
	return at
}
