package reports

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports/text"
)

// LoadThreshold is a bound on a load result, and what was measured.
type LoadThreshold struct {
	Expression string `json:"expression"`
	// Measured is the value with its unit, or says why there is none.
	Measured string `json:"measured"`
	Met      bool   `json:"met"`
	// Unmeasured says that there is no value.
	Unmeasured bool `json:"unmeasured,omitempty"`
}

// Threshold is a bound such as p99(transaction)<50ms, errors<0.1%, failed<=0 or
// rate>=1000.
type Threshold struct {
	text  string
	what  string // p50, p90, p99, p99.9, p99.99, min, mean, max; errors, rejected, failed, accepted; rate
	phase string // of a latency
	op    string
	bound float64 // microseconds, a fraction, messages, or messages a second
	share bool    // of the messages, not their number
}

var (
	thresholdForm = regexp.MustCompile(`^\s*([a-z0-9.]+)\s*(?:\(\s*([a-z]+)\s*\))?\s*(<=|>=|<|>)\s*([^\s].*?)\s*$`)
	latencyWords  = []string{"min", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"}
	countWords    = []string{"errors", "rejected", "failed", "accepted"}
)

// LoadPhases are the names of the phases in the order of a session.
func LoadPhases() []string {
	return []string{"connect", "tls", "greeting", "ehlo", "auth", "mail", "rcpt", "data", "content", "transaction"}
}

// ParseThreshold reads a threshold.
//
//	p99(rcpt)<50ms   a percentile (p50, p90, p99, p99.9, p99.99), min, mean or max of a
//	                 phase; without one of the transaction
//	errors<0.1%      the share of messages that were not accepted; also rejected,
//	                 failed, accepted; or their number, as in failed<=0
//	rate>=1000       accepted messages a second
func ParseThreshold(text string) (Threshold, error) {
	m := thresholdForm.FindStringSubmatch(text)
	if m == nil {
		return Threshold{}, fmt.Errorf("invalid threshold %q: use p99(transaction)<50ms, errors<0.1%% or rate>=1000, for instance", text)
	}
	t := Threshold{text: strings.TrimSpace(text), what: m[1], phase: m[2], op: m[3]}
	var err error
	switch {
	case slices.Contains(latencyWords, t.what):
		if t.phase == "" {
			t.phase = "transaction"
		}
		if !slices.Contains(LoadPhases(), t.phase) {
			return t, fmt.Errorf("invalid threshold %q: unknown phase %q; use one of %s", text, t.phase, strings.Join(LoadPhases(), ", "))
		}
		var d time.Duration
		if d, err = time.ParseDuration(m[4]); err != nil || d < 0 {
			return t, fmt.Errorf("invalid threshold %q: invalid time %q; use 50ms or 1.5s, for instance", text, m[4])
		}
		t.bound = float64(d) / float64(time.Microsecond)
		return t, nil
	case slices.Contains(countWords, t.what):
		if m[4], t.share = strings.CutSuffix(m[4], "%"); !t.share {
			n, err := strconv.ParseUint(m[4], 10, 53)
			if err != nil {
				return t, fmt.Errorf("invalid threshold %q: invalid value %q; use a share such as 0.1%% or a number of messages", text, m[4])
			}
			t.bound = float64(n)
			break
		}
		if t.bound, err = strconv.ParseFloat(m[4], 64); err != nil || !(t.bound >= 0 && t.bound <= 100) {
			return t, fmt.Errorf("invalid threshold %q: invalid share %q; use 0%% to 100%%", text, m[4]+"%")
		}
		t.bound /= 100
	case t.what == "rate":
		if t.bound, err = strconv.ParseFloat(m[4], 64); err != nil || !(t.bound >= 0 && t.bound <= math.MaxFloat64) {
			return t, fmt.Errorf("invalid threshold %q: invalid rate %q; use a number of messages per second", text, m[4])
		}
	default:
		return t, fmt.Errorf("invalid threshold %q: unknown metric %q; use one of %s (of a phase), %s or rate", text, t.what,
			strings.Join(latencyWords, ", "), strings.Join(countWords, ", "))
	}
	if t.phase != "" {
		return t, fmt.Errorf("invalid threshold %q: %s takes no phase", text, t.what)
	}
	return t, nil
}

// Phase is the phase that is bounded, "" when it is no latency.
func (t Threshold) Phase() string { return t.phase }

// String is the threshold as it was written.
func (t Threshold) String() string { return t.text }

// Check measures a result. What was not measured is not met.
func (t Threshold) Check(l *Load) LoadThreshold {
	out := LoadThreshold{Expression: t.text}
	value, shown := t.value(l)
	if out.Measured = shown; value < 0 {
		out.Unmeasured = true
		return out
	}
	switch t.op {
	case "<":
		out.Met = value < t.bound
	case "<=":
		out.Met = value <= t.bound
	case ">":
		out.Met = value > t.bound
	default:
		out.Met = value >= t.bound
	}
	return out
}

// value is what was measured, or -1, and how it is shown.
func (t Threshold) value(l *Load) (float64, string) {
	switch {
	case t.phase != "":
		d := l.LatencyUS[t.phase]
		if d.Count == 0 {
			return -1, unmeasured(t.phase, l)
		}
		v := map[string]float64{"min": d.Min, "mean": d.Mean, "p50": d.P50, "p90": d.P90, "p99": d.P99, "p99.9": d.P999, "p99.99": d.P9999, "max": d.Max}[t.what]
		return v, text.Micros(v)
	case t.what == "rate":
		return l.Throughput.MessagesPerS, fmt.Sprintf("%.1f messages/s", l.Throughput.MessagesPerS)
	case l.Counts.Attempted == 0:
		return -1, "no message was attempted"
	}
	n := map[string]int64{
		"errors": l.Counts.Rejected + l.Counts.Failed, "rejected": l.Counts.Rejected, "failed": l.Counts.Failed, "accepted": l.Counts.Accepted,
	}[t.what]
	if !t.share {
		return float64(n), fmt.Sprintf("%d of %d messages", n, l.Counts.Attempted)
	}
	share := float64(n) / float64(l.Counts.Attempted)
	return share, fmt.Sprintf("%.4g%% (%d of %d)", 100*share, n, l.Counts.Attempted)
}

// unmeasured says why there is no latency of a phase.
func unmeasured(phase string, l *Load) string {
	text := "no " + phase + " latency was measured"
	if l.Plan.WarmupS > 0 && slices.Contains(openingPhases, phase) {
		text += ", as every connection was opened in the warm-up"
	}
	return text
}

// openingPhases come once a connection.
var openingPhases = []string{"connect", "tls", "greeting", "ehlo", "auth"}
