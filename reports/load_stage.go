package reports

import (
	"fmt"
	"strings"
)

// LoadStagePlan is a stage of the plan: its rate, in messages a second, goes
// evenly from one to the other.
type LoadStagePlan struct {
	DurationS float64 `json:"duration_s"`
	From      float64 `json:"from"`
	To        float64 `json:"to"`
}

// LoadStage is what became of the messages that were to start in a stage,
// whenever they ended.
type LoadStage struct {
	LoadStagePlan
	Name      string  `json:"name"`     // as --stages has it
	AtS       float64 `json:"at_s"`     // when it begins, behind the warm-up
	LengthS   float64 `json:"length_s"` // to its end, or to that of its last message if that was later
	Attempted int64   `json:"attempted"`
	Accepted  int64   `json:"accepted"`
	Rejected  int64   `json:"rejected"`
	Failed    int64   `json:"failed"`
	// InTime were accepted before the stage was over: the rest lagged behind.
	InTime       int64   `json:"in_time"`
	MessagesPerS float64 `json:"messages_per_s"` // accepted, in its length
	P50          float64 `json:"p50"`            // of the transaction, microseconds
	P99          float64 `json:"p99"`
	Max          float64 `json:"max"`
}

// Errors is the part of the messages that was not accepted, 0 to 1.
func (s *LoadStage) Errors() float64 {
	if s.Attempted == 0 {
		return 0
	}
	return float64(s.Rejected+s.Failed) / float64(s.Attempted)
}

// stages writes a table, when there is more than one.
func (p *page) stages(l *Load) {
	if len(l.Stages) < 2 {
		return
	}
	wide := len("stage")
	for _, s := range l.Stages {
		wide = max(wide, len(s.Name))
	}
	p.raw(fmt.Sprintf("%-*s %10s %10s %10s %10s %10s %8s", wide, "stage", "attempted", "messages/s", "p50", "p99", "max", "errors"))
	for _, s := range l.Stages {
		if s.Attempted == 0 {
			p.raw(fmt.Sprintf("%-*s %10d", wide, s.Name, 0))
			continue
		}
		p50, p99, most := "-", "-", "-"
		if s.Accepted > 0 {
			p50, p99, most = Micros(s.P50), Micros(s.P99), Micros(s.Max)
		}
		p.raw(fmt.Sprintf("%-*s %10d %10.1f %10s %10s %10s %8s", wide, s.Name, s.Attempted, s.MessagesPerS, p50, p99, most, fmt.Sprintf("%.3g%%", 100*s.Errors())))
	}
	p.blank()
}

// openLoop is what the plan says of the clock.
func openLoop(n LoadPlan) string {
	if len(n.Stages) == 0 {
		return fmt.Sprintf("open loop at %g messages/s", n.Rate)
	}
	parts := make([]string, 0, len(n.Stages))
	for _, s := range n.Stages {
		text := fmt.Sprintf("%g s at %g", s.DurationS, s.From)
		if s.To != s.From {
			text = fmt.Sprintf("%g s from %g to %g", s.DurationS, s.From, s.To)
		}
		parts = append(parts, text)
	}
	return "open loop, messages/s: " + strings.Join(parts, ", ")
}
