package diff

import "github.com/smtpspec/smtpspec/reports"

// trust is what of a load may be attributed to the server.
type trust int

const (
	trustAll     trust = iota // every figure
	trustMedians              // what is rare may be the machine
	trustNone                 // any of it may be the load generator
)

const (
	// busyLoop is the part of the time from which a loop of the load generator is
	// the bottleneck.
	busyLoop = 0.95
	// bearable is what a message may wait for processors, as a part of a median: it
	// is moved only by what half of them meet.
	bearable = 0.5
)

// trustOf returns what of a load may be attributed to the server.
func trustOf(l *reports.Load) trust {
	s := l.Source
	switch {
	case !s.Saturated:
		return trustAll
	case s.RunQueueWait <= 0 || s.Processors <= 0 || s.Busy >= busyLoop:
		return trustNone
	case waitedUS(l) > bearable*l.LatencyUS["transaction"].P50:
		return trustNone
	default:
		return trustMedians
	}
}

// waitedUS is how long the load generator waited for processors for each message,
// in microseconds.
func waitedUS(l *reports.Load) float64 {
	if l.Source.Processors <= 0 {
		return 0
	}
	return l.Source.RunQueueWait / l.Source.Processors * l.Source.CPUPerMessageUS
}
