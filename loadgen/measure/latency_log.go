package measure

import (
	"bufio"
	"fmt"
	"io"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
)

// LatencyLog writes latencies as an HdrHistogram interval log: lines of a tag for the
// phase, the interval in seconds since the base time, the longest value in milliseconds,
// and the histogram of nanoseconds in its compressed form, version 2.
type LatencyLog struct {
	buffer *bufio.Writer
	lines  *hdrhistogram.HistogramLogWriter
	start  int64 // of the run, milliseconds since 1970
}

// NewLatencyLog writes the head of a log.
func NewLatencyLog(w io.Writer, started time.Time) (*LatencyLog, error) {
	b := bufio.NewWriter(w)
	l := &LatencyLog{buffer: b, lines: hdrhistogram.NewHistogramLogWriter(b), start: started.UnixMilli()}
	l.lines.SetBaseTime(l.start)
	seconds := fmt.Sprintf("%.3f (seconds since epoch)", float64(l.start)/1000) // the writer of the library leaves the milliseconds out
	for _, comment := range []string{
		"[Latencies of smtpspec load in nanoseconds, tagged by phase]",
		fmt.Sprintf("[Histogram log format version %s]", hdrhistogram.HISTOGRAM_LOG_FORMAT_VERSION),
		"[BaseTime: " + seconds + "]",
		"[StartTime: " + seconds + ", " + started.UTC().Format(time.RFC3339) + "]",
	} {
		if err := l.lines.OutputComment(comment); err != nil {
			return nil, err
		}
	}
	if err := l.lines.OutputLegend(); err != nil {
		return nil, err
	}
	return l, b.Flush()
}

// Interval writes a line for each phase in which something was recorded. Times are those
// of the run.
func (l *LatencyLog) Interval(n *Numbers, from, to time.Duration) error {
	for _, p := range exchange.Phases() {
		h := n.Latency[p]
		if h.TotalCount() == 0 {
			continue
		}
		h.SetTag(p.String())
		h.SetStartTimeMs(l.start + from.Milliseconds())
		h.SetEndTimeMs(l.start + to.Milliseconds())
		if err := l.lines.OutputIntervalHistogram(h); err != nil {
			return fmt.Errorf("histogram of %s: %w", p, err)
		}
	}
	return l.buffer.Flush()
}
