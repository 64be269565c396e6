package sarif

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// result adds a finding. Seen counts those of the case that a fingerprint cannot
// tell apart.
func (b *builder) result(c *reports.Case, f *reports.Finding, seen map[string]int) {
	id, file, line := f.Requirement, f.File, f.Line
	if id == "" && len(c.Requirements) > 0 {
		id = c.Requirements[0]
	}
	if file == "" {
		file, line = c.File, c.Line
	}
	index := b.rule(c, id)
	out := result{
		RuleID: b.rules[index].ID, RuleIndex: index, Level: b.level(c, f), Message: b.message(c, f), Locations: locations(c, file, line),
		Properties: properties(c, f),
	}
	key := strings.Join([]string{c.ID, out.RuleID, string(f.Verdict), f.Kind}, "\x00")
	seen[key]++
	sum := sha256.Sum256([]byte(key))
	// GitHub tells results apart by the first of these alone. It is no hash of a line,
	// which other lines would move, but of what is reported of the server; how long
	// silence was awaited, and what came instead, differ from run to run.
	hash := hex.EncodeToString(sum[:8])
	out.PartialFingerprints = map[string]string{
		"primaryLocationLineHash": fmt.Sprintf("%s:%d", hash, seen[key]), "smtpspecFinding/v1": fmt.Sprintf("%x:%d", sum, seen[key]),
	}
	if c.Verdict == reports.Waived {
		out.Suppressions = []suppression{{Kind: "external", Status: "accepted", Justification: c.Headline()}}
	}
	b.results = append(b.results, out)
}

// level is that of a finding. A case of its own says what a waived one would be.
func (b *builder) level(c *reports.Case, f *reports.Finding) string {
	switch f.Verdict {
	case reports.Fail:
		return "error"
	case reports.Warn:
		if b.run.Strict {
			return "error"
		}
		return "warning"
	case reports.Waived:
		return levelOf(c.Level)
	default:
		return "note"
	}
}

// levelOf is the level of a rule that is broken.
func levelOf(requirement string) string {
	switch strings.TrimSuffix(requirement, " NOT") {
	case "SHOULD":
		return "warning"
	case "MAY", "INFO":
		return "note"
	default:
		return "error"
	}
}

func (b *builder) message(c *reports.Case, f *reports.Finding) message {
	text := cmp.Or(f.Message(), c.Headline())
	text = c.ID + ": " + c.Title + ": " + text
	if f.Sent != "" {
		text += "; sent " + f.Sent
	}
	return plain(text)
}

// plain is a message without placeholders such as {0}, §3.11.5, and without the
// links that are found in [text](target), §3.11.6: a blank goes into them, for a
// backslash would end one that came before. The properties have the exact text.
func plain(text string) message {
	text = strings.NewReplacer("](", "] (", "{", "{{", "}", "}}").Replace(text)
	if strings.TrimSpace(text) == "" {
		text = "nothing is said"
	}
	return message{text}
}

// properties has what was seen, as it is.
func properties(c *reports.Case, f *reports.Finding) map[string]any {
	out := map[string]any{"case": c.ID, "verdict": string(c.Verdict), "atMs": f.AtMS}
	for key, value := range map[string]string{"kind": f.Kind, "sent": f.Sent, "expected": f.Wanted(), "got": f.Came(), "policy": c.Policy} {
		if value != "" {
			out[key] = value
		}
	}
	return out
}
