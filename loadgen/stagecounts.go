package loadgen

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/reports"
)

// StageResult is what became of the messages that were to start in a stage.
type StageResult struct {
	Stage
	At       time.Duration // when it begins, behind the warm-up
	Length   time.Duration // to its end, or to that of its last message if that is later; less when the run ended before
	Accepted int64
	Rejected int64
	Failed   int64
	// InTime were accepted before the stage was over.
	InTime  int64
	Latency *hdrhistogram.Histogram // of the transactions, nanoseconds
}

// stageCounts are one worker's messages by stage. Its recorder's lock holds for
// it.
type stageCounts struct {
	*window
	counts []stageCount // one for each stage of the arrivals
}

type stageCount struct {
	accepted, rejected, failed, inTime int64

	last    int64                   // when a message ended last, nanoseconds of the run
	latency *hdrhistogram.Histogram // nil before the first
}

func newStageCounts(w *window) *stageCounts {
	return &stageCounts{window: w, counts: make([]stageCount, len(w.arrivals.stages))}
}

// ended counts a message that is not of the warm-up.
func (s *stageCounts) ended(o Outcome, t Ticket, now int64) {
	stage := s.arrivals.stage(int64(t.Number))
	c := &s.counts[stage]
	c.last = max(c.last, now)
	switch o {
	case Accepted:
		c.accepted++
		if _, end := s.arrivals.span(stage); now-s.origin.Load() <= end {
			c.inTime++
		}
		if c.latency == nil {
			c.latency = newHistogram()
		}
		recordInto(c.latency, now-t.Intended)
	case Rejected:
		c.rejected++
	default:
		c.failed++
	}
}

// stageResults adds up what the workers counted, and what was due by the end of
// the run and never started.
func (r *run) stageResults(workers []worker, now int64) []StageResult {
	if r.arrivals == nil {
		return nil
	}
	var out []StageResult
	origin := r.origin.Load()
	for i := r.arrivals.warm; i < len(r.arrivals.stages); i++ {
		from, to := r.arrivals.span(i)
		s := StageResult{Stage: r.arrivals.stages[i], At: time.Duration(from - r.warmup), Latency: newHistogram()}
		end := to
		if to == math.MaxInt64 && !r.stopped.Load() {
			end = r.planned()
		}
		switch {
		case origin == unset:
			end = from
		case r.stopped.Load():
			end = min(end, max(now-origin, from))
		}
		for _, w := range workers {
			c := &w.numbers().stages.counts[i]
			s.Accepted += c.accepted
			s.Rejected += c.rejected
			s.Failed += c.failed
			s.InTime += c.inTime
			if c.latency != nil {
				s.Latency.Merge(c.latency)
			}
			if c.last > 0 {
				end = max(end, c.last-origin)
			}
		}
		first, next := r.arrivals.until(from), int64(math.MaxInt64)
		if to < math.MaxInt64 {
			next = r.arrivals.until(to)
		}
		for _, supply := range r.supplies {
			s.Failed += supply.pending(first, next, min(now, r.end()))
		}
		s.Length = time.Duration(end - from)
		out = append(out, s)
	}
	return out
}

func (s Stage) plan() reports.LoadStagePlan {
	p := reports.LoadStagePlan{From: s.From, To: s.To}
	if s.Duration < math.MaxInt64 {
		p.DurationS = s.Duration.Seconds()
	}
	return p
}

func (s *StageResult) report() reports.LoadStage {
	l := latency(s.Latency)
	out := reports.LoadStage{
		LoadStagePlan: s.plan(), Name: s.String(), AtS: s.At.Seconds(), LengthS: s.Length.Seconds(), InTime: s.InTime,
		Attempted: s.Accepted + s.Rejected + s.Failed, Accepted: s.Accepted, Rejected: s.Rejected, Failed: s.Failed,
		P50: l.P50, P99: l.P99, Max: l.Max,
	}
	if out.LengthS > 0 {
		out.MessagesPerS = float64(s.Accepted) / out.LengthS
	}
	return out
}
