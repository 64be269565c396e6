package measure

import (
	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// StageCounts are the messages of an open loop by the stage in which they were to start.
type StageCounts []StageCount

// StageCount is the messages of one stage.
type StageCount struct {
	Accepted, Rejected, Failed int64
	// InTime were accepted before the stage was over.
	InTime int64
	// Last is when a message ended last, in nanoseconds of the run; 0 when none did.
	Last int64
	// Latency is that of the transactions in nanoseconds; nil before the first.
	Latency *hdrhistogram.Histogram
}

// finish counts a message that ended now; end is that of its stage.
func (c *StageCount) finish(f exchange.Finished, now, end int64) {
	c.Last = max(c.Last, now)
	switch f.Outcome {
	case exchange.Accepted:
		c.Accepted++
		if now <= end {
			c.InTime++
		}
		if c.Latency == nil {
			c.Latency = newHistogram()
		}
		record(c.Latency, now-f.Ticket.Intended)
	case exchange.Rejected:
		c.Rejected++
	default:
		c.Failed++
	}
}

// MergeStages adds up what recorders counted by stage. Every stage of the result has a
// histogram. It is nil when they counted none.
func MergeStages(recorders []*Recorder) StageCounts {
	var sum StageCounts
	for _, r := range recorders {
		r.Lock()
		sum = sum.plus(r.stages)
		r.Unlock()
	}
	return sum
}

func (c StageCounts) plus(o StageCounts) StageCounts {
	for i := range o {
		if i == len(c) {
			c = append(c, StageCount{Latency: newHistogram()})
		}
		c[i].add(&o[i])
	}
	return c
}

func (c *StageCount) add(o *StageCount) {
	c.Accepted += o.Accepted
	c.Rejected += o.Rejected
	c.Failed += o.Failed
	c.InTime += o.InTime
	c.Last = max(c.Last, o.Last)
	if o.Latency != nil {
		c.Latency.Merge(o.Latency)
	}
}
