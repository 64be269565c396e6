package player

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// TestDeliveryAtTheEnd plays against servers that file a message only when its session
// ends.
func TestDeliveryAtTheEnd(t *testing.T) {
	const script = "S 220 hi\nC MAIL\nS 250 filed\n"
	const quit = script + "C QUIT\nfile\nS 221 bye\n"
	for _, c := range []struct {
		name, script, then string
		known              bool // that it files late
		want               reports.Verdict
		reason             string
	}{
		{"at QUIT", quit, "", false, reports.Pass, ""},
		{"as is known", quit, "", true, reports.Pass, ""},
		{"when the connection is gone", script + "hold\nfile\n", "", false, reports.Pass, ""},
		{"and the session is wanted again", quit, "- {C: NOOP, S: 250}", false, reports.Unknown, "session was ended"},
		{"never", script + "C QUIT\nS 221 bye", "", false, reports.Fail, "expected 1 delivered message(s), got 0"},
		{"the session was over before", script + "fin", "", false, reports.Fail, "expected 1 delivered message(s), got 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			put(t, dir, "before", "there")
			store, err := OpenStore(t.Context(), target.Spool{Dir: dir}, 30*time.Millisecond)
			if err != nil {
				t.Fatal(err)
			}
			store.late.Store(c.known)
			s := serve(t, c.script)
			s.file = func() error { return os.WriteFile(filepath.Join(dir, "1"), []byte("Subject: s0-1\n"), 0o600) }
			p := s.player()
			p.Target.Store = store
			r := p.Run(t.Context(), load(t, "", "- {connect: {}, S: 220}\n- {C: MAIL, S: 250}\n- delivered: {within: 50ms}\n"+c.then))
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s, want %s: %s", r.Verdict, why(r), c.want, c.reason)
			}
			if late := store.late.Load(); late != (c.want != reports.Fail) {
				t.Errorf("filed late: %v", late)
			}
		})
	}
}
