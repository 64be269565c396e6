package reports

import (
	"fmt"

	"github.com/smtpspec/smtpspec/reports/text"
)

// Summary is the last line of the text output: the verdict and the sums.
func (l *Load) Summary() string { return l.Verdict + l.Sums() }

// Sums is what follows the verdict in the last line of the text output.
func (l *Load) Sums() string {
	note := ""
	if l.Interrupted {
		note = " (interrupted)"
	}
	n := l.Counts
	return fmt.Sprintf("%s: %d attempted, %d accepted, %d rejected, %d failed in %s, %s", note,
		n.Attempted, n.Accepted, n.Rejected, n.Failed, text.Duration(l.ElapsedMS), text.PerSecond(l.Throughput.MessagesPerS))
}
