package loadgen

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
)

// readLog reads a log as another tool would, and merges the intervals of each
// tag.
func readLog(t *testing.T, r io.Reader) (merged map[string]*hdrhistogram.Histogram, intervals int) {
	t.Helper()
	log, merged := hdrhistogram.NewHistogramLogReader(r), map[string]*hdrhistogram.Histogram{}
	last := map[string]int64{}
	for ; ; intervals++ {
		h, err := log.NextIntervalHistogram()
		if err != nil {
			t.Fatal(err)
		}
		if h == nil {
			return merged, intervals
		}
		if h.StartTimeMs() < last[h.Tag()] || h.EndTimeMs() < h.StartTimeMs() {
			t.Errorf("%s: an interval from %d to %d after one that ends at %d", h.Tag(), h.StartTimeMs(), h.EndTimeMs(), last[h.Tag()])
		}
		last[h.Tag()] = h.EndTimeMs() - 1 // read from a decimal fraction, and cut off
		if merged[h.Tag()] == nil {
			merged[h.Tag()] = hdrhistogram.New(1, int64(10*time.Minute), 3)
		}
		if dropped := merged[h.Tag()].Merge(h); dropped > 0 {
			t.Errorf("%s: got %d values outside the histogram, want none", h.Tag(), dropped)
		}
	}
}

// agree compares what a log holds with the figures of a result.
func agree(t *testing.T, merged map[string]*hdrhistogram.Histogram, l *reports.Load) {
	t.Helper()
	for name, d := range l.LatencyUS {
		h := merged[name]
		if h == nil {
			if d.Count != 0 {
				t.Errorf("%s: got nothing in the log, want the %d of the result", name, d.Count)
			}
			continue
		}
		if h.TotalCount() != d.Count {
			t.Errorf("%s: got %d in the log, want the %d of the result", name, h.TotalCount(), d.Count)
		}
		for q, want := range map[float64]float64{50: d.P50, 90: d.P90, 99: d.P99, 99.9: d.P999, 99.99: d.P9999, 100: d.Max} {
			if got := float64(h.ValueAtQuantile(q)) / 1000; math.Abs(got-want) > want/1000 {
				t.Errorf("%s: p%v is %v us in the log, %v in the result", name, q, got, want)
			}
		}
	}
}

// TestRun_latencyLog runs for some intervals, and reads the log
// of intervals and that of the whole back.
func TestRun_latencyLog(t *testing.T) {
	s := newSink(t, func(s *sink) {
		s.delay = func(n int64) time.Duration { return time.Duration(n%7) * time.Millisecond }
	})
	o := options(t, s, "load.classic")
	var log bytes.Buffer
	o.Rate, o.Messages, o.Latencies, o.timing = 500, 440, &log, quick()
	r := runLoad(t.Context(), t, o)
	l, err := r.Report(&o)
	if err != nil || r.Unlogged != nil {
		t.Fatal(err, r.Unlogged)
	}
	merged, intervals := readLog(t, &log)
	if intervals <= len(merged) { // a machine that is busy makes one of two
		t.Errorf("got %d intervals of %d phases in %v, want several of each", intervals, len(merged), r.Elapsed)
	}
	agree(t, merged, l)
	whole, lines := readLog(t, strings.NewReader(strings.Join(l.Histogram, "\n")))
	if lines != len(whole) {
		t.Errorf("got %d lines, want one for each of %d phases", lines, len(whole))
	}
	agree(t, whole, l)
}

// full takes so many octets, and is full then.
type full int

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, errors.New("no space left")
	}
	return len(b), nil
}

func TestRun_latencyLogNotWritten(t *testing.T) {
	for _, room := range []full{0, 500} { // the head does not fit, the first interval does not
		s := newSink(t, nil)
		o := options(t, s, "load.classic")
		o.Latencies = &room
		r := runLoad(t.Context(), t, o)
		if r.Total.Accepted != o.Messages || r.Unlogged == nil {
			t.Errorf("got %d accepted, log %v, want %d accepted and an error of the log", r.Total.Accepted, r.Unlogged, o.Messages)
		}
	}
}
