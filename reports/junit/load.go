package junit

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
)

// WriteLoad writes a load result as JUnit XML: one case for the run, which
// is an error when there is no verdict, and one for each threshold.
func WriteLoad(w io.Writer, l *reports.Load) error {
	if err := reports.CheckLoad(l); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	l = reports.CleanLoad(l, maxText)
	s := suite{
		Name: strings.TrimSpace("smtpspec load " + l.Target.Name), Time: seconds(l.ElapsedMS),
		Timestamp: l.Started.Format("2006-01-02T15:04:05"), Hostname: l.Target.Host(), Properties: loadPropertiesOf(l),
	}
	var table strings.Builder
	if err := terminal.WriteLoad(&table, l, terminal.Options{}); err != nil {
		return err
	}
	whole := testCase{Name: l.Plan.Scenario, ClassName: "smtpspec.load", Time: s.Time, SystemOut: &cdata{"\n" + table.String()}}
	if l.Verdict == reports.NoVerdict {
		whole.Error = &outcome{Message: l.Reason, Type: reports.NoVerdict, Text: "\n" + table.String()}
		s.Errors++
	}
	s.Cases = append(s.Cases, whole)
	for _, t := range l.Thresholds {
		c := testCase{Name: t.Expression, ClassName: "smtpspec.load.thresholds", Time: s.Time, SystemOut: &cdata{"measured: " + t.Measured}}
		switch {
		case t.Unmeasured:
			c.Error = &outcome{Message: t.Measured, Type: reports.NoVerdict, Text: t.Expression + " was not measured: " + t.Measured}
			s.Errors++
		case !t.Met:
			c.Failure = &outcome{Message: "measured: " + t.Measured, Type: "threshold", Text: t.Expression + " was missed, measured: " + t.Measured}
			s.Failures++
		}
		s.Cases = append(s.Cases, c)
	}
	if d := l.Delivery; d != nil {
		c := testCase{Name: "every accepted message is delivered once", ClassName: "smtpspec.load.delivery", Time: seconds(1000 * d.WaitedS)}
		if wrongs := d.Wrongs(); wrongs != "" {
			c.Failure = &outcome{Message: wrongs, Type: "delivery", Text: wrongs}
			s.Failures++
		} else if d.Error != "" {
			c.Error = &outcome{Message: d.Error, Type: reports.NoVerdict, Text: d.Error}
			s.Errors++
		}
		s.Cases = append(s.Cases, c)
	}
	s.Tests = len(s.Cases)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	err := enc.Encode(suites{
		Name: s.Name, Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Time: s.Time, Suites: []suite{s},
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

func loadPropertiesOf(l *reports.Load) *propertyList {
	list := &propertyList{}
	add := func(name, value string) {
		if value != "" {
			list.Items = append(list.Items, property{name, value})
		}
	}
	add("verdict", l.Verdict)
	add("reason", l.Reason)
	add("target", l.Target.Name)
	add("address", l.Target.Address)
	add("tool", strings.TrimSpace(l.Tool.Name+" "+l.Tool.Version))
	add("catalogue", l.Tool.Catalogue)
	if l.Source.Saturated {
		add("saturated", "true")
	}
	if l.Interrupted {
		add("interrupted", "true")
	}
	return list
}
