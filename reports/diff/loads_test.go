package diff

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

// synthetic is a load as a server with a service time would give: latencies are
// lognormal, and the seconds drift as on a machine that others use.
type synthetic struct {
	median  float64 // of the transaction, microseconds
	sigma   float64 // spread of the latencies
	drift   float64 // spread of the seconds, each alike to the one before
	stalls  float64 // share of seconds in which everything takes ten times as long
	errors  float64
	seconds int
	seed    uint64
}

func (s synthetic) load() *reports.Load {
	random := rand.New(rand.NewPCG(s.seed, 7))
	const connections = 10
	l := sample.Load()
	l.Intervals, l.Histogram, l.Failures = nil, nil, map[string]int64{}
	l.Counts = reports.LoadCounts{}
	l.LatencyUS = reports.LoadLatencies{}
	l.ElapsedMS = float64(s.seconds) * 1000
	l.Started = time.Date(2026, 11, 25, 22, 0, 0, 0, time.UTC)
	level, cpu := 0.0, 0.0
	for i := range s.seconds {
		level = 0.6*level + s.drift*random.NormFloat64()
		median := s.median * math.Exp(level)
		if random.Float64() < s.stalls {
			median *= 10
		}
		n := connections * 1e6 / (median * math.Exp(s.sigma*s.sigma/2)) * (1 + 0.01*random.NormFloat64())
		at := func(q float64) float64 {
			return median * math.Exp(s.sigma*math.Sqrt2*math.Erfinv(2*q-1)) * (1 + 0.02*random.NormFloat64())
		}
		d := reports.LoadLatency{Count: int64(n), Min: at(1e-4), P50: at(0.5), P90: at(0.9), P99: at(0.99), P999: at(0.999), Max: at(0.9999)}
		failed := int64(n * s.errors)
		l.Counts.Accepted += d.Count - failed
		l.Counts.Failed += failed
		used := n * 100e-6 * (1 + 0.05*random.NormFloat64())
		cpu += used
		l.Intervals = append(l.Intervals, reports.LoadInterval{
			AtS: float64(i), LengthS: 1, Accepted: d.Count - failed, Failed: failed, CPUS: used, P50: d.P50, P99: d.P99, Max: d.Max,
			LatencyUS: reports.LoadLatencies{"transaction": d, "content": d},
		})
		whole := l.LatencyUS["transaction"] // near enough to what is shown
		whole.Count += d.Count
		whole.P50 += d.P50 / float64(s.seconds)
		whole.P90 += d.P90 / float64(s.seconds)
		whole.P99 = max(whole.P99, d.P99)
		whole.P999 = max(whole.P999, d.P999)
		l.LatencyUS["transaction"], l.LatencyUS["content"] = whole, whole
	}
	if l.Counts.Failed > 0 {
		l.Failures["reset"] = l.Counts.Failed
	}
	l.Counts.Attempted = l.Counts.Accepted + l.Counts.Failed
	l.Throughput.MessagesPerS = float64(l.Counts.Accepted) / float64(s.seconds)
	l.Source.WithServer = true
	l.Source.CPUPerMessageUS = cpu * 1e6 / float64(l.Counts.Attempted)
	reports.ConcludeLoad(l, nil)
	return l
}

func comparedLoads(t *testing.T, old, fresh *reports.Load, bound float64) *Diff {
	t.Helper()
	d, err := CompareLoads(old, fresh, bound)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// slower is a comparison with a server that takes 30 % longer.
func slower(t *testing.T) *Diff {
	t.Helper()
	base := synthetic{median: 5000, sigma: 0.3, drift: 0.01, seconds: 20}
	old, fresh := base, base
	old.seed, fresh.seed, fresh.median = 1, 2, 6500
	d := comparedLoads(t, old.load(), fresh.load(), 0.1)
	d.Old.Name, d.New.Name = "old.json", "new.json"
	return d
}

func machines() map[string]synthetic {
	return map[string]synthetic{
		"quiet":   {median: 5000, sigma: 0.3, drift: 0.01, seconds: 10},
		"shared":  {median: 5000, sigma: 0.5, drift: 0.05, seconds: 30},
		"busy":    {median: 5000, sigma: 0.8, drift: 0.15, seconds: 30},
		"stalls":  {median: 5000, sigma: 0.5, drift: 0.05, stalls: 0.1, seconds: 20},
		"errors":  {median: 5000, sigma: 0.5, drift: 0.05, errors: 0.01, seconds: 20},
		"shorter": {median: 5000, sigma: 0.5, drift: 0.05, seconds: 7},
	}
}

// TestCompareLoads_sameServer compares many pairs of loads of the same server.
func TestCompareLoads_sameServer(t *testing.T) {
	for name, machine := range machines() {
		const pairs = 100
		wrong := 0
		for i := range uint64(pairs) {
			old, fresh := machine, machine
			old.seed, fresh.seed = 2*i+1, 2*i+2
			if d := comparedLoads(t, old.load(), fresh.load(), DefaultMaxRegression); d.Verdict != NotRegressed {
				wrong++
			}
		}
		// At the confidence of all figures together, one of 100 would be fair.
		if wrong > 1 {
			t.Errorf("%s: got %d regressions in %d pairs, want no more than 1", name, wrong, pairs)
		}
	}
}

// TestCompareLoads_slowedByAFifth compares many pairs in which the second server takes
// longer by a fifth.
func TestCompareLoads_slowedByAFifth(t *testing.T) {
	for name, least := range map[string]int{"quiet": 20, "shared": 16, "errors": 12} {
		machine := machines()[name]
		const pairs = 20
		found := 0
		for i := range uint64(pairs) {
			old, fresh := machine, machine
			old.seed, fresh.seed, fresh.median = 2*i+1, 2*i+2, 1.25*machine.median // the throughput is down by a fifth
			d := comparedLoads(t, old.load(), fresh.load(), DefaultMaxRegression)
			if d.Verdict == Regressed {
				found++
			}
		}
		t.Logf("%s: %d of %d found", name, found, pairs)
		if found < least {
			t.Errorf("%s: %d of %d found, want %d", name, found, pairs, least)
		}
	}
}

func outcomes(d *Diff) map[string]string {
	out := map[string]string{}
	for _, f := range d.Figures {
		out[f.Name] = f.Outcome
	}
	return out
}

func TestCompareLoads_figures(t *testing.T) {
	base := synthetic{median: 5000, sigma: 0.3, drift: 0.01, seconds: 20, seed: 1}
	twin := base
	twin.seed = 2
	for _, tt := range []struct {
		name   string
		edit   func(*reports.Load)
		bound  float64
		figure string
		want   string
	}{
		{"the same", func(*reports.Load) {}, 0.1, "throughput", FigureSame},
		{"processor time", func(l *reports.Load) {
			for i := range l.Intervals {
				l.Intervals[i].CPUS *= 1.5
			}
		}, 0.1, "cpu", FigureRegression},
		{"processor time of the generator alone", func(l *reports.Load) { l.Source.WithServer = false }, 0.1, "cpu", FigureInformation},
		{"errors where there were none", func(l *reports.Load) {
			for i := range l.Intervals {
				l.Intervals[i].Accepted -= 20
				l.Intervals[i].Failed = 20
			}
			l.Counts.Accepted -= 400
			l.Counts.Failed = 400
		}, 0.1, "errors", FigureRegression},
		{"half as many", func(l *reports.Load) {
			for i := range l.Intervals {
				l.Intervals[i].Accepted /= 2
			}
		}, 0.1, "throughput", FigureRegression},
		{"half as many, and that is allowed", func(l *reports.Load) {
			for i := range l.Intervals {
				l.Intervals[i].Accepted /= 2
			}
		}, 0.6, "throughput", FigureWorse},
		{"twice as many", func(l *reports.Load) {
			for i := range l.Intervals {
				l.Intervals[i].Accepted *= 2
			}
		}, 0.1, "throughput", FigureBetter},
		{"a phase of one second", func(l *reports.Load) { l.LatencyUS["connect"] = reports.LoadLatency{Count: 10, P50: 1} }, 0.1, "p50(connect)", ""},
	} {
		fresh := twin.load()
		tt.edit(fresh)
		d := comparedLoads(t, base.load(), fresh, tt.bound)
		if got := outcomes(d)[tt.figure]; got != tt.want {
			t.Errorf("%s: %s is %q, want %q", tt.name, tt.figure, got, tt.want)
		}
	}
}

// TestCompareLoads_busyMachine judges medians alone.
func TestCompareLoads_busyMachine(t *testing.T) {
	base := synthetic{median: 5000, sigma: 0.3, drift: 0.01, seconds: 20, seed: 1}
	slow := base
	slow.seed, slow.median = 2, 9000
	fresh := slow.load()
	fresh.Source.Saturated, fresh.Source.RunQueueWait, fresh.Source.Processors = true, 0.5, 0.1 // 0.5 ms for each message
	d := comparedLoads(t, base.load(), fresh, 0.1)
	got := outcomes(d)
	if got["p50(content)"] != FigureRegression || got["p99(content)"] != FigureUnsure || got["throughput"] != FigureUnsure || d.Verdict != Regressed || len(d.Notes) != 1 {
		t.Errorf("%v %v", got, d.Notes)
	}
}

func TestTrust(t *testing.T) {
	for _, tt := range []struct {
		name   string
		source reports.LoadSource
		want   trust
	}{
		{"at ease", reports.LoadSource{Processors: 0.1, CPUPerMessageUS: 100}, trustAll},
		{"had to wait", reports.LoadSource{Saturated: true, RunQueueWait: 0.5, Processors: 0.1, CPUPerMessageUS: 100}, trustMedians},
		{"waited longer than the server took", reports.LoadSource{Saturated: true, RunQueueWait: 5, Processors: 0.1, CPUPerMessageUS: 100}, trustNone},
		{"a busy loop", reports.LoadSource{Saturated: true, RunQueueWait: 0.1, Processors: 1, CPUPerMessageUS: 100, Busy: 0.99}, trustNone},
		{"of an older version", reports.LoadSource{Saturated: true, Processors: 1, CPUPerMessageUS: 100}, trustNone},
	} {
		l := &reports.Load{Source: tt.source, LatencyUS: reports.LoadLatencies{"transaction": {P50: 5000}}}
		if got := trustOf(l); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

// TestCompareLoads_olderResults have no latencies of phases in their seconds.
func TestCompareLoads_olderResults(t *testing.T) {
	base := synthetic{median: 5000, sigma: 0.3, drift: 0.01, seconds: 20, seed: 1}
	old, fresh := base.load(), base
	fresh.seed, fresh.median = 2, 9000
	for i := range old.Intervals {
		old.Intervals[i].LatencyUS = nil
	}
	got := outcomes(comparedLoads(t, old, fresh.load(), 0.1))
	if got["p50(transaction)"] != FigureRegression || got["p50(content)"] != FigureUnjudged || got["throughput"] != FigureRegression {
		t.Errorf("%v", got)
	}
}

func TestCompareLoads_noVerdict(t *testing.T) {
	short := synthetic{median: 5000, sigma: 0.3, seconds: 5, seed: 1}.load()
	if d := comparedLoads(t, short, short, 0.1); d.Verdict != reports.NoVerdict || !strings.Contains(d.Reason, "too short") {
		t.Errorf("%s: %s", d.Verdict, d.Reason)
	}
	long := synthetic{median: 5000, sigma: 0.3, seconds: 20, seed: 1}.load()
	dead := synthetic{median: 5000, sigma: 0.3, seconds: 20, seed: 1}.load()
	dead.Dead = "gone"
	reports.ConcludeLoad(dead, nil)
	if d := comparedLoads(t, long, dead, 0.1); d.Verdict != reports.NoVerdict || !strings.Contains(d.Reason, "gone") {
		t.Errorf("%s: %s", d.Verdict, d.Reason)
	}
	saturated := synthetic{median: 5000, sigma: 0.3, seconds: 20, seed: 2}.load()
	saturated.Source.Saturated, saturated.Source.Why = true, "a loop was busy"
	slow := synthetic{median: 9000, sigma: 0.3, seconds: 20, seed: 2}.load()
	if d := comparedLoads(t, saturated, slow, 0.1); d.Verdict != reports.NoVerdict || !strings.Contains(d.Reason, "it may be the machine: throughput") {
		t.Errorf("%s: %s", d.Verdict, d.Reason)
	}
	if d := comparedLoads(t, long, saturated, 0.1); d.Verdict != NotRegressed || len(d.Notes) != 1 || !strings.Contains(d.Notes[0], "generator of the new load") {
		t.Errorf("%v", d.Notes)
	}
}

func TestSamePlan(t *testing.T) {
	base := synthetic{median: 5000, sigma: 0.3, seconds: 20, seed: 1}
	for want, edit := range map[string]func(*reports.LoadPlan){
		"size 1024 and 2048":                      func(p *reports.LoadPlan) { p.Size = 2048 },
		"connections 10 and 20":                   func(p *reports.LoadPlan) { p.Connections = 20 },
		"exchange classic and pipelined":          func(p *reports.LoadPlan) { p.Exchange = "pipelined" },
		"exchange classic and \"\"":               func(p *reports.LoadPlan) { p.Exchange = "" },
		"rate 0 and 100":                          func(p *reports.LoadPlan) { p.Rate = 100 },
		"TLS none and starttls":                   func(p *reports.LoadPlan) { p.TLS = "starttls" },
		"measure both loads with the same --rate": func(p *reports.LoadPlan) { p.Search = &reports.LoadSearchPlan{} },
		"": func(p *reports.LoadPlan) { p.DurationS, p.Messages, p.TimeoutS, p.Mix.Seed = 1, 2, 3, 4 },
	} {
		fresh := base.load()
		edit(&fresh.Plan)
		_, err := CompareLoads(base.load(), fresh, 0.1)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", want, err)
		}
	}
}
