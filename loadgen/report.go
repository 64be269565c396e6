package loadgen

import (
	"math"
	"runtime"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/reports"
)

// Report returns what was measured as a load result, which has no verdict yet. The caller
// adds tool, target and what of the plan only it knows.
func (r *Result) Report(o *Options) (*reports.Load, error) {
	n := r.Total
	l := &reports.Load{
		Started: r.Started, ElapsedMS: float64(r.Elapsed) / 1e6, Corrected: o.openLoop(), Interrupted: r.Interrupted, Dead: r.Dead,
		Plan:     o.Plan(),
		Counts:   reports.LoadCounts{Attempted: n.Attempted(), Accepted: n.Accepted, Rejected: n.Rejected, Failed: n.Failed()},
		Failures: named(n.Failures), Replies: coded(n.RepliesByCode()), Refusals: n.Refusals.Named(), RecipientsRefused: n.Refused,
		Connections: reports.LoadConnections{Opened: n.Opened, Lost: named(n.Lost)}, LatencyUS: reports.LoadLatencies{},
	}
	if s := r.Elapsed.Seconds(); s > 0 {
		l.Throughput = reports.LoadThroughput{MessagesPerS: float64(n.Accepted) / s, BytesPerS: float64(n.Octets) / s}
	}
	for _, p := range exchange.Phases() {
		l.LatencyUS[p.String()] = measure.LatencyOf(n.Latency[p])
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
	if o.openLoop() {
		p.Loop = "open"
	}
	if len(o.Stages) > 0 {
		p.Rate, p.DurationS = 0, schedule.StagesLength(o.Stages).Seconds()
	}
	for _, s := range o.Stages {
		p.Stages = append(p.Stages, stagePlan(s))
	}
	return p
}

// source says how the generator of the load fared, and judges whether it was the
// bottleneck.
func (r *Result) source(o *Options) reports.LoadSource {
	u := r.Usage
	s := reports.LoadSource{
		CPUS: u.CPU.Seconds(), MaxRSSBytes: u.MaxRSS, LagUS: measure.LatencyOf(r.Total.Lag), Delayed: r.Total.Delayed,
		QueuedUS: float64(u.Queued) / 1000, PausedUS: float64(u.Paused) / 1000,
	}
	if n := r.Total.Ended; n > 0 {
		s.CPUPerMessageUS = s.CPUS * 1e6 / float64(n)
	}
	if wall := u.Wall.Seconds(); wall > 0 {
		s.Busy = u.Busy.Seconds() / wall
		s.RunQueueWait = u.RunQueueWait.Seconds() / wall
		s.Processors = s.CPUS / wall
	}
	why := measure.Overloads(s, runtime.GOMAXPROCS(0), o.openLoop())
	s.Saturated, s.Why = len(why) > 0, strings.Join(why, "; ")
	return s
}

func stagePlan(s schedule.Stage) reports.LoadStagePlan {
	p := reports.LoadStagePlan{From: s.From, To: s.To}
	if s.Duration < math.MaxInt64 {
		p.DurationS = s.Duration.Seconds()
	}
	return p
}

func (s *StageResult) report() reports.LoadStage {
	l := measure.LatencyOf(s.Latency)
	out := reports.LoadStage{
		LoadStagePlan: stagePlan(s.Stage), Name: s.String(), AtS: s.At.Seconds(), LengthS: s.Length.Seconds(), InTime: s.InTime,
		Attempted: s.Accepted + s.Rejected + s.Failed, Accepted: s.Accepted, Rejected: s.Rejected, Failed: s.Failed,
		P50: l.P50, P99: l.P99, Max: l.Max,
	}
	if out.LengthS > 0 {
		out.MessagesPerS = float64(s.Accepted) / out.LengthS
	}
	return out
}

func (i Interval) report() reports.LoadInterval {
	out := reports.LoadInterval{
		AtS: i.At.Seconds(), LengthS: i.Length.Seconds(), Accepted: i.Accepted, Rejected: i.Rejected, Failed: i.Failed,
		P50: float64(i.P50) / 1000, P99: float64(i.P99) / 1000, Max: float64(i.Max) / 1000,
		Replies: coded(i.Replies), Refusals: i.Refusals.Named(), Failures: named(i.Failures), Connections: i.Connections,
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
	l, err := measure.NewLatencyLog(&b, r.Started)
	if err == nil {
		err = l.Interval(r.Total, 0, r.Usage.Wall)
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

func named(m map[exchange.Cause]int64) map[string]int64 {
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
