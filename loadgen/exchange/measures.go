package exchange

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
