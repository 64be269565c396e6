package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/terminal"
	"github.com/smtpspec/smtpspec/reports/text"
)

// WriteLoad writes a load result in at most limit octets, or Limit when that is 0.
func WriteLoad(w io.Writer, l *reports.Load, limit int) error {
	l = reports.CleanLoad(l, maxText)
	p := newPage(limit)
	p.heading("smtpspec load", l.Verdict, reports.Met, reports.Missed, reports.NoVerdict)
	p.add("Target " + inline(strings.TrimSpace(l.Target.Name+" at "+l.Target.Address)) + ", exchange " + inline(l.Plan.Scenario) + "\n\n")
	if l.Reason != "" {
		p.add("Reason: " + inline(l.Reason) + "\n\n")
	}
	n := l.Counts
	p.add("| attempted | accepted | rejected | failed | messages/s | MB/s |\n|---:|---:|---:|---:|---:|---:|\n")
	p.add(fmt.Sprintf("| %d | %d | %d | %d | %.1f | %.2f |\n", n.Attempted, n.Accepted, n.Rejected, n.Failed, l.Throughput.MessagesPerS, l.Throughput.BytesPerS/1e6))
	if l.Answer != nil {
		p.add("\nHighest rate: " + inline(l.Answer.String()) + "\n")
	}
	if l.Source.Saturated {
		p.add("\nSaturated, the source may have been the bottleneck: " + inline(l.Source.Why) + "\n")
	}
	if d := l.Delivery; d != nil && d.Wrongs()+d.Error != "" {
		p.add("\nDelivery: " + inline(d.Wrongs()+d.Error) + "\n")
	}
	p.table("Thresholds", len(l.Thresholds), []string{"", "threshold", "measured"}, thresholds(l))
	p.latencies(l)
	var text strings.Builder
	if err := terminal.WriteLoad(&text, l, terminal.Options{}); err != nil {
		return err
	}
	p.folded(l.Plan.Scenario, "the whole report", text.String())
	_, err := io.WriteString(w, p.text())
	return err
}

func thresholds(l *reports.Load) [][]string {
	rows := make([][]string, len(l.Thresholds))
	for i, t := range l.Thresholds {
		word := "**missed**"
		switch {
		case t.Unmeasured:
			word = "unknown"
		case t.Met:
			word = "met"
		}
		rows[i] = []string{word, octets(t.Expression), octets(t.Measured)}
	}
	return rows
}

// latencies adds a table of the phases that were measured.
func (p *page) latencies(l *reports.Load) {
	var rows [][]string
	for _, phase := range reports.LoadPhases() {
		if d := l.LatencyUS[phase]; d.Count > 0 {
			rows = append(rows, []string{
				phase, fmt.Sprint(d.Count), text.Micros(d.P50), text.Micros(d.P90), text.Micros(d.P99), text.Micros(d.P999), text.Micros(d.Max),
			})
		}
	}
	p.table("Phases", len(rows), []string{"phase", "count", "p50", "p90", "p99", "p99.9", "max"}, rows)
}
