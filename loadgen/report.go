package loadgen

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
)

const (
	// saturatedBusy is the part of the time from which a loop that never waits
	// is the bottleneck.
	saturatedBusy = 0.95
	// saturatedCPU is the part of all processors from which there is none left.
	saturatedCPU = 0.95
	// saturatedLag is the lag from which an open loop does not keep its schedule.
	saturatedLag = 10 * time.Millisecond
)

// Report turns what was measured into a load result, which has no verdict yet.
// The caller adds tool, target and what of the plan only it knows.
func (r *Result) Report(o *Options) (*reports.Load, error) {
	n := r.Total
	l := &reports.Load{
		Started: r.Started, ElapsedMS: float64(r.Elapsed) / 1e6, Corrected: o.Rate > 0, Interrupted: r.Interrupted, Dead: r.Dead,
		Plan:     o.plan(),
		Counts:   reports.LoadCounts{Attempted: n.Attempted(), Accepted: n.Accepted, Rejected: n.Rejected, Failed: n.Failed()},
		Failures: named(n.Failures), Replies: coded(n.repliesByCode()), Refusals: n.Refusals.named(), RecipientsRefused: n.Refused,
		Connections: reports.LoadConnections{Opened: n.Opened, Lost: named(n.Lost)}, LatencyUS: reports.LoadLatencies{},
	}
	if s := r.Elapsed.Seconds(); s > 0 {
		l.Throughput = reports.LoadThroughput{MessagesPerS: float64(n.Accepted) / s, BytesPerS: float64(n.Octets) / s}
	}
	for _, p := range Phases() {
		l.LatencyUS[p.String()] = latency(n.Latency[p])
	}
	for _, i := range r.Intervals {
		l.Intervals = append(l.Intervals, i.report())
	}
	l.Source = r.source(o)
	var err error
	l.Histogram, err = r.log()
	return l, err
}

func (o *Options) plan() reports.LoadPlan {
	p := reports.LoadPlan{
		Scenario: o.Program.ID, Transport: "goroutines", Loop: "closed", Connections: o.Connections, Messages: o.Messages,
		DurationS: o.Duration.Seconds(), WarmupS: o.Warmup.Seconds(), Rate: o.Rate, MessageSize: o.Program.MessageSize,
		Recipients: o.Program.Recipients, MessagesPerConnection: o.PerConnection, ConnectRate: o.ConnectRate, TimeoutS: o.Timeout.Seconds(),
	}
	if hasLoop && !o.Goroutines && !o.Program.Secured() {
		p.Transport = "epoll"
	}
	if o.Rate > 0 {
		p.Loop = "open"
	}
	return p
}

func latency(h *hdrhistogram.Histogram) reports.LoadLatency {
	if h.TotalCount() == 0 {
		return reports.LoadLatency{}
	}
	us := func(ns int64) float64 { return float64(ns) / 1000 }
	return reports.LoadLatency{
		Count: h.TotalCount(), Min: us(h.Min()), Mean: h.Mean() / 1000, P50: us(h.ValueAtQuantile(50)), P90: us(h.ValueAtQuantile(90)),
		P99: us(h.ValueAtQuantile(99)), P999: us(h.ValueAtQuantile(99.9)), P9999: us(h.ValueAtQuantile(99.99)), Max: us(h.Max()),
	}
}

func (i Interval) report() reports.LoadInterval {
	out := reports.LoadInterval{
		AtS: i.At.Seconds(), LengthS: i.Length.Seconds(), Accepted: i.Accepted, Rejected: i.Rejected, Failed: i.Failed,
		P50: float64(i.P50) / 1000, P99: float64(i.P99) / 1000, Max: float64(i.Max) / 1000,
		Replies: coded(i.Replies), Refusals: i.Refusals.named(), Failures: named(i.Failures), Connections: i.Connections,
	}
	if s := i.Length.Seconds(); s > 0 {
		out.MessagesPerS = float64(i.Accepted) / s
	}
	return out
}

// source judges whether the source kept up with itself.
func (r *Result) source(o *Options) reports.LoadSource {
	s := reports.LoadSource{CPUS: r.Usage.CPU.Seconds(), MaxRSSBytes: r.Usage.MaxRSS, LagUS: latency(r.Total.Lag), Delayed: r.Total.Delayed}
	wall := r.Usage.Wall.Seconds()
	if wall <= 0 {
		return s
	}
	s.Busy = r.Usage.Busy.Seconds() / wall
	var why []string
	if s.Busy >= saturatedBusy {
		why = append(why, fmt.Sprintf("a loop was busy for %.0f %% of the time", 100*s.Busy))
	}
	if part := s.CPUS / (wall * float64(runtime.GOMAXPROCS(0))); part >= saturatedCPU {
		why = append(why, fmt.Sprintf("it used %.0f %% of the processors", 100*part))
	}
	if lag := time.Duration(r.Total.Lag.ValueAtQuantile(99)); o.Rate > 0 && lag >= saturatedLag {
		why = append(why, fmt.Sprintf("1 %% of the messages went out %v too late although a connection was free", lag))
	}
	s.Saturated, s.Why = len(why) > 0, strings.Join(why, "; ")
	return s
}

// log writes the histograms as lines of an HdrHistogram log.
func (r *Result) log() ([]string, error) {
	var b strings.Builder
	w := hdrhistogram.NewHistogramLogWriter(&b)
	start := r.Started.UnixMilli()
	if err := w.OutputLogFormatVersion(); err != nil {
		return nil, err
	}
	if err := w.OutputStartTime(start); err != nil {
		return nil, err
	}
	if err := w.OutputLegend(); err != nil {
		return nil, err
	}
	for _, p := range Phases() {
		h := r.Total.Latency[p]
		h.SetTag(p.String())
		h.SetStartTimeMs(start)
		h.SetEndTimeMs(start + r.Usage.Wall.Milliseconds())
		if err := w.OutputIntervalHistogram(h); err != nil {
			return nil, fmt.Errorf("histogram of %s: %w", p, err)
		}
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n"), nil
}

func named(m map[Cause]int64) map[string]int64 {
	out := make(map[string]int64, len(m))
	for k, v := range m {
		out[string(k)] = v
	}
	return out
}

func coded(m map[int]int64) map[string]int64 {
	out := make(map[string]int64, len(m))
	for k, v := range m {
		out[strconv.Itoa(k)] = v
	}
	return out
}
