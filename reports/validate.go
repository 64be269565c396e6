package reports

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/reports/text"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// validate checks what the JSON types do not say.
func validate(r *Run) error {
	switch {
	case r.Cases == nil:
		return fmt.Errorf(`the key "cases" is missing`)
	case r.Verdict != Conformant && r.Verdict != NonConformant && r.Verdict != NoVerdict:
		return fmt.Errorf("unknown verdict %q; use one of %s, %s, %s", text.Clean(r.Verdict, 80), Conformant, NonConformant, NoVerdict)
	case r.Started.UTC().Year() < 1 || r.Started.UTC().Year() > 9999:
		return fmt.Errorf("started is outside the years 1 to 9999")
	case r.ElapsedMS < 0:
		return fmt.Errorf("elapsed_ms is negative")
	}
	seen := make(map[string]bool, len(r.Cases))
	for i := range r.Cases {
		c := &r.Cases[i]
		if err := validateCase(c); err != nil {
			return fmt.Errorf("cases[%d] (%s): %w", i, text.Clean(c.ID, 80), err)
		}
		if seen[c.ID] {
			return fmt.Errorf("cases[%d] (%s): duplicate id", i, text.Clean(c.ID, 80))
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
	case text.Clean(c.ID, maxJSONText) != c.ID:
		return fmt.Errorf("the id contains unprintable characters")
	case c.Level != "" && !slices.Contains(requirements.Levels(), requirements.Level(c.Level)):
		return fmt.Errorf("unknown level %q; use one of %v", text.Clean(c.Level, 80), requirements.Levels())
	case c.ElapsedMS < 0:
		return fmt.Errorf("elapsed_ms is negative")
	case c.Line < 0:
		return fmt.Errorf("line is negative")
	}
	if err := validateVerdict(c.Verdict); err != nil {
		return err
	}
	for i := range c.Findings {
		if err := validateFinding(&c.Findings[i]); err != nil {
			return fmt.Errorf("findings[%d]: %w", i, err)
		}
	}
	for i := range c.Transcript {
		o := &c.Transcript[i].Observation
		err := validateSeen(o)
		if o.IsZero() {
			err = errors.New("the kind is missing")
		}
		if err != nil {
			return fmt.Errorf("transcript[%d]: %w", i, err)
		}
	}
	return validateReason(c.Reason)
}

// validateFinding checks a finding.
func validateFinding(f *Finding) error {
	if err := validateVerdict(f.Verdict); err != nil {
		return err
	}
	if f.Line < 0 {
		return fmt.Errorf("line is negative")
	}
	return cmp.Or(validateWanted(&f.Expected), validateSeen(&f.Got))
}

func validateReason(r *Reason) error {
	if r == nil {
		return nil
	}
	if !slices.Contains(ReasonKinds(), r.Kind) {
		return fmt.Errorf("reason: unknown kind %q", text.Clean(string(r.Kind), 80))
	}
	return cmp.Or(validateWanted(&r.Expected), validateSeen(&r.Got))
}

// validateWanted checks what was expected, where anything was.
func validateWanted(e *Expectation) error {
	if e.IsZero() || slices.Contains(ExpectationKinds(), e.Kind) {
		return nil
	}
	return fmt.Errorf("expected: unknown kind %q", text.Clean(string(e.Kind), 80))
}

// validateSeen checks what was seen, where anything was.
func validateSeen(o *Observation) error {
	if o.IsZero() || slices.Contains(ObservationKinds(), o.Kind) {
		return nil
	}
	return fmt.Errorf("unknown kind of observation %q", text.Clean(string(o.Kind), 80))
}

func validateVerdict(v Verdict) error {
	if v.Valid() {
		return nil
	}
	return fmt.Errorf("unknown verdict %q; use one of %v", text.Clean(string(v), 80), Verdicts())
}
