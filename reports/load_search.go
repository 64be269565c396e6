package reports

import (
	"fmt"
)

// ProbeKind says why a rate was tried.
type ProbeKind string

// The kinds of probes, in their order.
const (
	ProbeDoubling     ProbeKind = "doubling"
	ProbeBisection    ProbeKind = "bisection"
	ProbeConfirmation ProbeKind = "confirmation"
)

// ProbeVerdict is what a probe shows.
type ProbeVerdict string

// The verdicts of probes.
const (
	ProbeMet       ProbeVerdict = "met"
	ProbeMissed    ProbeVerdict = "missed"
	ProbeSaturated ProbeVerdict = "saturated" // the generator was the bottleneck: no evidence on the server
	ProbeNone      ProbeVerdict = "none"      // interrupted, or the target died
)

// Limit is what keeps the answer of a search from being higher.
type Limit string

// The limits of a search.
const (
	LimitServer    Limit = "server"
	LimitGenerator Limit = "generator" // the server may take more
	LimitRange     Limit = "range"     // the highest rate that was asked for
)

// LoadSearchPlan is how the highest rate was searched for.
type LoadSearchPlan struct {
	Bounds    []string `json:"bounds"`
	From      float64  `json:"from"` // messages a second
	To        float64  `json:"to"`
	Precision float64  `json:"precision"` // part of the rate
	ProbeS    float64  `json:"probe_s"`
	WarmupS   float64  `json:"warmup_s"` // of each probe
	DrainS    float64  `json:"drain_s"`  // between two
}

// LoadProbe is one open loop of a search.
type LoadProbe struct {
	Rate         float64      `json:"rate"` // messages a second
	Kind         ProbeKind    `json:"kind"`
	Verdict      ProbeVerdict `json:"verdict"`
	Why          string       `json:"why,omitempty"`
	Counts       LoadCounts   `json:"counts"`
	MessagesPerS float64      `json:"messages_per_s"` // accepted
	P50          float64      `json:"p50"`            // of the transaction, microseconds
	P99          float64      `json:"p99"`
	Saturated    bool         `json:"saturated"`
	Delayed      int64        `json:"delayed"` // messages that found no free connection
}

// LoadAnswer is what a search found.
type LoadAnswer struct {
	Found bool `json:"found"`
	// Rate is the highest that was confirmed when there is an answer, and otherwise
	// the highest at which the bounds were met, or 0.
	Rate float64 `json:"rate"`
	// NotAt is the lowest rate above at which they were missed, 0 for none.
	NotAt     float64 `json:"not_at,omitempty"`
	LimitedBy Limit   `json:"limited_by,omitempty"`
	// LowestMisses says that the server misses the bounds at the lowest rate.
	LowestMisses bool `json:"lowest_misses,omitempty"`
	// Reason says why there is none.
	Reason string `json:"reason,omitempty"`
}

// String is the answer as a sentence without a stop.
func (a *LoadAnswer) String() string {
	switch {
	case !a.Found && a.Rate > 0:
		return fmt.Sprintf("none: %s; %g messages/s met the bounds", a.Reason, a.Rate)
	case !a.Found:
		return "none: " + a.Reason
	case a.LimitedBy == LimitGenerator:
		return fmt.Sprintf("at least %g messages/s; at %g the generator was the bottleneck, so that the server may take more", a.Rate, a.NotAt)
	case a.LimitedBy == LimitRange:
		return fmt.Sprintf("at least %g messages/s, the highest rate that was asked for", a.Rate)
	default:
		return fmt.Sprintf("%g messages/s; at %g the bounds are missed", a.Rate, a.NotAt)
	}
}

// ConcludeSearch gives the overall verdict of a search, see ConcludeLoad.
func ConcludeSearch(l *Load, bounds []Threshold) {
	ConcludeLoad(l, bounds)
	switch a := l.Answer; {
	case a.Found:
		l.Verdict, l.Reason = Met, ""
	case a.LowestMisses:
		l.Verdict, l.Reason = Missed, a.Reason
	default:
		l.Verdict, l.Reason = NoVerdict, a.Reason
	}
}
