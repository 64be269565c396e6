package main

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/reports/terminal"
)

// TestLatencyLogOfTheCommand reads the log that --hdr and --out write, and
// compares it with the result.
func TestLatencyLogOfTheCommand(t *testing.T) {
	dir := t.TempDir()
	hdr := filepath.Join(dir, "own.hlog")
	code, out, errs := called(t.Context(), "load", "--messages", "300", "--tls", "starttls", "--out", dir, "--hdr", hdr, "--quiet", "--verbose")
	if code != exitOK {
		t.Fatalf("exit %d\n%s%s", code, out, errs)
	}
	if code, again, errs := called(t.Context(), "report", filepath.Join(dir, "result.json")); code != exitOK || !strings.HasSuffix(again, out) || !strings.Contains(again, "\ntls ") {
		t.Errorf("rendered again: exit %d\n%s%s", code, again, errs)
	}
	text, err := os.ReadFile(filepath.Join(dir, "result.json"))
	if err != nil {
		t.Fatal(err)
	}
	var result struct {
		LatencyUS map[string]struct{ Count, P50, P99, Max float64 } `json:"latency_us"`
	}
	if err := json.Unmarshal(text, &result); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{hdr, filepath.Join(dir, "latency.hlog")} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		merged := map[string]*hdrhistogram.Histogram{}
		for log := hdrhistogram.NewHistogramLogReader(bytes.NewReader(text)); ; {
			h, err := log.NextIntervalHistogram()
			if err != nil {
				t.Fatal(err)
			}
			if h == nil {
				break
			}
			if merged[h.Tag()] == nil {
				merged[h.Tag()] = hdrhistogram.New(h.LowestTrackableValue(), h.HighestTrackableValue(), int(h.SignificantFigures()))
			}
			merged[h.Tag()].Merge(h)
		}
		for name, want := range result.LatencyUS {
			h := merged[name]
			if h == nil {
				if want.Count > 0 {
					t.Errorf("%s has nothing of %s", path, name)
				}
				continue
			}
			for q, us := range map[float64]float64{50: want.P50, 99: want.P99, 100: want.Max} {
				if got := float64(h.ValueAtQuantile(q)) / 1000; float64(h.TotalCount()) != want.Count || math.Abs(got-us) > us/1000 {
					t.Errorf("%s: %d of %s, p%v is %v, the result has %v", path, h.TotalCount(), name, q, got, us)
				}
			}
		}
		if result.LatencyUS["tls"].Count == 0 || len(merged) < 8 {
			t.Errorf("%d phases, %v handshakes", len(merged), result.LatencyUS["tls"].Count)
		}
	}
}

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

func TestLinesOfProgress(t *testing.T) {
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

func TestTimeLeft(t *testing.T) {
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
		p := &loadProgress{messages: c.messages, length: c.length}
		if got := p.leftOf(now); got != c.want {
			t.Errorf("%d messages, %v: %v, want %v", c.messages, c.length, got, c.want)
		}
	}
}

// TestDrawnLoad looks between two ticks, of which the last was a second ago.
func TestDrawnLoad(t *testing.T) {
	p := newLoadProgress(io.Discard, &loadFlags{duration: 100 * time.Second, warmup: time.Second})
	at := func(elapsed time.Duration) {
		p.now = func() time.Time { return p.begin.Add(elapsed) }
	}
	drawn := func() string {
		return strings.Join(p.lines(terminal.LiveOptions{Width: 80}), "\n")
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
		t.Errorf("behind the end\n%s", got)
	}
	p.now = time.Now
	p.again()
	at(0)
	if !strings.Contains(drawn(), "warm-up") {
		t.Errorf("in a further run\n%s", drawn())
	}
}

// TestVerboseSaysHowItGoes runs for more than a second.
func TestVerboseSaysHowItGoes(t *testing.T) {
	code, out, errs := called(t.Context(), "load", "--rate", "50", "--duration", "1500ms", "--verbose", "--no-color")
	lines := regexp.MustCompile(`(?m)^ +\d\.\ds +\d+/s  p50 +\S+  p99 +\S+  rejected 0  failed 0  open \d+$`).FindAllString(errs, -1)
	if code != exitOK || len(lines) == 0 || strings.Contains(out+errs, "\x1b") {
		t.Errorf("exit %d\n%s%s", code, errs, out)
	}
}
