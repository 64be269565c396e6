package measure

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

func TestLatencyLog_times(t *testing.T) {
	var b strings.Builder
	l, err := NewLatencyLog(&b, time.UnixMilli(1_700_000_000_250))
	if err != nil {
		t.Fatal(err)
	}
	n := NewNumbers()
	record(n.Latency[exchange.PhaseMail], 2_000_000)
	if err := l.Interval(n, time.Second, 2*time.Second); err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(b.String(), ",HISTFAAA")
	const want = `#[Latencies of smtpspec load in nanoseconds, tagged by phase]
#[Histogram log format version 1.3]
#[BaseTime: 1700000000.250 (seconds since epoch)]
#[StartTime: 1700000000.250 (seconds since epoch), 2023-11-14T22:13:20Z]
"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
Tag=mail,1.000000,1.000000,2.000895`
	if !ok || head != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
	h, err := hdrhistogram.NewHistogramLogReader(strings.NewReader(b.String())).NextIntervalHistogram()
	if err != nil || h.StartTimeMs() != 1_700_000_001_250 || h.EndTimeMs() != 1_700_000_002_250 || h.Tag() != "mail" || h.TotalCount() != 1 {
		t.Errorf("%v: %s from %d to %d", err, h.Tag(), h.StartTimeMs(), h.EndTimeMs())
	}
}

// BenchmarkLatencyLog is the work of one second.
func BenchmarkLatencyLog(b *testing.B) {
	n := NewNumbers()
	for _, h := range n.Latency {
		for i := range 100_000 {
			record(h, int64(i)*1_000)
		}
	}
	l, err := NewLatencyLog(io.Discard, time.Now())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := l.Interval(n, 0, time.Second); err != nil {
			b.Fatal(err)
		}
	}
}
