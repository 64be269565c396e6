package diff

import (
	"maps"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// facts compares what is outside the cases.
func (c *runComparison) facts() {
	a, b := c.old.Target, c.fresh.Target
	c.fact("target", a.Name, b.Name, false)
	if !a.Bundled || !b.Bundled { // the bundled server has another port each time
		c.fact("address", a.Address, b.Address, false)
	} else if a.Host() != b.Host() {
		c.fact("address", a.Address, b.Address, false)
	}
	c.fact("domain", a.Domain, b.Domain, false)
	if degree := replies.Compare(a.Greeting, b.Greeting, c.was, c.is, false); degree != replies.Same {
		c.fact("greeting", a.Greeting, b.Greeting, degree == replies.Signal)
	}
	c.capabilities(a.Capabilities, b.Capabilities, c.was, c.is)
	names := maps.Clone(a.Facts)
	if names == nil {
		names = map[string]string{}
	}
	maps.Copy(names, b.Facts)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c.fact(name, a.Facts[name], b.Facts[name], false)
	}
	c.fact("stricter readings", strings.Join(c.old.StricterReadings(), " "), strings.Join(c.fresh.StricterReadings(), " "), false)
	c.fact("tool", c.old.Tool.Version, c.fresh.Tool.Version, false)
	c.fact("catalogue", c.old.Tool.Catalogue, c.fresh.Tool.Catalogue, false)
}

func (d *Diff) fact(name, old, fresh string, reply bool) {
	if old != fresh {
		d.Facts = append(d.Facts, Fact{Name: name, Old: old, New: fresh, Reply: reply})
	}
}

// capabilities compares keyword by keyword, whatever their order. The habits are those
// of the two results.
func (d *Diff) capabilities(old, fresh []string, was, is *replies.Habits) {
	before, after := keywords(old), keywords(fresh)
	all := maps.Clone(before)
	maps.Copy(all, after)
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if !replies.Keyword(before[k], after[k], was, is) {
			d.fact("capability "+k, before[k], after[k], true)
		}
	}
}

// keywords gives the lines of EHLO by their first word. A keyword that is there
// twice has both lines.
func keywords(lines []string) map[string]string {
	out := map[string]string{}
	for _, l := range slices.Sorted(slices.Values(lines)) {
		word, _, _ := strings.Cut(l, " ")
		word = strings.ToUpper(word)
		if other, ok := out[word]; ok {
			l = other + ", " + l
		}
		out[word] = l
	}
	return out
}
