package loadgen

import (
	"context"
	"math"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// reported are the percentiles that a load result names.
var reported = []float64{50, 90, 99, 99.9}

// BenchmarkTruth holds what is reported against what a sink in another process
// recorded that it gave out, over real sockets:
//
//	go test -run '^$' -bench Truth -benchtime 1x ./loadgen
//
// Content counts from the write of the content to its reply, in the sink from
// having read the end of data to the write of the reply. In open loop the
// transaction counts from the intended start, which the schedule tells for each
// id. Each metric is the difference in milliseconds, and untrue the number of
// percentiles that differ by more than 1 % and more than 0.2 ms.
func BenchmarkTruth(b *testing.B) {
	for _, c := range []struct {
		name, schedule string
		goroutines     bool
		rate           float64
		connections    int
		messages       int64
		duration       time.Duration
	}{
		{"closed", "steps", false, 0, 24, 10_000, 0},
		{"open", "steps", false, 250, 64, 5000, 0},
		{"closed/goroutines", "steps", true, 0, 24, 10_000, 0},
		{"open/goroutines", "steps", true, 250, 64, 5000, 0},
		{"freeze/closed", "freeze", false, 0, 10, 0, 20 * time.Second},
		{"freeze/open", "freeze", false, 500, 10, 0, 20 * time.Second},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				s := newFarSink(b, c.schedule)
				o := Options{
					Program: program(b, "load.classic", plain()), Address: s.address, Connections: c.connections, Messages: c.messages,
					Duration: c.duration, Rate: c.rate, Goroutines: c.goroutines, Timeout: 10 * time.Second,
				}
				r := runLoad(b.Context(), b, o)
				all := s.records(b)
				if int64(len(all)) != r.Total.Accepted {
					b.Fatalf("%d accepted, the sink recorded %d", r.Total.Accepted, len(all))
				}
				compare(b, "content", r.Total.Latency[exchange.PhaseContent], sorted(all, func(r sinkRecord) int64 { return r.Before - r.End }))
				if c.rate > 0 {
					origin := monotonic() - int64(time.Since(r.Started)) + r.origin
					compare(b, "transaction", r.Total.Latency[exchange.PhaseTransaction], sorted(all, func(m sinkRecord) int64 {
						return m.Before - origin - int64(float64(m.Number)*float64(time.Second)/c.rate)
					}))
				}
				if c.schedule == "freeze" {
					b.ReportMetric(float64(r.Total.Latency[exchange.PhaseTransaction].ValueAtQuantile(99))/1e6, "p99_ms")
				}
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// compare reports how far the percentiles of a histogram lie from those that
// were given out.
func compare(b *testing.B, phase string, h *hdrhistogram.Histogram, given []time.Duration) {
	untrue := 0.0
	for _, q := range reported {
		got, gave := time.Duration(h.ValueAtQuantile(q)), percentile(given, q)
		off := float64(got-gave) / 1e6
		b.ReportMetric(off, phase+"_p"+strconv.FormatFloat(q, 'f', -1, 64)+"_err_ms")
		if math.Abs(off) > max(0.2, float64(gave)/1e8) {
			untrue++
			b.Logf("%s p%v: reported %v, given %v", phase, q, got, gave)
		}
	}
	b.ReportMetric(untrue, phase+"_untrue")
}

// memory is how much of this process is in memory, in octets.
func memory(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		b.Skip("no /proc:", err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages * os.Getpagesize())
}

// BenchmarkSessionMemory opens 10,000 sessions to a sink in another process and
// says how many octets of memory each takes, beyond those of an idle process and
// beyond a run with ten sessions:
//
//	go test -run '^$' -bench SessionMemory -benchtime 1x ./loadgen
func BenchmarkSessionMemory(b *testing.B) {
	const sessions = 10_000
	for _, goroutines := range []bool{false, true} {
		b.Run(map[bool]string{false: "loop", true: "goroutines"}[goroutines], func(b *testing.B) {
			for b.Loop() {
				s := newFarSink(b, "none")
				p := program(b, "load.classic", plain())
				debug.FreeOSMemory()
				idle := memory(b)
				few := occupied(b, s, p, 10, goroutines)
				debug.FreeOSMemory()
				many := occupied(b, s, p, sessions, goroutines)
				b.ReportMetric((many-idle)/sessions, "B/session")
				b.ReportMetric((many-few)/(sessions-10), "B/session_beyond_10")
				b.ReportMetric((few-idle)/(1<<20), "MiB_with_10")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// occupied is the memory of this process while all sessions are open and each
// has sent a message.
func occupied(b *testing.B, s *farSink, p *exchange.Program, sessions int, goroutines bool) float64 {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	w := &watcher{b: b, sessions: int64(sessions), enough: cancel}
	runLoad(ctx, b, Options{
		Program: p, Address: s.address, Connections: sessions, Rate: max(float64(sessions)/2, 1000), Messages: 1 << 40, Timeout: 10 * time.Second,
		Goroutines: goroutines, Progress: w,
	})
	if w.most == 0 {
		b.Fatalf("%d sessions were never open at once", sessions)
	}
	return w.most
}

// watcher notes the memory while all sessions are open, and ends the run when
// each can have sent a message.
type watcher struct {
	b        *testing.B
	sessions int64
	most     float64
	enough   func()
}

func (w *watcher) Tick(t Tick) {
	if t.Connections != w.sessions || t.Total.Accepted < w.sessions {
		return
	}
	w.most = max(w.most, memory(w.b))
	if t.Total.Accepted >= 2*w.sessions {
		w.enough()
	}
}
