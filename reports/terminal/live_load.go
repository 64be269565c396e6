package terminal

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// LiveLoad is the state of a load in progress.
type LiveLoad struct {
	Elapsed time.Duration
	// Left is how long it still takes; below 0 where that cannot be said.
	Left time.Duration
	// Part is how much of it is done, 0 to 1.
	Part float64
	// Over is true when the time is up, and the last replies are awaited.
	Over bool
	// Warming is true while nothing is counted.
	Warming bool
	// Measured is false until the first second is over: then the rest of the
	// numbers says something.
	Measured  bool
	PerSecond float64       // messages accepted in the last second
	P50, P99  time.Duration // of a transaction in the last second
	Open      int64         // connections
	Rejected  int64
	Failures  map[string]int64 // by cause
	// Rates are those of the seconds so far, the oldest first.
	Rates []float64
}

// Lines are what a terminal shows of the load.
func (l LiveLoad) Lines(o LiveOptions) []string {
	errors := l.Rejected
	for _, n := range l.Failures {
		errors += n
	}
	v := reports.Pass
	if errors > 0 {
		v = reports.Fail
	}
	head := []livePart{{"", fmt.Sprintf("%3.0f%%", 100*min(max(l.Part, 0), 1))}, {"", elapsed(l.Elapsed.Seconds())}}
	switch {
	case l.Over:
		head = append(head, livePart{reports.Unknown, "awaiting replies"})
	case l.Left >= 0:
		head = append(head, livePart{"", fmt.Sprintf("%v left", l.Left.Round(time.Second))})
	}
	if l.Warming {
		head = append(head, livePart{reports.Unknown, "warm-up"})
	}
	lines := o.head(v, l.Part, head)
	if !l.Measured {
		return lines
	}
	count := livePart{"", text.Plural(int(errors), "error")}
	if errors > 0 {
		count.v = reports.Fail
	}
	lines = append(lines, o.folded([]livePart{
		{"", fmt.Sprintf("%.0f messages/s", l.PerSecond)},
		{"", "p50 " + latency(l.P50)},
		{"", "p99 " + latency(l.P99)},
		{"", fmt.Sprintf("%d open", l.Open)},
		count,
	})...)
	if errors > 0 {
		lines = append(lines, o.shorten(causes(l.Rejected, l.Failures), o.width()-1))
	}
	return append(lines, o.spark(l.Rates))
}

// latency shows a time, or that nothing was measured.
func latency(d time.Duration) string {
	if d <= 0 {
		return "-"
	}
	return text.Micros(float64(d.Nanoseconds()) / 1000)
}

// causes are the errors by cause, the most frequent first.
func causes(rejected int64, failures map[string]int64) string {
	all := maps.Clone(failures)
	if rejected > 0 {
		if all == nil {
			all = map[string]int64{}
		}
		all["rejected"] = rejected
	}
	names := slices.SortedFunc(maps.Keys(all), mostFirst(all))
	parts := make([]string, 0, len(names))
	for _, name := range names {
		parts = append(parts, fmt.Sprintf("%s=%d", name, all[name]))
	}
	return "errors: " + strings.Join(parts, ", ")
}

// spark draws a column for each rate, the latest at the right end, and says the
// highest of them.
func (o LiveOptions) spark(rates []float64) string {
	steps := []rune("▁▂▃▄▅▆▇█")
	if o.ASCII {
		steps = []rune("_.:-=+*#")
	}
	most := 0.0
	for _, r := range rates {
		most = max(most, r)
	}
	text := fmt.Sprintf("  most %.0f/s", most)
	rates = rates[max(len(rates)-max(o.width()-1-len(text), 1), 0):]
	out := make([]rune, len(rates))
	for i, r := range rates {
		step := 0
		if most > 0 {
			step = int(r / most * float64(len(steps)-1))
		}
		out[i] = steps[min(max(step, 0), len(steps)-1)]
	}
	return o.paint(reports.Info, string(out)) + text
}
