package terminal

import (
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// WriteProbesHead writes the head of the table of probes.
func WriteProbesHead(w io.Writer, o Options) error {
	p := newPage(w, o.Width, o.Color)
	p.writeLine(fmt.Sprintf("%10s %11s %10s %10s %8s  %s", "rate", "accepted/s", "p50", "p99", "errors", "verdict"))
	return p.flush()
}

// WriteProbe writes a line of the table.
func WriteProbe(w io.Writer, probe reports.LoadProbe, o Options) error {
	p := newPage(w, o.Width, o.Color)
	n := probe.Counts
	errors := "-"
	if n.Attempted > 0 {
		errors = fmt.Sprintf("%.3g%%", 100*float64(n.Rejected+n.Failed)/float64(n.Attempted))
	}
	verdict := string(probe.Verdict)
	if probe.Kind == reports.ProbeConfirmation {
		verdict += " (confirmation)"
	}
	if probe.Why != "" {
		verdict += ", " + text.Clean(probe.Why, text.MaxLine)
	}
	p.writeLine(fmt.Sprintf("%10g %11.1f %10s %10s %8s  ", probe.Rate, probe.MessagesPerS, text.Micros(probe.P50), text.Micros(probe.P99), errors) +
		p.paint(probeColor(probe.Verdict), verdict))
	return p.flush()
}

func probeColor(v reports.ProbeVerdict) reports.Verdict {
	switch v {
	case reports.ProbeMet:
		return reports.Pass
	case reports.ProbeMissed:
		return reports.Fail
	case reports.ProbeSaturated:
		return reports.Warn
	default:
		return reports.Unknown
	}
}
