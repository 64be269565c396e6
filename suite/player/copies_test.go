package player

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// TestOneFileForAll looks for two copies where one file came.
func TestOneFileForAll(t *testing.T) {
	const probe = "S 220 hi\nC EHLO\nS 250 hi\nC MAIL\nS 250 ok\nC RCPT\nS 250 ok\nC RCPT\nS 250 ok\nC DATA\nS 354 go\ndata\nfile\nS 250 ok\nC QUIT\nS 221 bye"
	for _, c := range []struct {
		name, probe, step string
		files             int // of the probe
		sure              bool
		want              reports.Verdict
	}{
		{"one for all", probe, "{count: 2, within: 50ms}", 1, false, reports.Unknown},
		{"one for each", probe, "{count: 2, within: 50ms}", 2, false, reports.Fail},
		{"a probe that is refused", "S 554 no", "{count: 2, within: 50ms}", 0, false, reports.Unknown},
		{"a store that is known", "", "{count: 2, within: 50ms}", 0, true, reports.Fail},
		{"a text of another message", "", "{find: \"s0-1\", count: 2, within: 50ms}", 0, false, reports.Fail},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			store, err := OpenStore(t.Context(), target.Spool{Dir: dir}, 30*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			store.Sure = c.sure
			put(t, dir, "1", "Subject: s0-1\n\n")
			s := serve(t, "S 220 hi\ndata\nS 250 ok\nhold", c.probe)
			s.file = func() error {
				for i := range c.files {
					put(t, dir, fmt.Sprintf("probe-%d", i), "Subject: s0-2\n\n")
				}
				return nil
			}
			p := s.player()
			p.Target.Store = store
			var n atomic.Int32
			p.NewID = func() string { return fmt.Sprintf("s0-%d", n.Add(1)) }
			r := p.Run(t.Context(), load(t, "", "- {connect: {}, S: 220}\n- {data: \"${message}\", S: 250}\n- delivered: "+c.step))
			if r.Verdict != c.want || r.Verdict == reports.Unknown && !strings.Contains(why(r), "one file for all recipients") {
				t.Errorf("%s: %s, want %s", r.Verdict, why(r), c.want)
			}
		})
	}
}
