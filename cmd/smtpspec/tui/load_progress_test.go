package tui

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/reports"
)

// tick is a second of a load.
func tick(p50, p99 time.Duration) loadgen.Tick {
	n := &measure.Numbers{Accepted: 12_345, Rejected: 7, Failures: map[exchange.Cause]int64{exchange.CauseReset: 3}}
	for i := range n.Latency {
		n.Latency[i] = hdrhistogram.New(1, int64(time.Hour), 3)
	}
	h := n.Latency[exchange.PhaseTransaction]
	_ = h.RecordValues(int64(p50), 90)
	_ = h.RecordValues(int64(p99), 10)
	return loadgen.Tick{Elapsed: 61 * time.Second, Length: 500 * time.Millisecond, Second: n, Total: n, Connections: 100}
}

func TestPlainLine(t *testing.T) {
	got := []string{
		plainLine(tick(250*time.Microsecond, 4200*time.Microsecond)), plainLine(tick(25*time.Millisecond, 3*time.Second)),
	}
	want := []string{
		"  61.0s    24690/s  p50    250us  p99   4.20ms  rejected 7  failed 3  open 100",
		"  61.0s    24690/s  p50   25.0ms  p99    3.00s  rejected 7  failed 3  open 100",
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got  %q\nwant %q", got[i], want[i])
		}
	}
}

func TestLoadProgress_timeLeft(t *testing.T) {
	now := tick(time.Millisecond, time.Millisecond) // 12355 messages in 61 s
	for _, c := range []struct {
		messages     int64
		length, want time.Duration
	}{
		{0, 100 * time.Second, 39 * time.Second},
		{0, 60 * time.Second, 0},
		{2 * 12_355, 0, 61 * time.Second},
		{2 * 12_355, 100 * time.Second, 39 * time.Second},
		{0, 0, -1},
	} {
		p := &LoadProgress{messages: c.messages, length: c.length}
		if got := p.leftOf(now); got != c.want {
			t.Errorf("%d messages, %v: %v, want %v", c.messages, c.length, got, c.want)
		}
	}
}

// TestLoadProgress_lines looks between two ticks, of which the last was a second ago.
func TestLoadProgress_lines(t *testing.T) {
	p := NewLoadProgress(io.Discard, LoadStyle{Duration: 100 * time.Second, Warmup: time.Second})
	at := func(elapsed time.Duration) {
		p.now = func() time.Time { return p.begin.Add(elapsed) }
	}
	drawn := func() string {
		return strings.Join(p.lines(reports.LiveOptions{Width: 80}), "\n")
	}
	at(0)
	if got := drawn(); !strings.Contains(got, "  0%") || !strings.Contains(got, "1m41s left  warm-up") || strings.Contains(got, "messages/s") {
		t.Errorf("before the first tick\n%s", got)
	}
	at(62 * time.Second)
	p.Tick(tick(250*time.Microsecond, 4200*time.Microsecond))
	for _, want := range []string{" 61%  1 min 2 s  39s left", "24690 messages/s  p50 250 us  p99 4.20 ms  100 open  10 errors", "errors: rejected=7, reset=3", "most 24690/s"} {
		if got := drawn(); !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	at(102 * time.Second)
	if got := drawn(); !strings.Contains(got, "100%") || !strings.Contains(got, "awaiting replies") {
		t.Errorf("after the end\n%s", got)
	}
	p.now = time.Now
	p.Again()
	at(0)
	if !strings.Contains(drawn(), "warm-up") {
		t.Errorf("in a further run\n%s", drawn())
	}
}
