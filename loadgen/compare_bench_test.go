package loadgen

import (
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
)

// takes is a load on a sink that takes some time for each message.
func takes(b *testing.B, delay time.Duration) *reports.Load {
	b.Helper()
	s := newSink(b, func(s *sink) { s.delay = func(int64) time.Duration { return delay } })
	o := options(b, s, "load.classic")
	o.Messages, o.Duration, o.Warmup = 0, 10*time.Second, time.Second
	r, err := Run(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	l, err := r.Report(&o)
	if err != nil {
		b.Fatal(err)
	}
	s.stop()
	reports.ConcludeLoad(l, nil)
	return l
}

// compareTakes compares pairs of loads, and reports how many regressed.
func compareTakes(b *testing.B, old, fresh time.Duration) {
	const pairs = 10
	regressed := 0
	for b.Loop() {
		for range pairs {
			d, err := diff.CompareLoads(takes(b, old), takes(b, fresh), diff.DefaultMaxRegression)
			if err != nil {
				b.Fatal(err)
			}
			if d.Verdict == diff.Regressed {
				regressed++
			}
			b.Logf("%s %s", d.Verdict, d.Reason)
		}
	}
	b.ReportMetric(float64(regressed)/float64(b.N), "regressed-of-10")
}

// BenchmarkTwins loads the same sink twice, ten times: no pair may regress.
func BenchmarkTwins(b *testing.B) { compareTakes(b, 10*time.Millisecond, 10*time.Millisecond) }

// BenchmarkSlowedByAFifth loads a sink and one that takes longer by a fifth, ten
// times: every pair should regress.
func BenchmarkSlowedByAFifth(b *testing.B) {
	compareTakes(b, 10*time.Millisecond, 12500*time.Microsecond) // a fifth fewer messages
}
