package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
)

// maxText bounds one string of a JUnit file, in octets.
const maxText = 16 << 10

// WriteRun writes a run as JUnit XML, one test case for each case: failure
// for fail, error for error, skipped with the reason for skip, unknown and
// waived. Warn and info pass, with a system-out. Overall verdict and reason
// are among the properties of the suite: without them a run that has no
// verdict, or that strict does not accept, would look clean.
func WriteRun(w io.Writer, r *reports.Run) error {
	r = reports.CleanRun(r, maxText)
	if r.Verdict == "" {
		reports.Conclude(r, r.Strict)
	}
	suites := suitesOf(r)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func suitesOf(r *reports.Run) suites {
	s := suite{
		Name:      strings.TrimSpace("smtpspec " + r.Target.Name),
		Time:      seconds(r.ElapsedMS),
		Timestamp: r.Started.Format("2006-01-02T15:04:05"), // the schema knows no zone; it is UTC
		Hostname:  r.Target.Host(),
		Cases:     make([]testCase, len(r.Cases)),
	}
	for i := range r.Cases {
		c := caseOf(r, &r.Cases[i])
		s.Cases[i] = c
		s.Tests++
		switch {
		case c.Failure != nil:
			s.Failures++
		case c.Error != nil:
			s.Errors++
		case c.Skipped != nil:
			s.Skipped++
		}
	}
	s.Properties = propertiesOf(r)
	if r.Reason != "" {
		s.SystemErr = &cdata{r.Verdict + ": " + r.Reason}
	}
	return suites{
		Name: s.Name, Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Time: s.Time,
		Suites: []suite{s},
	}
}

func caseOf(r *reports.Run, c *reports.Case) testCase {
	out := testCase{Name: c.ID, ClassName: className(r, c), Time: seconds(c.ElapsedMS)}
	switch c.Verdict {
	case reports.Pass:
	case reports.Fail:
		out.Failure = &outcome{Type: kindOf(c), Message: c.Headline(), Text: "\n" + terminal.Detail(r, c)}
	case reports.Warn, reports.Info:
		out.SystemOut = &cdata{"\n" + terminal.Detail(r, c)}
	case reports.Skip, reports.Unknown, reports.Waived:
		out.Skipped = &outcome{Message: string(c.Verdict) + ": " + c.Headline()}
	default:
		out.Error = &outcome{Type: kindOf(c), Message: c.Headline(), Text: "\n" + terminal.Detail(r, c)}
	}
	return out
}

// kindOf is the kind of the worst finding, or the level of the case.
func kindOf(c *reports.Case) string {
	if f := c.WorstFirst(); len(f) > 0 && f[0].Kind != "" {
		return f[0].Kind
	}
	if c.Level != "" {
		return c.Level
	}
	return string(c.Verdict)
}

// className puts a case under the section that it proves, as in
// RFC5321.section_4_5_2, because consumers take what is before the last dot
// for a package. Without a requirement it is the first part of the id.
func className(r *reports.Run, c *reports.Case) string {
	if req, ok := r.Requirements[c.MainRequirement()]; ok && req.RFC != "" && req.Section != "" {
		document := req.RFC
		if document[0] >= '0' && document[0] <= '9' {
			document = "RFC" + document
		}
		section := req.Section
		if section[0] >= '0' && section[0] <= '9' {
			section = "section_" + section
		}
		return document + "." + strings.ReplaceAll(section, ".", "_")
	}
	prefix, _, _ := strings.Cut(c.ID, ".")
	return "smtpspec." + prefix
}

func propertiesOf(r *reports.Run) *propertyList {
	var list propertyList
	add := func(name, value string) {
		if value != "" {
			list.Items = append(list.Items, property{name, value})
		}
	}
	add("verdict", r.Verdict)
	add("reason", r.Reason)
	add("profile", r.Profile)
	add("stricter readings", strings.Join(r.StricterReadings(), " "))
	add("target", r.Target.Name)
	add("address", r.Target.Address)
	add("tool", strings.TrimSpace(r.Tool.Name+" "+r.Tool.Version))
	add("catalogue", r.Tool.Catalogue)
	if r.Strict {
		add("strict", "true")
	}
	if r.Interrupted {
		add("interrupted", "true")
	}
	return &list
}

func seconds(ms float64) string { return fmt.Sprintf("%.3f", max(ms, 0)/1000) }
