package htmlreport

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
)

// recorded puts latencies into a result, in microseconds: figures and histogram.
func recorded(t *testing.T, l *reports.Load, phases map[string][]int64) {
	t.Helper()
	for _, phase := range slices.Sorted(maps.Keys(phases)) {
		h := hdrhistogram.New(1, int64(10*time.Minute), 3)
		for _, us := range phases[phase] {
			if err := h.RecordValue(1000 * us); err != nil {
				t.Fatal(err)
			}
		}
		us := func(q float64) float64 { return float64(h.ValueAtQuantile(q)) / 1000 }
		l.LatencyUS[phase] = reports.LoadLatency{
			Count: h.TotalCount(), Min: float64(h.Min()) / 1000, Mean: h.Mean() / 1000, P50: us(50), P90: us(90), P99: us(99), P999: us(99.9), P9999: us(99.99), Max: us(100),
		}
		h.SetTag(phase)
		var b bytes.Buffer
		if err := hdrhistogram.NewHistogramLogWriter(&b).OutputIntervalHistogram(h); err != nil {
			t.Fatal(err)
		}
		l.Histogram = append(l.Histogram, strings.TrimSpace(b.String()))
	}
}

// sampleLoad is an open loop of six seconds after one of warm-up.
func sampleLoad(t *testing.T, thresholds ...string) *reports.Load {
	t.Helper()
	l := &reports.Load{
		Format: reports.LoadFormat, Tool: reports.Tool{Name: "smtpspec", Version: "1"}, Target: reports.Target{Name: "a server", Address: "127.0.0.1:25"},
		Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), ElapsedMS: 6000, Corrected: true,
		Plan: reports.LoadPlan{
			Scenario: "load.classic", Exchange: "classic", TLS: "none", Transport: "epoll", Loop: "open", Connections: 10, DurationS: 6, WarmupS: 1, Rate: 20,
			Size: 1024, MessageSize: 1200, Recipients: 1, Depth: 1, TimeoutS: 10, Mix: reports.LoadMix{Seed: 1, Forms: 1, Smallest: 1200, Largest: 1200},
		},
		Counts: reports.LoadCounts{Attempted: 120, Accepted: 112, Rejected: 6, Failed: 2}, Failures: map[string]int64{"reset": 1, "timeout": 1},
		Replies: map[string]int64{"250": 346, "354": 118, "451": 4, "550": 2}, Refusals: map[string]int64{"451 4.7.1": 4, "550 5.1.1": 2}, RecipientsRefused: 6,
		Connections: reports.LoadConnections{Opened: 12, Lost: map[string]int64{"closed": 1}},
		Throughput:  reports.LoadThroughput{MessagesPerS: 18.67, BytesPerS: 22_400}, LatencyUS: reports.LoadLatencies{},
		Stages: []reports.LoadStage{{LoadStagePlan: reports.LoadStagePlan{DurationS: 6, From: 20, To: 20}, Name: "6s@20", Attempted: 120}},
		Source: reports.LoadSource{CPUS: 0.2, CPUPerMessageUS: 1500, Processors: 0.03, MaxRSSBytes: 30 << 20, Busy: 0.01, LagUS: reports.LoadLatency{Count: 120, P50: 60, P99: 130, Max: 200}, Delayed: 3},
	}
	l.Intervals = append(l.Intervals, reports.LoadInterval{LengthS: 1, Connections: 10})
	for i := range 6 {
		l.Intervals = append(l.Intervals, reports.LoadInterval{
			AtS: float64(i) + 1, LengthS: 1, Accepted: 18, Rejected: 1, MessagesPerS: 18, P50: 300, P99: 900, Max: 1500 + float64(i)*300, Connections: 10,
			Replies: map[string]int64{"250": 57, "354": 19, "451": 1}, Refusals: map[string]int64{"451 4.7.1": 1}, Failures: map[string]int64{},
		})
	}
	l.Intervals[3].P50, l.Intervals[3].P99, l.Intervals[3].Max = 0, 0, 0 // a stall
	l.Intervals[4].Failures, l.Intervals[4].Failed = map[string]int64{"reset": 1, "timeout": 1}, 2
	l.Intervals = append(l.Intervals, reports.LoadInterval{AtS: 7, LengthS: 0.02, Accepted: 4, MessagesPerS: 200, P50: 200, P99: 210, Max: 210})
	var transaction []int64
	for i := range int64(112) {
		transaction = append(transaction, 200+i*i)
	}
	recorded(t, l, map[string][]int64{"rcpt": {20, 20, 21, 30, 45, 200}, "transaction": transaction})
	conclude(t, l, thresholds...)
	return l
}

func conclude(t *testing.T, l *reports.Load, thresholds ...string) {
	t.Helper()
	var bounds []reports.Threshold
	for _, text := range thresholds {
		bound, err := reports.ParseThreshold(text)
		if err != nil {
			t.Fatal(err)
		}
		bounds = append(bounds, bound)
	}
	reports.ConcludeLoad(l, bounds)
}

// written is the content of a page, which the shell is around.
func written(t *testing.T, runs ...*reports.Load) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLoad(&b, runs...); err != nil {
		t.Fatal(err)
	}
	checkPolicy(t, b.String())
	_, rest, ok1 := strings.Cut(b.String(), "<main")
	content, _, ok2 := strings.Cut(rest, "</main>")
	if !ok1 || !ok2 {
		t.Fatal("no main element")
	}
	return "<main" + content + "</main>\n"
}
