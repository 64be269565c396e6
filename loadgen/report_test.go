package loadgen

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

func TestResult_Report(t *testing.T) {
	s := newSink(t, func(s *sink) {
		s.say = func(_, n int64, verb string) string {
			if verb == "MAIL" && n%5 == 0 {
				return "451 later"
			}
			return ""
		}
	})
	o := options(t, s, "load.classic")
	o.Rate, o.Warmup = 1000, 50*time.Millisecond
	r := runLoad(t.Context(), t, o)
	l, err := r.Report(&o)
	if err != nil {
		t.Fatal(err)
	}
	reports.ConcludeLoad(l, nil)
	if l.Verdict != reports.Met || l.Counts.Attempted != 400 || l.Counts.Rejected == 0 || l.Counts.Rejected != l.Replies["451"] {
		t.Errorf("got %s %s, %+v, replies %v", l.Verdict, l.Reason, l.Counts, l.Replies)
	}
	if l.LatencyUS["transaction"].Count != l.Counts.Accepted || !l.Corrected || l.Plan.Loop != "open" {
		t.Errorf("got %+v, corrected %v, plan %+v", l.LatencyUS["transaction"], l.Corrected, l.Plan)
	}
	merged, _ := readLog(t, strings.NewReader(strings.Join(l.Histogram, "\n")))
	agree(t, merged, l)
}

func TestPreflight(t *testing.T) {
	if err := Preflight(10, netip.MustParseAddr("127.0.0.1"), nil, true); err != nil {
		t.Error(err)
	}
	err := Preflight(100_000_000, netip.MustParseAddr("127.0.0.1"), nil, false)
	if limit, ok := openFiles(); ok && limit < 100_000_000 && (err == nil || !strings.Contains(err.Error(), "ulimit -n")) {
		t.Errorf("%v", err)
	}
	if _, _, ok := localPorts("report_test.go"); ok {
		t.Error("got a range of ports from a source file, want none")
	}
}
