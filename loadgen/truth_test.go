package loadgen

import (
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"testing"
	"time"
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

// untrue tells by how much the recorded distribution differs from what a sink
// gave out, which lies between two values: 1 % or 0.2 ms are allowed.
func untrue(n *Numbers, atLeast, atMost []time.Duration) (found []string) {
	low, high := slices.Sorted(slices.Values(atLeast)), slices.Sorted(slices.Values(atMost))
	h := n.Latency[PhaseContent]
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

// TestLatencyIsWhatTheSinkGave compares distributions, not times: what was
// recorded lies between two bounds that the sink took in the same run, and that
// hold on a machine that is busy with other things too. How far it lies from what
// was given out is exact in virtual time (TestRecordedDistributionIsExact), and
// measured by BenchmarkTruth.
func TestLatencyIsWhatTheSinkGave(t *testing.T) {
	both(t, func(t *testing.T, goroutines bool) {
		for _, rate := range []float64{0, 250} {
			t.Run(fmt.Sprint(rate), func(t *testing.T) {
				s := newSink(t, func(s *sink) { s.delay = heldBack })
				o := options(t, s, "load.classic")
				o.Goroutines, o.Rate, o.Connections, o.Messages = goroutines, rate, 24, 1000
				r := measure(t.Context(), t, o)
				s.stop()
				if found := untrue(r.Total, s.atLeast, s.atMost); len(found) > 0 {
					t.Error(found)
				}
			})
		}
	})
}

// TestFreezeShowsInOpenLoop freezes a sink: a closed loop sees it once for each
// connection, an open loop for every message that should have been sent.
func TestFreezeShowsInOpenLoop(t *testing.T) {
	const (
		rate, connections = 200, 4
		length, freeze    = 2 * time.Second, 600 * time.Millisecond
	)
	slow := func(h interface{ ValueAtQuantile(float64) int64 }, n int64) (count int64) {
		for i := n; i > 0 && h.ValueAtQuantile(100*float64(i)/float64(n)) > int64(freeze/3); i-- {
			count++
		}
		return count
	}
	both(t, func(t *testing.T, goroutines bool) {
		for _, open := range []bool{false, true} {
			var began atomic.Bool
			s := newSink(t, func(s *sink) {
				s.delay = func(n int64) time.Duration {
					if n > 50 && began.CompareAndSwap(false, true) {
						s.group.Go(func() {
							s.frozen.Lock()
							time.Sleep(freeze)
							s.frozen.Unlock()
						})
					}
					return time.Millisecond
				}
			})
			o := options(t, s, "load.classic")
			o.Goroutines, o.Connections, o.Messages, o.Duration = goroutines, connections, 0, length
			if open {
				o.Rate = rate
			}
			r := measure(t.Context(), t, o)
			h := r.Total.Latency[PhaseTransaction]
			got := slow(h, h.TotalCount())
			// Messages due in the first two thirds of the freeze waited for a
			// third of it or longer.
			want := int64(rate * freeze.Seconds() * 2 / 3)
			switch {
			case open && got < want*8/10:
				t.Errorf("open loop: %d slow messages, the freeze made %d wait", got, want)
			case open && h.ValueAtQuantile(99) < int64(freeze/2):
				t.Errorf("p99 is %v, with the sink frozen for %v", time.Duration(h.ValueAtQuantile(99)), freeze)
			case !open && got > connections:
				t.Errorf("closed loop: %d slow messages on %d connections", got, connections)
			case open && r.Total.Delayed < want/2:
				t.Errorf("%d messages counted as delayed", r.Total.Delayed)
			}
		}
	})
}
