package loadgen

import (
	"math"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
	"github.com/smtpspec/smtpspec/reports"
)

// Result is what a run measured.
type Result struct {
	Started   time.Time
	Elapsed   time.Duration // from the first message that is counted to the end of the last
	Total     *measure.Numbers
	Intervals []Interval
	Stages    []StageResult // of an open loop
	Usage     measure.Usage
	// Unlogged says why Options.Latencies is not complete.
	Unlogged error
	// Interrupted is true when the run was ended from outside.
	Interrupted bool
	// Dead says why the target could no longer be measured; "" when it could.
	Dead string

	origin int64 // of the schedule, nanoseconds from Started
}

// Interval is a second of a run, or what was left at its end.
type Interval struct {
	At, Length                 time.Duration // from the beginning of the run
	Accepted, Rejected, Failed int64
	P50, P99, Max              time.Duration         // of the transaction
	CPU                        time.Duration         // of this process
	Latency                    reports.LoadLatencies // of the phases that were met, in the first maxDetailed intervals
	Replies                    map[int]int64
	Refusals                   measure.Statuses // the most frequent
	Failures                   map[exchange.Cause]int64
	Connections                int64 // open at its end
}

// StageResult is what became of the messages that were to start in a stage.
type StageResult struct {
	schedule.Stage
	At       time.Duration // when it begins, after the warm-up
	Length   time.Duration // to its end, or to that of its last message if that is later; less when the run ended before
	Accepted int64
	Rejected int64
	Failed   int64
	// InTime were accepted before the stage was over.
	InTime  int64
	Latency *hdrhistogram.Histogram // of the transactions, nanoseconds
}

// stageResults are what was counted in each stage, and what was due by the end of the run
// and never started.
func (r *run) stageResults(counts measure.StageCounts, now int64) []StageResult {
	var out []StageResult
	for _, s := range r.Spans() {
		c := counts[s.Index]
		out = append(out, StageResult{
			Stage: s.Stage, At: s.After, Length: time.Duration(r.stageEnd(s, c.Last, now) - s.From),
			Accepted: c.Accepted, Rejected: c.Rejected, Failed: c.Failed + r.pending(s.First, s.Next, now), InTime: c.InTime, Latency: c.Latency,
		})
	}
	return out
}

// stageEnd is when a stage was over, since the origin. Its last message ended at a time of
// the run, 0 when it had none.
func (r *run) stageEnd(s schedule.Span, last, now int64) int64 {
	origin, begun := r.Origin()
	end := s.To
	switch {
	case !begun:
		end = s.From
	case r.Stopped():
		end = min(end, max(now-origin, s.From))
	case end == math.MaxInt64:
		end = r.Planned()
	}
	if last > 0 {
		end = max(end, last-origin)
	}
	return end
}

// pending is the number of counted messages, from one to before another, that were due by
// a time and never started.
func (r *run) pending(from, to, now int64) int64 {
	var n int64
	for _, s := range r.supplies {
		n += s.Pending(from, to, min(now, r.End()))
	}
	return n
}
