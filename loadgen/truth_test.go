package loadgen

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
)

// heldBack is a schedule of which every percentile that is reported lies well
// within one step: of 200 messages 150, 35, 14 and 1.
func heldBack(n int64) time.Duration {
	switch i := n * 77 % 200; { // 77 has no factor in common with 200: the steps are mixed
	case i < 150:
		return 40 * time.Millisecond
	case i < 185:
		return 80 * time.Millisecond
	case i < 199:
		return 120 * time.Millisecond
	default:
		return 200 * time.Millisecond
	}
}

// percentile is that of the values that a sink gave out.
func percentile(values []time.Duration, q float64) time.Duration {
	rank := max(int(math.Ceil(q*float64(len(values))/100-1e-9)), 1)
	return values[rank-1]
}

// untrue says by how much the recorded distribution differs from what a sink
// gave out, which lies between two values: 1 % or 0.2 ms are allowed.
func untrue(n *measure.Numbers, atLeast, atMost []time.Duration) (found []string) {
	low, high := slices.Sorted(slices.Values(atLeast)), slices.Sorted(slices.Values(atMost))
	h := n.Latency[exchange.PhaseContent]
	if n := h.TotalCount(); n != int64(len(low)) || n != int64(len(high)) {
		return []string{fmt.Sprintf("%d recorded, %d given out, %d followed", n, len(low), len(high))}
	}
	for _, q := range []float64{50, 90, 99, 99.9} {
		from, to, got := percentile(low, q), percentile(high, q), time.Duration(h.ValueAtQuantile(q))
		if allowed := max(from/100, 200*time.Microsecond); got < from-allowed || got > to+allowed {
			found = append(found, fmt.Sprintf("p%v is %v, the sink gave %v to %v", q, got, from, to))
		}
	}
	return found
}

// TestRun_latency compares distributions, not times: what was recorded lies between two
// bounds that the sink took in the same run, and that are right on a machine that is busy
// with other things too. How far it lies from what was given out is exact in virtual time
// (TestLatency_exact), and measured by BenchmarkTruth.
func TestRun_latency(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, rate := range []float64{0, 1000} {
			t.Run(fmt.Sprint(rate), func(t *testing.T) {
				s := newSink(t, func(s *sink) { s.delay = func(n int64) time.Duration { return heldBack(n) / 4 } })
				o := options(t, s, "load.classic")
				o.Goroutines, o.Rate, o.Connections, o.Messages = goroutines, rate, 24, 1000
				r := runLoad(t.Context(), t, o)
				s.stop()
				if found := untrue(r.Total, s.atLeast, s.atMost); len(found) > 0 {
					t.Errorf("got percentiles beyond what the sink gave: %v", found)
				}
			})
		}
	})
}

// TestRun_freeze freezes a sink in an open loop. Every message that was due while the sink
// was frozen has waited until it was not: however busy the machine is, none can have been
// accepted before. What a closed loop sees of it is exact in virtual time
// (TestLatency_freeze).
func TestRun_freeze(t *testing.T) {
	const (
		rate, connections = 200, 4
		messages          = 140
		freeze            = 300 * time.Millisecond
		waited            = 100 * time.Millisecond
	)
	both(t, func(t *testing.T, goroutines bool) {
		var once sync.Once
		var from, to time.Time
		s := newSink(t, func(s *sink) {
			s.delay = func(n int64) time.Duration {
				if n == 20 {
					once.Do(func() {
						s.frozen.Lock()
						from = time.Now()
						s.group.Go(func() {
							time.Sleep(freeze)
							to = time.Now()
							s.frozen.Unlock()
						})
					})
				}
				return 0
			}
		})
		o := options(t, s, "load.classic")
		o.Goroutines, o.Connections, o.Messages, o.Rate, o.Timeout = goroutines, connections, messages, rate, 20*time.Second
		r := runLoad(t.Context(), t, o)
		s.stop()
		origin := r.Started.Add(time.Duration(r.origin))
		want := int64(0) // due in the freeze, and more than waited before its end
		for n := range messages {
			if due := origin.Add(time.Duration(n) * time.Second / rate); due.After(from) && to.Sub(due) > waited {
				want++
			}
		}
		h := r.Total.Latency[exchange.PhaseTransaction]
		got := int64(0)
		for _, bar := range h.Distribution() {
			if bar.From >= int64(waited-time.Millisecond) {
				got += bar.Count
			}
		}
		if r.Total.Accepted != messages || want == 0 || got < want {
			t.Errorf("got %d of %d messages that waited %v or longer, want %d", got, r.Total.Accepted, waited, want)
		}
		// Each connection has at most one message that it waited for, and one under way.
		if r.Total.Delayed < want-2*connections {
			t.Errorf("got %d delayed messages, want %d", r.Total.Delayed, want-2*connections)
		}
	})
}
