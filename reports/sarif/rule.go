package sarif

import (
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// rule is the place of the rule that a requirement is. A case without one is
// judged by its own title.
func (b *builder) rule(c *reports.Case, id string) int {
	if id == "" {
		id = c.ID
	}
	if id == "" {
		id = "smtpspec"
	}
	if i, ok := b.index[id]; ok {
		return i
	}
	q, known := b.run.Requirements[id]
	text, short, level := q.Text, strings.TrimSuffix(q.Reference()+", "+q.Level, ", "), q.Level
	if !known || text == "" {
		text = c.Title
	}
	if text == "" {
		text = id
	}
	if !known || short == "" {
		short, level = text, c.Level
	}
	help := text
	if short != text {
		help = short + ": " + text
	}
	out := rule{
		ID: id, ShortDescription: plain(short), FullDescription: plain(text), Help: plain(help),
		HelpURI: documentURI(q), DefaultConfiguration: configuration{levelOf(level)}, Properties: map[string]any{"tags": tags(q)},
	}
	b.index[id] = len(b.rules)
	b.rules = append(b.rules, out)
	return b.index[id]
}

// tags are what GitHub filters alerts by.
func tags(q reports.Requirement) []string {
	out := []string{"smtp"}
	if q.Level != "" {
		out = append(out, q.Level)
	}
	if q.RFC == "security" {
		out = append(out, "security")
	}
	return out
}

// documentURI is where the rule can be read, "" for what is no RFC.
func documentURI(q reports.Requirement) string {
	digits := func(s string) bool { return s != "" && len(s) < 20 && strings.Trim(s, "0123456789.") == "" }
	if !digits(q.RFC) || strings.Contains(q.RFC, ".") {
		return ""
	}
	uri := "https://www.rfc-editor.org/rfc/rfc" + strings.TrimLeft(q.RFC, "0")
	if digits(q.Section) {
		uri += "#section-" + q.Section
	}
	return uri
}
