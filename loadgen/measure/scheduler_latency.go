package measure

import (
	"math"
	"runtime/metrics"
	"time"
)

// schedLatency is how long goroutines of this process waited, since it began: for a
// processor, and for the garbage collector.
type schedLatency struct{ queue, pauses *metrics.Float64Histogram }

// readSchedLatency costs some microseconds.
func readSchedLatency() schedLatency {
	samples := []metrics.Sample{{Name: "/sched/latencies:seconds"}, {Name: "/sched/pauses/total/gc:seconds"}}
	metrics.Read(samples)
	read := func(s metrics.Sample) *metrics.Float64Histogram {
		if s.Value.Kind() != metrics.KindFloat64Histogram {
			return &metrics.Float64Histogram{} // not known to this runtime
		}
		return s.Value.Float64Histogram()
	}
	return schedLatency{read(samples[0]), read(samples[1])}
}

// sampled is what a histogram of the runtime has seen between two readings.
type sampled struct {
	counts  []uint64
	buckets []float64 // seconds
	total   uint64
}

func between(before, after *metrics.Float64Histogram) sampled {
	s := sampled{buckets: after.Buckets, counts: make([]uint64, len(after.Counts))}
	for i, n := range after.Counts {
		if i < len(before.Counts) {
			n -= before.Counts[i]
		}
		s.counts[i] = n
		s.total += n
	}
	return s
}

// quantile is the lower bound of the bucket in which the share q (0 to 1) of
// the values is reached: no more than what was seen.
func (s sampled) quantile(q float64) time.Duration {
	rank := uint64(math.Ceil(q * float64(s.total)))
	var seen uint64
	for i, n := range s.counts {
		if seen += n; n > 0 && seen >= rank {
			return time.Duration(max(s.buckets[i], 0) * float64(time.Second)) // the first bucket may begin at -Inf
		}
	}
	return 0
}
