package htmlreport

import (
	"fmt"
	"math"

	"github.com/smtpspec/smtpspec/reports"
)

// second is an interval of a result, or some in a row.
type second struct {
	reports.LoadInterval
	From, To float64 // on the axis of time
	// Idle says that it lies in the warm-up, of which nothing is counted.
	Idle bool
	// LowestRate and HighestRate are those of the intervals in it.
	LowestRate, HighestRate float64
}

// seconds puts the intervals of a result on the axis of time. What was left at the end and
// is shorter than half a second is counted with the one before: its rate says nothing.
func seconds(l *reports.Load, shift float64) []second {
	out := make([]second, 0, len(l.Intervals))
	for i, n := range l.Intervals {
		from := n.AtS + shift
		if last := len(out) - 1; last >= 0 && math.Abs(from-out[last].To) < 1e-3 {
			from = out[last].To // the sum of two numbers is not always the third
		}
		s := second{LoadInterval: n, From: from, To: n.AtS + n.LengthS + shift, LowestRate: n.MessagesPerS, HighestRate: n.MessagesPerS}
		s.Idle = n.AtS+n.LengthS/2 < l.Plan.WarmupS && n.Accepted+n.Rejected+n.Failed == 0
		if last := len(out) - 1; i > 0 && i == len(l.Intervals)-1 && n.LengthS < 0.5 && !out[last].Idle {
			out[last] = out[last].and(s)
			out[last].LowestRate, out[last].HighestRate = out[last].MessagesPerS, out[last].MessagesPerS
			continue
		}
		out = append(out, s)
	}
	return out
}

// and is both as one. Percentiles cannot be put together: the higher one is taken for both.
func (s second) and(o second) second {
	out := s
	out.To, out.LengthS = o.To, s.LengthS+o.LengthS
	out.Accepted, out.Rejected, out.Failed = s.Accepted+o.Accepted, s.Rejected+o.Rejected, s.Failed+o.Failed
	out.MessagesPerS = 0
	if out.LengthS > 0 {
		out.MessagesPerS = float64(out.Accepted) / out.LengthS
	}
	out.P50, out.P99, out.Max = max(s.P50, o.P50), max(s.P99, o.P99), max(s.Max, o.Max)
	out.LowestRate, out.HighestRate = min(s.LowestRate, o.LowestRate), max(s.HighestRate, o.HighestRate)
	out.Connections, out.Idle = o.Connections, s.Idle && o.Idle
	out.Replies, out.Refusals, out.Failures = sums(s.Replies, o.Replies), sums(s.Refusals, o.Refusals), sums(s.Failures, o.Failures)
	return out
}

func sums(a, b map[string]int64) map[string]int64 {
	out := make(map[string]int64, len(a))
	for _, m := range []map[string]int64{a, b} {
		for k, n := range m {
			out[k] += n
		}
	}
	return out
}

// begin is the time at which it begins, as a row of a table has it.
func (s second) begin() string {
	text := fmt.Sprintf("%.1f s", s.From)
	if s.Idle {
		text += ", warm-up"
	}
	return text
}

// maxSeconds is how many rows a table over time has.
const maxSeconds = 60

// grouped puts intervals together until a table has room for them, and says how many: those of the
// warm-up never with others.
func (v *loadView) grouped() (rows []second, each int) {
	each = max((len(v.Seconds)+maxSeconds-1)/maxSeconds, 1)
	in := 0
	for _, s := range v.Seconds {
		if last := len(rows) - 1; in > 0 && in < each && rows[last].Idle == s.Idle {
			rows[last] = rows[last].and(s)
			in++
		} else {
			rows, in = append(rows, s), 1
		}
	}
	return rows, each
}
