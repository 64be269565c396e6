package schedule

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
)

// Stage is a part of an open loop with a constant rate, or with one that grows or falls
// evenly.
type Stage struct {
	Duration time.Duration // above 0; math.MaxInt64 has no end
	From, To float64       // messages a second at its beginning and end, 0 or more
}

// String writes a stage as ParseStages reads it.
func (s Stage) String() string {
	length := "endless"
	if s.Duration < math.MaxInt64 {
		length = shortDuration(s.Duration)
	}
	text := length + "@" + strconv.FormatFloat(s.From, 'f', -1, 64)
	if s.To != s.From {
		text += ".." + strconv.FormatFloat(s.To, 'f', -1, 64)
	}
	return text
}

// shortDuration leaves out the zeros at the end: 1m0s is 1m.
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// StagesLength is how long stages take.
func StagesLength(stages []Stage) time.Duration {
	var sum time.Duration
	for _, s := range stages {
		if s.Duration > math.MaxInt64-sum {
			return math.MaxInt64
		}
		sum += s.Duration
	}
	return sum
}

// Bounds of stages.
const (
	maxStages   = 100
	minStage    = time.Millisecond
	maxSchedule = 7 * 24 * time.Hour // all stages together
	maxRate     = 10_000_000         // messages a second
)

var rateForm = regexp.MustCompile(`^[0-9]{1,9}(\.[0-9]{1,9})?$`)

// ParseStages reads stages, separated by commas.
//
//	30s@100         thirty seconds at 100 messages a second
//	1m@100..1000    a minute in which the rate grows from 100 to 1000
//
// A rate of 0 is a pause. An error is a *reports.ExpressionError.
func ParseStages(text string) ([]Stage, error) {
	var stages []Stage
	var whole time.Duration
	at := 0
	for part := range strings.SplitSeq(text, ",") {
		fail := func(offset int, format string, args ...any) error {
			return &reports.ExpressionError{Text: text, At: at + offset, Problem: fmt.Sprintf(format, args...)}
		}
		if len(stages) == maxStages {
			return nil, fail(0, "more than %d stages", maxStages)
		}
		length, rates, found := strings.Cut(part, "@")
		indent := len(length) - len(strings.TrimLeft(length, " "))
		switch {
		case strings.TrimSpace(part) == "":
			return nil, fail(0, "a stage is missing: want DURATION@RATE or DURATION@FROM..TO, such as 30s@100 or 1m@100..1000")
		case !found:
			return nil, fail(len(strings.TrimRight(part, " ")), "a rate is missing: want DURATION@RATE, such as 30s@100")
		}
		d, err := time.ParseDuration(strings.TrimSpace(length))
		if err != nil || d < minStage || d > maxSchedule {
			return nil, fail(indent, "want a time of 1ms to 168h, such as 30s or 1m30s")
		}
		if whole += d; whole > maxSchedule {
			return nil, fail(indent, "from here on the stages take longer than 168h")
		}
		s := Stage{Duration: d}
		from, to, ramp := strings.Cut(rates, "..")
		var ok bool
		if s.From, ok = parseRate(from); !ok {
			return nil, fail(len(length)+1, "want a rate of 0 to %d messages a second after @, such as 100 or 100..1000", maxRate)
		}
		if s.To = s.From; ramp {
			if s.To, ok = parseRate(to); !ok {
				return nil, fail(len(length)+1+len(from)+2, "want the rate at the end of the ramp, 0 to %d messages a second", maxRate)
			}
		}
		stages = append(stages, s)
		at += len(part) + 1
	}
	for _, s := range stages {
		if s.From > 0 || s.To > 0 {
			return stages, nil
		}
	}
	return nil, &reports.ExpressionError{Text: text, Problem: "every rate is 0, so that nothing would be sent"}
}

func parseRate(text string) (float64, bool) {
	text = strings.TrimSpace(text)
	if !rateForm.MatchString(text) {
		return 0, false
	}
	rate, err := strconv.ParseFloat(text, 64)
	return rate, err == nil && rate <= maxRate
}
