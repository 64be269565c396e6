package reports

import (
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/scenarios"
)

// validate checks what the JSON types do not say.
func validate(r *Run) error {
	switch {
	case r.Cases == nil:
		return fmt.Errorf(`the key "cases" is missing`)
	case r.Verdict != Conformant && r.Verdict != NonConformant && r.Verdict != NoVerdict:
		return fmt.Errorf("verdict %q is none of %s, %s, %s", cleanText(r.Verdict, 80), Conformant, NonConformant, NoVerdict)
	case r.Started.UTC().Year() < 1 || r.Started.UTC().Year() > 9999:
		return fmt.Errorf("started is outside the years 1 to 9999")
	case r.ElapsedMS < 0:
		return fmt.Errorf("elapsed_ms is negative")
	}
	seen := make(map[string]bool, len(r.Cases))
	for i := range r.Cases {
		c := &r.Cases[i]
		if err := validateCase(c); err != nil {
			return fmt.Errorf("cases[%d] (%s): %w", i, cleanText(c.ID, 80), err)
		}
		if seen[c.ID] {
			return fmt.Errorf("cases[%d] (%s): the id stands twice", i, cleanText(c.ID, 80))
		}
		seen[c.ID] = true
	}
	if n := Count(r.Cases); n != r.Counts {
		return fmt.Errorf("counts say %+v, the cases add up to %+v", r.Counts, n)
	}
	if r.Verdict == Conformant && (r.Counts.Fail > 0 || r.Counts.Error > 0 || r.Counts.Pass == 0 || r.Interrupted) {
		return fmt.Errorf("verdict %s contradicts the cases: %+v, interrupted %t", Conformant, r.Counts, r.Interrupted)
	}
	return nil
}

func validateCase(c *Case) error {
	switch {
	case c.ID == "":
		return fmt.Errorf("the id is missing")
	case cleanText(c.ID, maxJSONText) != c.ID:
		return fmt.Errorf("the id holds characters that cannot be printed")
	case c.Level != "" && !slices.Contains(scenarios.Levels(), scenarios.Level(c.Level)):
		return fmt.Errorf("level %q is none of %v", cleanText(c.Level, 80), scenarios.Levels())
	case c.ElapsedMS < 0:
		return fmt.Errorf("elapsed_ms is negative")
	case c.Line < 0:
		return fmt.Errorf("line is negative")
	}
	if err := validateVerdict(c.Verdict); err != nil {
		return err
	}
	for i, f := range c.Findings {
		if err := validateVerdict(f.Verdict); err != nil {
			return fmt.Errorf("findings[%d]: %w", i, err)
		}
		if f.Line < 0 {
			return fmt.Errorf("findings[%d]: line is negative", i)
		}
	}
	for i, e := range c.Transcript {
		if e.From != FromClient && e.From != FromServer && e.From != FromNobody {
			return fmt.Errorf("transcript[%d]: from %q is none of C, S, -", i, cleanText(e.From, 80))
		}
	}
	return nil
}

func validateVerdict(v Verdict) error {
	if v.Valid() {
		return nil
	}
	return fmt.Errorf("verdict %q is none of %v", cleanText(string(v), 80), Verdicts())
}
