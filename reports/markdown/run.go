package markdown

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
)

// WriteRun writes a conformance run in at most limit octets, or Limit when that
// is 0.
func WriteRun(w io.Writer, r *reports.Run, limit int) error {
	r = reports.CleanRun(r, maxText)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	p := newPage(limit)
	p.head(r)
	var violations, errors, warnings, waived []*reports.Case
	for i := range r.Cases {
		switch c := &r.Cases[i]; {
		case r.Violates(c):
			violations = append(violations, c)
		case c.Errs():
			errors = append(errors, c)
		case c.Verdict == reports.Warn:
			warnings = append(warnings, c)
		case c.Verdict == reports.Waived:
			waived = append(waived, c)
		}
	}
	columns := []string{"case", "requirement", "sent", "expected", "received"}
	p.table("Violations", len(violations), columns, findingRows(r, violations))
	p.table("Errors of the harness or the network", len(errors), []string{"case", "reason"}, reasonRows(errors))
	p.table("Warnings", len(warnings), columns, findingRows(r, warnings))
	var unknown [][]string
	for _, g := range r.Reasons(reports.Unknown) {
		unknown = append(unknown, []string{strconv.Itoa(len(g.Cases)), octets(g.Text)})
	}
	p.table("Not observed", reports.Count(r.Cases).Unknown, []string{"cases", "reason"}, unknown)
	p.table("Waived", len(waived), []string{"case", "reason"}, reasonRows(waived))
	for _, cases := range [][]*reports.Case{violations, errors, warnings} {
		for _, c := range cases[:min(len(cases), maxRows)] {
			p.folded(c.ID, c.Title, terminal.Detail(r, c))
		}
	}
	_, err := io.WriteString(w, p.text())
	return err
}

// head says the verdict and what was tested.
func (p *page) head(r *reports.Run) {
	p.heading("smtpspec", r.Verdict, reports.Conformant, reports.NonConformant, reports.NoVerdict)
	target := inline(strings.TrimSpace(r.Target.Name + " at " + r.Target.Address))
	if r.Profile != "" {
		target += ", profile " + inline(r.Profile)
	}
	if ids := r.StricterReadings(); len(ids) > 0 {
		target += ", stricter reading of " + inline(strings.Join(ids, ", "))
	}
	p.add("Target " + target + "\n\n")
	if r.Reason != "" {
		p.add("Reason: " + inline(r.Reason) + "\n\n")
	}
	n := reports.Count(r.Cases)
	p.add("| passed | failed | warnings | info | skipped | unknown | errors | waived |\n|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	p.add(fmt.Sprintf("| %d | %d | %d | %d | %d | %d | %d | %d |\n", n.Pass, n.Fail, n.Warn, n.Info, n.Skip, n.Unknown, n.Error, n.Waived))
}

// findingRows has a row for each case, of its worst finding.
func findingRows(r *reports.Run, cases []*reports.Case) [][]string {
	rows := make([][]string, len(cases))
	for i, c := range cases {
		f := c.Worst()
		got := cmp.Or(f.Came(), f.Message(), c.Why())
		requirement := octets(f.Requirement)
		if rule := r.Rule(c, f.Requirement); rule != "" {
			requirement = strings.TrimSpace(requirement + " " + octets(rule))
		}
		rows[i] = []string{octets(c.ID), requirement, octets(f.Sent), octets(f.Wanted()), octets(got)}
	}
	return rows
}

func reasonRows(cases []*reports.Case) [][]string {
	rows := make([][]string, len(cases))
	for i, c := range cases {
		rows[i] = []string{octets(c.ID), octets(c.Headline())}
	}
	return rows
}
