package annotations

import (
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
)

// WriteRun writes the violations, errors and warnings of a run. A run without a
// verdict is an error of its own, because the job has failed for that.
func WriteRun(w io.Writer, r *reports.Run) error {
	r = reports.CleanRun(r, maxText)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	var all []annotation
	if r.Verdict != reports.Conformant && r.Verdict != reports.NonConformant {
		all = append(all, annotation{kind: kindError, title: "smtpspec: no verdict", text: or(r.Reason, r.Summary())})
	}
	for _, violations := range []bool{true, false} { // before errors of the harness
		for i := range r.Cases {
			c := &r.Cases[i]
			switch {
			case violations && r.Violates(c):
				all = append(all, ofCase(r, c, kindError, ""))
			case !violations && c.Errs():
				all = append(all, ofCase(r, c, kindError, "error: "))
			case !violations && c.Verdict == reports.Warn && !r.Strict:
				all = append(all, ofCase(r, c, kindWarning, ""))
			}
		}
	}
	return write(w, all, map[kind]string{kindError: "failures or errors", kindWarning: "warnings"})
}

func ofCase(r *reports.Run, c *reports.Case, k kind, prefix string) annotation {
	f := c.Worst()
	path, _ := reports.Source(f.File)
	lines := []string{prefix + c.Title}
	if f.Requirement != "" {
		lines = append(lines, strings.TrimSuffix(f.Requirement+", "+r.Rule(c, f.Requirement), ", "))
	}
	for _, part := range [][2]string{{"sent", f.Sent}, {"expected", f.Wanted()}, {"got", f.Came()}} {
		if part[1] != "" {
			lines = append(lines, part[0]+": "+part[1])
		}
	}
	if f.Expected.IsZero() || f.Got.IsZero() {
		lines = append(lines, or(f.Message(), c.Why()))
	}
	return annotation{kind: k, file: path, line: f.Line, title: c.ID, text: strings.TrimSpace(strings.Join(lines, "\n"))}
}

// or is text, or what replaces it where there is none.
func or(text, other string) string {
	if text != "" {
		return text
	}
	return other
}
