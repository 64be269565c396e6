package exchange

import (
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestPhase_names ties each constant to the name in its place in reports.
func TestPhase_names(t *testing.T) {
	want := map[Phase]string{
		PhaseConnect: "connect", PhaseTLS: "tls", PhaseGreeting: "greeting", PhaseEhlo: "ehlo", PhaseAuth: "auth",
		PhaseMail: "mail", PhaseRcpt: "rcpt", PhaseData: "data", PhaseContent: "content", PhaseTransaction: "transaction", PhaseNone: "none",
	}
	for phase, name := range want {
		if got := phase.String(); got != name {
			t.Errorf("phase %d: got %s, want %s", phase, got, name)
		}
	}
	if got := len(reports.LoadPhases()); got != len(Phases()) || got != len(want)-1 {
		t.Errorf("got %d names for %d phases, want %d", got, len(Phases()), len(want)-1)
	}
}
