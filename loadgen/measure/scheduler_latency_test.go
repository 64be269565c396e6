package measure

import (
	"math"
	"runtime/metrics"
	"testing"
	"time"
)

func TestSampled_quantile(t *testing.T) {
	bounds := []float64{math.Inf(-1), 0, 0.001, 0.01, math.Inf(1)}
	before := &metrics.Float64Histogram{Counts: []uint64{1, 100, 5, 7}, Buckets: bounds}
	after := &metrics.Float64Histogram{Counts: []uint64{1, 190, 14, 8}, Buckets: bounds} // 90, 9 and 1 more
	s := between(before, after)
	for q, want := range map[float64]time.Duration{0: 0, 0.5: 0, 0.9: 0, 0.91: time.Millisecond, 0.99: time.Millisecond, 0.991: 10 * time.Millisecond, 1: 10 * time.Millisecond} {
		if got := s.quantile(q); got != want {
			t.Errorf("quantile %v: got %v, want %v", q, got, want)
		}
	}
	if none := between(after, after); none.quantile(0.99) != 0 || none.total != 0 {
		t.Errorf("between two equal readings: got %d values, want 0", none.total)
	}
	if less := between(&metrics.Float64Histogram{}, after); less.total != 213 {
		t.Errorf("since an empty reading: got %d values, want 213", less.total)
	}
	if now := readSchedLatency(); len(now.queue.Counts) == 0 || len(now.pauses.Counts) == 0 {
		t.Error("got no histograms of the runtime")
	}
}
