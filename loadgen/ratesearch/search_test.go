package ratesearch

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/reports"
)

// searched searches where a server sustains rates up to one and the generator
// up to another.
func searched(t *testing.T, s *strategy, server, generator float64) (probes int) {
	t.Helper()
	for ; s.rate > 0; probes++ {
		if s.rate < s.from || s.rate > s.to || probes >= s.probes() {
			t.Fatalf("probe %d of %d at %v messages/s, from %v to %v", probes, s.probes(), s.rate, s.from, s.to)
		}
		switch {
		case s.rate > generator:
			s.judged(false, reports.LimitGenerator)
		default:
			s.judged(s.rate <= server, reports.LimitServer)
		}
	}
	return probes
}

func TestStrategy_answer(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		precision := []float64{0.01, 0.05, 0.1, 0.5}[random.IntN(4)]
		from := math.Pow(10, 4*random.Float64()-2)
		to := from * math.Pow(10, 4*random.Float64())
		server, generator := from*math.Pow(10, 5*random.Float64()-0.5), from*math.Pow(10, 5*random.Float64()-0.5)
		s := newStrategy(from, to, precision)
		searched(t, s, server, generator)
		a := s.answer()
		least := min(server, generator)
		switch {
		case least < from:
			if a.Found || a.LowestMisses != (server < from && generator >= from) || a.Reason == "" {
				t.Fatalf("lowest %v, server %v, generator %v: got %+v", from, server, generator, a)
			}
		case !a.Found || a.Rate > least || a.Rate*(1+precision)*1.001 < min(least, to):
			t.Fatalf("%v to %v within %v, server %v, generator %v: got %+v", from, to, precision, server, generator, a)
		case least >= to:
			if a.Rate != to || a.LimitedBy != reports.LimitRange {
				t.Fatalf("got %+v, want %v", a, to)
			}
		case a.NotAt <= least || (a.LimitedBy == reports.LimitGenerator) != (a.NotAt > generator):
			t.Fatalf("server %v, generator %v: got %+v", server, generator, a)
		}
	}
}

func TestStrategy_steps(t *testing.T) {
	s := newStrategy(10, 1000, 0.05)
	var rates []float64
	for s.rate > 0 {
		rates = append(rates, s.rate)
		s.judged(s.rate <= 100, reports.LimitServer)
	}
	want := []float64{10, 20, 40, 80, 160, 120, 100, 110, 105, 100}
	if len(rates) != len(want) || s.answer().String() != "100 messages/s; at 105 the bounds are missed" {
		t.Fatalf("got %v, %v, want %v", rates, s.answer(), want)
	}
	for i := range want {
		if rates[i] != want[i] {
			t.Fatalf("got %v, want %v", rates, want)
		}
	}
}

// TestStrategy_notConfirmed has a server that sustains a rate only once.
func TestStrategy_notConfirmed(t *testing.T) {
	s := newStrategy(10, 1000, 0.05)
	seen := 0
	for s.rate > 0 {
		s.judged(s.rate <= 100 && s.kind != reports.ProbeConfirmation, reports.LimitServer)
		seen++
	}
	if a := s.answer(); a.Found || a.LowestMisses || !strings.Contains(a.String(), "too unsteady") || s.refuted != maxRefuted {
		t.Errorf("got %v after %d probes", a, seen)
	}
	s = newStrategy(10, 1000, 0.05)
	s.judged(false, reports.LimitServer) // the lowest rate is asked twice
	if s.rate != 10 {
		t.Fatalf("got %v messages/s after the first, want 10 again", s.rate)
	}
	s.judged(true, "")
	searched(t, s, 50, math.Inf(1))
	if a := s.answer(); !a.Found || a.Rate < 47 {
		t.Errorf("got %v", a)
	}
}

// TestStrategy_saturatedProbe has a machine that is busy with other things
// at every other probe.
func TestStrategy_saturatedProbe(t *testing.T) {
	s := newStrategy(10, 40, 0.5)
	var rates []float64
	for s.rate > 0 {
		rates = append(rates, s.rate)
		s.judged(len(rates)%2 == 0, reports.LimitGenerator)
	}
	if want := []float64{10, 10, 20, 20, 40, 40, 40, 20}; !slices.Equal(rates, want) || len(rates) > s.probes() || !s.found || s.limit != reports.LimitGenerator {
		t.Errorf("got %v, %v, want %v", rates, s.answer(), want)
	}
	s = newStrategy(10, 40, 0.5)
	for range 2 {
		s.judged(false, reports.LimitGenerator)
	}
	if a := s.answer(); s.rate != 0 || a.Found || a.LowestMisses || a.Reason == "" {
		t.Errorf("got %v", a)
	}
}

func bounds(t *testing.T, text string) []reports.Threshold {
	t.Helper()
	b, err := reports.ParseBounds(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSearch_judge(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*reports.Load)
		want reports.ProbeVerdict
		why  string
	}{
		"holds":               {func(*reports.Load) {}, reports.ProbeMet, ""},
		"misses":              {func(l *reports.Load) { l.LatencyUS["transaction"] = reports.LoadLatency{Count: 100, P99: 60_000} }, reports.ProbeMissed, "p99<50ms: 60.00 ms"},
		"too slow":            {func(l *reports.Load) { l.Stages[0].InTime = 90 }, reports.ProbeMissed, "90 of 100 messages were accepted in time"},
		"want of connections": {func(l *reports.Load) { l.Stages[0].InTime, l.Source.Delayed = 0, 51 }, reports.ProbeMissed, "51 messages waited for one of 7 connections"},
		"generator": {func(l *reports.Load) {
			l.Stages[0].InTime, l.Source.Saturated, l.Source.Why = 0, true, "a loop was busy"
		}, reports.ProbeSaturated, "the generator was the bottleneck: a loop was busy"},
		"saturated and holds": {func(l *reports.Load) { l.Source.Saturated = true }, reports.ProbeMet, ""},
		"dead":                {func(l *reports.Load) { l.Dead = "gone" }, reports.ProbeNone, "gone"},
		"interrupted":         {func(l *reports.Load) { l.Interrupted = true }, reports.ProbeNone, "interrupted"},
		"nothing": {func(l *reports.Load) {
			l.Counts, l.Stages[0].Attempted, l.Stages[0].InTime = reports.LoadCounts{}, 0, 0
		}, reports.ProbeNone, "no message"},
		"not measured": {func(l *reports.Load) { delete(l.LatencyUS, "transaction") }, reports.ProbeNone, "not measured: p99<50ms"},
	} {
		l := &reports.Load{
			Plan: reports.LoadPlan{Rate: 10, Connections: 7}, Counts: reports.LoadCounts{Attempted: 100, Accepted: 100}, Stages: []reports.LoadStage{{Attempted: 100, InTime: 100}},
			LatencyUS: reports.LoadLatencies{"transaction": {Count: 100, P99: 1000}},
		}
		c.edit(l)
		s := Search{Bounds: bounds(t, "p99<50ms,errors<0.1%"), Precision: 0.05}
		if p := s.judge(l, reports.ProbeDoubling); p.Verdict != c.want || (c.why == "") != (p.Why == "") || !strings.Contains(p.Why, c.why) {
			t.Errorf("%s: got %s, %q, want %s, %q", name, p.Verdict, p.Why, c.want, c.why)
		}
	}
}

// server is one of which a rate up to most is sustained: a probe at a rate is a load of so
// many messages.
func server(most float64) func(rate float64) (*reports.Load, error) {
	return func(rate float64) (*reports.Load, error) {
		inTime := int64(100)
		if rate > most {
			inTime = int64(100 * most / rate)
		}
		return &reports.Load{
			Plan: reports.LoadPlan{Rate: rate, Connections: 1}, Counts: reports.LoadCounts{Attempted: 100, Accepted: 100},
			Stages: []reports.LoadStage{{Attempted: 100, InTime: inTime}}, LatencyUS: reports.LoadLatencies{"transaction": {Count: 100, P99: 1000}},
		}, nil
	}
}

func TestSearch_find(t *testing.T) {
	var told int
	search := Search{Bounds: bounds(t, "errors<50%"), From: 20, To: 10_000, Precision: 0.05, Probed: func(reports.LoadProbe) { told++ }}
	l, err := search.find(t.Context(), server(100))
	if err != nil {
		t.Fatal(err)
	}
	if l.Answer == nil || l.Answer.Rate < 95 || l.Answer.Rate > 105 || told != len(l.Search) || l.Plan.Search == nil {
		t.Errorf("got %+v after %d probes, of which %d were told: %+v", l.Answer, len(l.Search), told, l.Search)
	}
	reports.ConcludeSearch(l, search.Bounds)
	if most, _ := search.Most(); len(l.Search) > most || !l.Answer.Found || l.Verdict != reports.Met {
		t.Errorf("got %d of %d probes, %s", len(l.Search), most, l.Verdict)
	}
}

func TestSearch_interrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	search := Search{Bounds: bounds(t, "errors<50%"), From: 100, To: 10_000, Precision: 0.5, Drain: time.Minute, Probed: func(reports.LoadProbe) { cancel() }}
	l, err := search.find(ctx, server(1000))
	if err != nil || !l.Interrupted || len(l.Search) != 1 || l.Answer.Found || l.Answer.Rate != 100 {
		t.Fatalf("got %v, %+v", err, l)
	}
	reports.ConcludeSearch(l, search.Bounds)
	if code := reports.LoadExitCode(l); code != 130 {
		t.Errorf("got exit code %d, want 130", code)
	}
}

// TestFind_error has no connections, so that no probe can run.
func TestFind_error(t *testing.T) {
	s := Search{Bounds: bounds(t, "errors<50%"), From: 100, To: 1000, Precision: 0.5, Probe: time.Second}
	o := loadgen.Options{Program: &exchange.Program{}, Connections: 0}
	if l, err := Find(t.Context(), o, s); err == nil {
		t.Errorf("got %+v, want an error", l)
	}
}
