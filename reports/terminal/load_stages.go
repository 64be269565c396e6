package terminal

import (
	"fmt"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// writeStages writes a table, when there is more than one.
func (p *page) writeStages(l *reports.Load) {
	if len(l.Stages) < 2 {
		return
	}
	wide := len("stage")
	for _, s := range l.Stages {
		wide = max(wide, len(s.Name))
	}
	p.writeLine(fmt.Sprintf("%-*s %10s %10s %10s %10s %10s %8s", wide, "stage", "attempted", "messages/s", "p50", "p99", "max", "errors"))
	for _, s := range l.Stages {
		if s.Attempted == 0 {
			p.writeLine(fmt.Sprintf("%-*s %10d", wide, s.Name, 0))
			continue
		}
		p50, p99, most := "-", "-", "-"
		if s.Accepted > 0 {
			p50, p99, most = text.Micros(s.P50), text.Micros(s.P99), text.Micros(s.Max)
		}
		p.writeLine(fmt.Sprintf("%-*s %10d %10.1f %10s %10s %10s %8s", wide, s.Name, s.Attempted, s.MessagesPerS, p50, p99, most, fmt.Sprintf("%.3g%%", 100*s.Errors())))
	}
	p.writeBlank()
}
