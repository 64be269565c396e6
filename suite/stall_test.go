package suite_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/suite"
)

const stalling = sanity + `
  - id: first.refused
    title: the first answer is a refusal
    level: MUST
    play: [{connect: {}, S: 220}, {C: AGAIN, S: 250}]
  - id: never
    title: no answer is right
    level: MUST
    play: [{connect: {}, S: 220}, {C: NOOP, S: 399}]
`

// TestRun_repeatsStalledCases repeats a case, but not without end, that failed
// while the machine was stalled, and a case that failed on a quiet one not at all.
func TestRun_repeatsStalledCases(t *testing.T) {
	for name, test := range map[string]struct {
		stall time.Duration // in each run
		first reports.Verdict
		plays int // of the case that always fails
		says  bool
	}{
		"quiet": {0, reports.Fail, 1, false},
		"brief": {100 * time.Millisecond, reports.Fail, 1, false},
		"still": {time.Second, reports.Pass, 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			f := startFake(t)
			o := f.options(t, stalling)
			o.Parallel = 1
			s, err := suite.Prepare(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			var waited atomic.Int64
			s.Waits(func() time.Duration { return time.Duration(waited.Add(int64(test.stall))) })
			r := s.Run(t.Context())
			got := verdicts(r)
			if got["first.refused"] != test.first || got["never"] != reports.Fail {
				t.Errorf("%v", got)
			}
			if plays := f.count("NOOP"); plays != test.plays {
				t.Errorf("got %d runs of the case that always fails, want %d", plays, test.plays)
			}
			for _, c := range r.Cases {
				if c.ID == "never" && strings.Contains(c.Why(), "this machine kept the client waiting for 1s") != test.says {
					t.Errorf("%q", c.Why())
				}
			}
		})
	}
}
