package player

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestEvidence plays what breaks a rule and what does not.
func TestEvidence(t *testing.T) {
	const (
		must, not, security = "", "level: MUST NOT", "proves: R-security"
		refusal             = "- {C: X, S: 5yz, within: 50ms}"
		goesOn              = "- {C: X, S: 250, within: 50ms}"
		collect             = "- {C: X, unread: true}\n- collect: {until: 221, count: {250: 0}}\n  within: 50ms"
	)
	for _, c := range []struct {
		name, rule, peer, step string
		want                   reports.Verdict
	}{
		{"a prohibition and silence", not, "hold", refusal, reports.Unknown},
		{"a prohibition and the end", not, "fin", refusal, reports.Unknown},
		{"a prohibition and 4yz", not, "S 451 later\nhold", refusal, reports.Unknown},
		{"a prohibition and acceptance", not, "S 250 ok\nhold", refusal, reports.Fail},
		{"a prohibition and half a reply", not, "raw \"250 o\"\nhold", "- {C: X, S: silence, within: 50ms}", reports.Fail},
		{"a prohibition and the end of what goes on", not, "fin", goesOn, reports.Fail},
		{"a prohibition and the end where silence is due", not, "fin", "- {C: X, S: silence, within: 50ms}", reports.Fail},
		{"a prohibition and silence of what goes on", not, "hold", goesOn, reports.Unknown},
		{"security and silence", security, "hold", refusal, reports.Unknown},
		{"security and another refusal", security, "S 550 no\nhold", "- {C: X, S: 501, within: 50ms}", reports.Fail},
		{"security and silence of what goes on", security, "hold", goesOn, reports.Fail},
		{"an absence and silence", "proves: R-absence", "hold", goesOn, reports.Fail},
		{"an absence collected to silence", "proves: R-absence", "hold", collect, reports.Fail},
		{"a duty and silence", must, "hold", refusal, reports.Fail},
		{"a duty and the end", must, "fin", refusal, reports.Fail},
		{"a prohibition collected to silence", not, "S 500 no\nhold", collect, reports.Unknown},
		{"security collected to silence", security, "hold", collect, reports.Unknown},
		{"security collected with one too many", security, "S 250 ok\nhold", collect, reports.Fail},
		{"a duty collected to silence", must, "hold", collect, reports.Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := serve(t, "S 220 hi\nC X\n"+c.peer).play(c.rule, "- {connect: {}, S: 220}\n"+c.step)
			if r.Verdict != c.want || r.Verdict == reports.Unknown && !strings.Contains(why(r), "what it must not do") {
				t.Errorf("%s: %s, want %s", r.Verdict, why(r), c.want)
			}
		})
	}
}
