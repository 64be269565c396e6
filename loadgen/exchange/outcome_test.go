package exchange

import (
	"strings"
	"testing"
)

// TestSession_outcome ends connections everywhere in a transaction.
func TestSession_outcome(t *testing.T) {
	for _, c := range []struct {
		exchange string
		depth    int
		replies  string
		want     string // of each message; a plus when its end of data was sent
	}{
		{"load.classic", 1, "", "failed"},
		{"load.classic", 1, "220 250", "failed"},
		{"load.classic", 1, "220 250 250 250", "failed"},
		{"load.classic", 1, "220 250 250 250 354", "failed+"},
		{"load.classic", 1, "220 250 250 250 354 250", "accepted+ failed"},
		{"load.classic", 1, "220 250 250 250 354 552", "rejected+ failed"},
		{"load.classic", 1, "220 250 250 250 354 123", "failed+"},
		{"load.pipelined", 1, "220 250 250 250", "failed"},
		{"load.pipelined", 1, "220 250 250 250 354", "failed+ failed"}, // the next envelope is on the wire
		{"load.pipelined", 1, "220 250 250 250 354 250 250", "accepted+ failed"},
		{"load.chunking", 1, "220 250", "failed+"},
		{"load.chunking", 3, "220 250 250 250 250", "accepted+ failed+ failed+"},
	} {
		tally := &counted{left: 3}
		first, _ := tally.Take(0)
		s := NewSession(compiled(t, c.exchange, settings()), tally, tally, 3, c.depth, &first, true)
		var out Output
		last := s.Connected(0, &out)
		for code := range strings.FieldsSeq(c.replies) {
			out.Reset()
			last = s.Feed([]byte(code+" x\r\n"), 0, &out)
		}
		if last != Close {
			s.Lost(CauseReset)
		}
		var got []string
		for _, f := range tally.finished {
			got = append(got, f.Outcome.String()+map[bool]string{true: "+"}[f.Complete])
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s after %q: got %s, want %s", c.exchange, c.replies, got, c.want)
		}
	}
}
