package measure

import (
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/reports"
)

const (
	// maxLatency is the longest latency that is told from longer ones.
	maxLatency = 10 * time.Minute
	// digits is the precision of a histogram: 0.1 %.
	digits = 3
)

func newHistogram() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, int64(maxLatency), digits)
}

// record records nanoseconds; what lies outside the range counts at its end.
func record(h *hdrhistogram.Histogram, ns int64) {
	if h.RecordValue(min(max(ns, 1), int64(maxLatency))) != nil {
		_ = h.RecordValue(int64(maxLatency)) // within its range
	}
}

// Latencies are those of the phases that were met.
func (n *Numbers) Latencies() reports.LoadLatencies {
	out := reports.LoadLatencies{}
	for _, p := range exchange.Phases() {
		if h := n.Latency[p]; h.TotalCount() > 0 {
			out[p.String()] = LatencyOf(h)
		}
	}
	return out
}

// LatencyOf reads a histogram once for all percentiles: the least and the longest value
// are two of them.
func LatencyOf(h *hdrhistogram.Histogram) reports.LoadLatency {
	if h.TotalCount() == 0 {
		return reports.LoadLatency{}
	}
	ns := h.ValueAtPercentilesSlice([]float64{0, 50, 90, 99, 99.9, 99.99, 100})
	us := func(i int) float64 { return float64(ns[i]) / 1000 }
	return reports.LoadLatency{
		Count: h.TotalCount(), Min: us(0), Mean: h.Mean() / 1000, P50: us(1), P90: us(2), P99: us(3), P999: us(4), P9999: us(5), Max: us(6),
	}
}
