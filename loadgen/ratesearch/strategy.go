package ratesearch

import (
	"fmt"
	"math"

	"github.com/smtpspec/smtpspec/reports"
)

// strategy looks for the highest rate that a server sustains: it doubles the rate until a
// probe fails, bisects the range between, and confirms what it found. It only decides; its
// caller puts on the load.
type strategy struct {
	from, to  float64 // messages a second
	precision float64 // part of the rate

	kind    reports.ProbeKind
	rate    float64 // of the next probe; 0 when it is over
	low     float64 // meets the bounds; 0 for none
	high    float64 // does not; 0 for none
	limit   reports.Limit
	refuted int // confirmations that failed
	repeats int
	again   float64 // the rate of the last probe that was repeated
	found   bool
}

const (
	// maxRefuted is how many answers may fail their confirmation before a search
	// is given up.
	maxRefuted = 3
	// maxRepeats is how many probes are repeated, each once: those whose generator
	// was the bottleneck, perhaps only because the machine was busy, and that of the
	// lowest rate, which may be the first that the server ever sees.
	maxRepeats = 3
)

func newStrategy(from, to, precision float64) *strategy {
	return &strategy{from: from, to: to, precision: precision, kind: reports.ProbeDoubling, rate: from, limit: reports.LimitRange}
}

// probes is how many there are at most.
func (s *strategy) probes() int {
	doublings := 1 + int(math.Ceil(math.Log2(s.to/s.from)))
	// Rates are rounded: one halving more than the precision needs.
	halvings := 1 + int(math.Ceil(math.Log2(1/s.precision)))
	return doublings + halvings + maxRefuted + maxRepeats
}

// judged goes on after a probe: the bounds were met, or not because of limit.
func (s *strategy) judged(met bool, limit reports.Limit) {
	if !met && (limit == reports.LimitGenerator || s.low == 0) && s.again != s.rate && s.repeats < maxRepeats {
		s.again = s.rate
		s.repeats++
		return
	}
	switch s.kind {
	case reports.ProbeDoubling:
		s.doubled(met, limit)
	case reports.ProbeBisection:
		if met {
			s.low = s.rate
		} else {
			s.high, s.limit = s.rate, limit
		}
		s.narrow()
	case reports.ProbeConfirmation:
		s.confirmed(met, limit)
	}
}

func (s *strategy) doubled(met bool, limit reports.Limit) {
	switch {
	case met && s.rate >= s.to:
		s.low = s.rate
		s.kind = reports.ProbeConfirmation
	case met:
		s.low = s.rate
		s.rate = min(2*s.rate, s.to)
	case s.low > 0:
		s.high, s.limit = s.rate, limit
		s.narrow()
	default:
		s.limit, s.rate = limit, 0
	}
}

// narrow takes the middle between what meets the bounds and what does not.
func (s *strategy) narrow() {
	s.kind, s.rate = reports.ProbeBisection, rounded((s.low+s.high)/2)
	if s.high-s.low <= s.precision*s.low || s.rate <= s.low || s.rate >= s.high {
		s.kind, s.rate = reports.ProbeConfirmation, s.low
	}
}

func (s *strategy) confirmed(met bool, limit reports.Limit) {
	if met {
		s.found, s.low, s.rate = true, s.rate, 0
		return
	}
	s.high, s.limit = s.rate, limit
	lower := rounded(s.rate * (1 - s.precision))
	s.refuted++
	if s.refuted == maxRefuted || lower < s.from {
		s.rate = 0
		return
	}
	s.rate = lower
}

// rounded has four digits, so that a rate can be said.
func rounded(rate float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(rate))-3)
	if unit < 1 { // dividing by a whole number is exact where multiplying is not
		return math.Round(rate/unit) / math.Round(1/unit)
	}
	return math.Round(rate/unit) * unit
}

// answer is what was found when the search is over.
func (s *strategy) answer() *reports.LoadAnswer {
	a := &reports.LoadAnswer{Rate: s.low, Found: s.found, LimitedBy: s.limit}
	switch {
	case s.found:
		a.NotAt = s.high
	case s.low == 0 && s.limit == reports.LimitGenerator:
		a.Reason = fmt.Sprintf("the generator was the bottleneck even at %g messages/s", s.from)
	case s.low == 0:
		a.LowestMisses = true
		a.Reason = fmt.Sprintf("even %g messages/s, the lowest rate, miss the bounds", s.from)
	default:
		a.Reason = fmt.Sprintf("%g messages/s were sustained once, and no rate near it when it was asked again: the figures are too unsteady", s.low)
	}
	return a
}
