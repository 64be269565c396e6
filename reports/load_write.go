package reports

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// maxHistogram bounds the whole of one histogram line, in octets.
const maxHistogram = 1 << 20

// CleanLoad is CleanRun for a load result.
func CleanLoad(l *Load, limit int) *Load {
	c := cleanValue(reflect.ValueOf(*l), limit).Interface().(Load)
	c.Format = LoadFormat
	return &c
}

// WriteLoadJSON writes a load result as smtpspec.load/2. One whose sums do not
// hold is an error, and nothing is written.
func WriteLoadJSON(w io.Writer, l *Load) error {
	if err := CheckLoad(l); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // thresholds stay readable
	enc.SetIndent("", "  ")
	return enc.Encode(CleanLoad(l, maxHistogram))
}

// WriteLoadJUnit writes a load result as JUnit XML: one case for the run, which
// is an error when there is no verdict, and one for each threshold.
func WriteLoadJUnit(w io.Writer, l *Load) error {
	if err := CheckLoad(l); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	l = CleanLoad(l, maxJUnitText)
	s := junitSuite{
		Name: strings.TrimSpace("smtpspec load " + l.Target.Name), Time: seconds(l.ElapsedMS),
		Timestamp: l.Started.Format("2006-01-02T15:04:05"), Hostname: l.Target.Host(), Properties: loadProperties(l),
	}
	var table strings.Builder
	if err := WriteLoadTerminal(&table, l, TerminalOptions{}); err != nil {
		return err
	}
	whole := junitCase{Name: l.Plan.Scenario, ClassName: "smtpspec.load", Time: s.Time, SystemOut: &junitText{"\n" + table.String()}}
	if l.Verdict == NoVerdict {
		whole.Error = &junitOutcome{Message: l.Reason, Type: NoVerdict, Text: "\n" + table.String()}
		s.Errors++
	}
	s.Cases = append(s.Cases, whole)
	for _, t := range l.Thresholds {
		c := junitCase{Name: t.Expression, ClassName: "smtpspec.load.thresholds", Time: s.Time, SystemOut: &junitText{"measured: " + t.Measured}}
		switch {
		case t.Unmeasured:
			c.Error = &junitOutcome{Message: t.Measured, Type: NoVerdict, Text: "nothing can be said of " + t.Expression + ": " + t.Measured}
			s.Errors++
		case !t.Met:
			c.Failure = &junitOutcome{Message: "measured: " + t.Measured, Type: "threshold", Text: t.Expression + " was missed, measured: " + t.Measured}
			s.Failures++
		}
		s.Cases = append(s.Cases, c)
	}
	if d := l.Delivery; d != nil {
		c := junitCase{Name: "every accepted message is delivered once", ClassName: "smtpspec.load.delivery", Time: seconds(1000 * d.WaitedS)}
		if wrongs := d.Wrongs(); wrongs != "" {
			c.Failure = &junitOutcome{Message: wrongs, Type: "delivery", Text: wrongs}
			s.Failures++
		} else if d.Error != "" {
			c.Error = &junitOutcome{Message: d.Error, Type: NoVerdict, Text: d.Error}
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
	err := enc.Encode(junitSuites{
		Name: s.Name, Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Time: s.Time, Suites: []junitSuite{s},
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n")
	return err
}

func loadProperties(l *Load) *junitPropertyList {
	list := &junitPropertyList{}
	add := func(name, value string) {
		if value != "" {
			list.Items = append(list.Items, junitProperty{name, value})
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
