package diff

import (
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff/noise"
)

// perSecond is what the intervals of a load say of its figures.
type perSecond struct {
	accepted, errors, ended, length, cpu []float64
	phases                               map[string][]noise.Distribution
}

// measured takes what counts out of the intervals: not the first, in which
// connections are opened, nor the warm-up, nor what is left at the end.
func measured(l *reports.Load) perSecond {
	s := perSecond{phases: map[string][]noise.Distribution{}}
	for i := range l.Intervals {
		n := &l.Intervals[i]
		if i == 0 || n.AtS < l.Plan.WarmupS+0.5 && l.Plan.WarmupS > 0 || n.LengthS < 0.5 {
			continue
		}
		s.length = append(s.length, n.LengthS)
		s.accepted = append(s.accepted, float64(n.Accepted))
		s.errors = append(s.errors, float64(n.Rejected+n.Failed))
		s.ended = append(s.ended, float64(n.Accepted+n.Rejected+n.Failed))
		if n.CPUS > 0 {
			s.cpu = append(s.cpu, n.CPUS*1e6)
		}
		for phase, d := range n.LatencyUS {
			s.phases[phase] = append(s.phases[phase], distribution(d))
		}
		if n.LatencyUS == nil && n.Accepted > 0 { // of an older version, or of a long run
			s.phases["transaction"] = append(s.phases["transaction"],
				distribution(reports.LoadLatency{Count: n.Accepted, Min: n.P50 / 2, P50: n.P50, P90: n.P50 + (n.P99-n.P50)/2, P99: n.P99, P999: n.Max, Max: n.Max}))
		}
	}
	if len(s.cpu) != len(s.ended) {
		s.cpu = nil
	}
	return s
}

// distribution gives the points of a latency, in their order whatever a file
// says.
func distribution(l reports.LoadLatency) noise.Distribution {
	d := noise.Distribution{Count: float64(l.Count)}
	least := 1e-3 // a nanosecond
	for _, p := range []noise.Point{{Share: 0, At: l.Min}, {Share: 0.5, At: l.P50}, {Share: 0.9, At: l.P90}, {Share: 0.99, At: l.P99}, {Share: 0.999, At: l.P999}, {Share: 1, At: l.Max}} {
		p.At = max(p.At, least)
		least = p.At
		d.Points = append(d.Points, p)
	}
	return d
}
