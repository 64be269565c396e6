package main

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// measurable refuses a threshold on a phase that the exchange does not have: it
// could never hold, nor be missed.
func (f *loadFlags) measurable(p *exchange.Program) error {
	var has []string
	measured := map[string]bool{"": true} // no latency is bounded
	for _, phase := range exchange.Phases() {
		if p.Measures(phase) {
			has = append(has, phase.String())
			measured[phase.String()] = true
		}
	}
	for _, t := range f.bounds {
		if !measured[t.Phase()] {
			hint := ""
			if t.Phase() == "tls" {
				hint = "; use --tls starttls or implicit"
			}
			return fmt.Errorf("invalid threshold %q: %s has no phase %s; it has %s%s", t, p.ID, t.Phase(), strings.Join(has, ", "), hint)
		}
	}
	return nil
}
