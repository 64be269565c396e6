package exchange

import (
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios"
)

// TestSession_authIsOnePhase has AUTH in three writes: one latency, from the first.
func TestSession_authIsOnePhase(t *testing.T) {
	c := &counted{}
	s := NewSession(&Program{
		opening: []group{
			{awaits: []await{{roleGreeting, codesOf(scenarios.Outcomes{"220"})}}},
			{out: template{head: []byte("AUTH LOGIN\r\n")}, awaits: []await{{roleOther, codesOf(scenarios.Outcomes{"334"})}}},
			{out: template{head: []byte("dQ==\r\n")}, awaits: []await{{roleOther, codesOf(scenarios.Outcomes{"334"})}}, follows: true},
			{out: template{head: []byte("cA==\r\n")}, awaits: []await{{roleAuth, codesOf(scenarios.Outcomes{"235"})}}, follows: true},
		},
	}, c, c, 1, 1, nil, true)
	var out Output
	s.Connected(0, &out)
	for at, reply := range []string{"220 hi", "334 a", "334 b", "235 in"} {
		out.Reset()
		s.Feed([]byte(reply+"\r\n"), int64(at+1)*1000, &out)
	}
	if got, want := c.latencies[PhaseAuth], []int64{3000}; !slices.Equal(got, want) {
		t.Errorf("got %v ns, want %v", got, want)
	}
}
