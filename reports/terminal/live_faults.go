package terminal

import (
	"fmt"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// LiveFaults is the state of a self-test in progress.
type LiveFaults struct {
	// Phase says what is being done before the faults are switched on; then it
	// is empty.
	Phase                 string
	Done, Total, Survived int
}

// Lines are what a terminal shows of the self-test.
func (l LiveFaults) Lines(now time.Duration, o LiveOptions) []string {
	v, part := reports.Pass, 0.0
	if l.Total > 0 {
		part = float64(l.Done) / float64(l.Total)
	}
	count := livePart{"", fmt.Sprintf("%d survived", l.Survived)}
	if l.Survived > 0 {
		v, count.v = reports.Fail, reports.Fail
	}
	parts := []livePart{{"", fmt.Sprintf("%d/%d faults", l.Done, l.Total)}, count}
	if l.Phase != "" {
		parts = []livePart{{"", fmt.Sprintf("%d/%d %s", l.Done, l.Total, l.Phase)}}
	}
	return o.head(v, part, append(parts, livePart{"", elapsed(now.Seconds())}))
}

// Line says the same for an output that is no terminal.
func (l LiveFaults) Line(now time.Duration) string {
	if l.Phase != "" {
		return fmt.Sprintf("%d of %d %s, %s", l.Done, l.Total, l.Phase, elapsed(now.Seconds()))
	}
	return fmt.Sprintf("%d of %d faults, %d survived, %s", l.Done, l.Total, l.Survived, elapsed(now.Seconds()))
}
