package loadgen

import (
	"strconv"
	"strings"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
)

// Report turns what was measured into a load result, which has no verdict yet.
// The caller adds tool, target and what of the plan only it knows.
func (r *Result) Report(o *Options) (*reports.Load, error) {
	n := r.Total
	l := &reports.Load{
		Started: r.Started, ElapsedMS: float64(r.Elapsed) / 1e6, Corrected: o.open(), Interrupted: r.Interrupted, Dead: r.Dead,
		Plan:     o.Plan(),
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
	for _, s := range r.Stages {
		l.Stages = append(l.Stages, s.report())
	}
	l.Source = r.source(o)
	var err error
	if o.Histograms {
		l.Histogram, err = r.log()
	}
	return l, err
}

// Plan is what these options say of the plan; the caller adds what of it only it
// knows.
func (o *Options) Plan() reports.LoadPlan {
	p := reports.LoadPlan{
		Scenario: o.Program.ID, Transport: "goroutines", Loop: "closed", Connections: o.Connections, Messages: o.Messages,
		DurationS: o.Duration.Seconds(), WarmupS: o.Warmup.Seconds(), Rate: o.Rate, MessageSize: o.Program.MessageSize,
		Recipients: o.Program.Recipients, MessagesPerConnection: o.perConnection(), Sources: len(o.Sources), Depth: max(o.Depth, 1), ConnectRate: o.ConnectRate, TimeoutS: o.Timeout.Seconds(),
	}
	if hasLoop && !o.Goroutines && !o.Program.Secured() {
		p.Transport = "epoll"
	}
	if o.open() {
		p.Loop = "open"
	}
	if len(o.Stages) > 0 {
		p.Rate, p.DurationS = 0, StagesLength(o.Stages).Seconds()
	}
	for _, s := range o.Stages {
		p.Stages = append(p.Stages, s.plan())
	}
	return p
}

// latency reads a histogram once for all percentiles: the least and the longest
// value are two of them.
func latency(h *hdrhistogram.Histogram) reports.LoadLatency {
	if h.TotalCount() == 0 {
		return reports.LoadLatency{}
	}
	ns := h.ValueAtPercentilesSlice([]float64{0, 50, 90, 99, 99.9, 99.99, 100})
	us := func(i int) float64 { return float64(ns[i]) / 1000 }
	return reports.LoadLatency{
		Count: h.TotalCount(), Min: us(0), Mean: h.Mean() / 1000, P50: us(1), P90: us(2), P99: us(3), P999: us(4), P9999: us(5), Max: us(6),
	}
}

// latencies are those of the phases that were met.
func (n *Numbers) latencies() reports.LoadLatencies {
	out := reports.LoadLatencies{}
	for _, p := range Phases() {
		if h := n.Latency[p]; h.TotalCount() > 0 {
			out[p.String()] = latency(h)
		}
	}
	return out
}

func (i Interval) report() reports.LoadInterval {
	out := reports.LoadInterval{
		AtS: i.At.Seconds(), LengthS: i.Length.Seconds(), Accepted: i.Accepted, Rejected: i.Rejected, Failed: i.Failed,
		P50: float64(i.P50) / 1000, P99: float64(i.P99) / 1000, Max: float64(i.Max) / 1000,
		Replies: coded(i.Replies), Refusals: i.Refusals.named(), Failures: named(i.Failures), Connections: i.Connections,
		CPUS: i.CPU.Seconds(), LatencyUS: i.Latency,
	}
	if s := i.Length.Seconds(); s > 0 {
		out.MessagesPerS = float64(i.Accepted) / s
	}
	return out
}

// log is the whole run as one interval of an HdrHistogram log.
func (r *Result) log() ([]string, error) {
	var b strings.Builder
	l, err := newLatencyLog(&b, r.Started)
	if err == nil {
		err = l.interval(r.Total, 0, r.Usage.Wall)
	}
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n"), err
}

// codeName is a reply code; none is what begins without one.
func codeName(code int) string {
	if code == 0 {
		return "none"
	}
	return strconv.Itoa(code)
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
		out[codeName(k)] = v
	}
	return out
}
