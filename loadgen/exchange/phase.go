package exchange

import "github.com/smtpspec/smtpspec/reports"

// Phase is a part of a session whose latency is recorded.
type Phase uint8

// The phases in the order of reports.LoadPhases. PhaseNone is what is not measured, such as
// the reply to QUIT.
const (
	PhaseConnect Phase = iota
	PhaseTLS           // the handshake, at once or after STARTTLS
	PhaseGreeting
	PhaseEhlo
	PhaseAuth // from the first write of AUTH to the reply that ends it
	PhaseMail
	PhaseRcpt
	PhaseData
	PhaseContent
	PhaseTransaction
	NumPhases
	PhaseNone = NumPhases
)

// String returns the name of a phase in reports.
func (p Phase) String() string {
	if p >= NumPhases {
		return "none"
	}
	return reports.LoadPhases()[p]
}

// Phases lists the phases in the order of a session.
func Phases() []Phase {
	all := make([]Phase, NumPhases)
	for i := range all {
		all[i] = Phase(i)
	}
	return all
}

// Measures reports whether sessions of the program have a phase.
func (p *Program) Measures(phase Phase) bool {
	switch phase {
	case PhaseConnect, PhaseTransaction:
		return true
	case PhaseTLS:
		return p.Secured()
	}
	for _, part := range [][]group{p.opening, p.variant(0).groups} {
		for _, t := range part {
			for _, a := range t.awaits {
				if a.role.phase() == phase {
					return true
				}
			}
		}
	}
	return false
}
