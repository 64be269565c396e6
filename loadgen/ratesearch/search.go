package ratesearch

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/loadgen"
	"github.com/smtpspec/smtpspec/reports"
)

// Search says how the highest rate is searched for at which thresholds are met.
type Search struct {
	Bounds []reports.Threshold
	// From is the rate of the first probe, To the highest, messages a second.
	From, To float64
	// Precision is the part of the rate to which the answer is known, 0 to 1.
	Precision float64
	// Probe and Warmup are the time of each probe and of what comes before it and is not
	// counted; Drain is the rest between two.
	Probe, Warmup, Drain time.Duration
	// Probed is told of each probe when it has ended. May be nil.
	Probed func(reports.LoadProbe)
}

// Most is how many probes there are at most, and the time that all of them take. A probe
// that the server does not sustain takes longer, by up to the timeout of a reply.
func (s *Search) Most() (probes int, length time.Duration) {
	probes = newStrategy(s.From, s.To, s.Precision).probes()
	return probes, time.Duration(probes) * (s.Warmup + s.Probe + s.Drain)
}

// Find searches for the highest rate. The result is that of the last probe, which is
// the confirming one when there is an answer; it has the probes and the answer, and no
// verdict yet. An error is one of this machine.
func Find(ctx context.Context, o loadgen.Options, s Search) (*reports.Load, error) {
	o.Stages, o.Messages, o.Duration, o.Warmup = nil, 0, s.Probe, s.Warmup
	return s.find(ctx, func(rate float64) (*reports.Load, error) {
		o.Rate = rate
		r, err := loadgen.Run(ctx, o)
		if err != nil {
			return nil, err
		}
		return r.Report(&o)
	})
}

// find searches by probes at a rate.
func (s *Search) find(ctx context.Context, probe func(rate float64) (*reports.Load, error)) (*reports.Load, error) {
	decide := newStrategy(s.From, s.To, s.Precision)
	var probes []reports.LoadProbe
	for {
		l, err := probe(decide.rate)
		if err != nil {
			return nil, err
		}
		p := s.judge(l, decide.kind)
		probes = append(probes, p)
		l.Search, l.Plan.Search = probes, s.plan()
		if s.Probed != nil {
			s.Probed(p)
		}
		switch p.Verdict {
		case reports.ProbeMet:
			decide.judged(true, "")
		case reports.ProbeMissed:
			decide.judged(false, reports.LimitServer)
		case reports.ProbeSaturated:
			decide.judged(false, reports.LimitGenerator)
		default: // interrupted, dead, or nothing to judge by
			l.Answer = &reports.LoadAnswer{Rate: decide.low, Reason: p.Why}
			return l, nil
		}
		if decide.rate == 0 {
			l.Answer = decide.answer()
			return l, nil
		}
		select {
		case <-time.After(s.Drain):
		case <-ctx.Done():
			l.Interrupted = true
			l.Answer = &reports.LoadAnswer{Rate: decide.low, Reason: "interrupted"}
			return l, nil
		}
	}
}

// judge gives the verdict on a probe.
func (s *Search) judge(l *reports.Load, kind reports.ProbeKind) reports.LoadProbe {
	p := reports.LoadProbe{
		Rate: l.Plan.Rate, Kind: kind, Verdict: reports.ProbeMet, Counts: l.Counts, MessagesPerS: l.Throughput.MessagesPerS,
		P50: l.LatencyUS["transaction"].P50, P99: l.LatencyUS["transaction"].P99, Saturated: l.Source.Saturated, Delayed: l.Source.Delayed,
	}
	var missed, unmeasured []string
	for _, b := range s.Bounds {
		switch c := b.Check(l); {
		case c.Unmeasured && l.Counts.Accepted > 0:
			unmeasured = append(unmeasured, c.Expression+": "+c.Measured)
		case !c.Met:
			missed = append(missed, c.Expression+": "+c.Measured)
		}
	}
	// A server that is too slow meets any bound on errors, only later.
	if len(l.Stages) == 1 && float64(l.Stages[0].InTime) < (1-s.Precision)*float64(l.Stages[0].Attempted) {
		missed = append(missed, fmt.Sprintf("%d of %d messages were accepted in time", l.Stages[0].InTime, l.Stages[0].Attempted))
	}
	switch {
	case l.Interrupted:
		p.Verdict, p.Why = reports.ProbeNone, "interrupted"
	case l.Dead != "":
		p.Verdict, p.Why = reports.ProbeNone, l.Dead
	case l.Counts.Attempted == 0:
		p.Verdict, p.Why = reports.ProbeNone, "no message was attempted"
	case len(missed) > 0 && l.Source.Saturated:
		p.Verdict, p.Why = reports.ProbeSaturated, "the generator was the bottleneck: "+l.Source.Why
	case len(missed) > 0:
		if 2*l.Source.Delayed > l.Counts.Attempted {
			missed = append(missed, fmt.Sprintf("%d messages waited for one of %d connections", l.Source.Delayed, l.Plan.Connections))
		}
		p.Verdict, p.Why = reports.ProbeMissed, strings.Join(missed, "; ")
	case len(unmeasured) > 0:
		p.Verdict, p.Why = reports.ProbeNone, "not measured: "+strings.Join(unmeasured, "; ")
	}
	return p
}

func (s *Search) plan() *reports.LoadSearchPlan {
	p := &reports.LoadSearchPlan{
		From: s.From, To: s.To, Precision: s.Precision, ProbeS: s.Probe.Seconds(), WarmupS: s.Warmup.Seconds(), DrainS: s.Drain.Seconds(),
	}
	for _, b := range s.Bounds {
		p.Bounds = append(p.Bounds, b.String())
	}
	return p
}
