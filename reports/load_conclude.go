package reports

import (
	"fmt"

	"github.com/smtpspec/smtpspec/reports/text"
)

// ConcludeLoad measures the thresholds and gives the overall verdict: none when
// nothing was accepted or the target died, whatever the thresholds say, and none
// when a threshold is on something that was not measured and no other is missed.
func ConcludeLoad(l *Load, thresholds []Threshold) {
	l.Thresholds = make([]LoadThreshold, 0, len(thresholds))
	missed, unmeasured := 0, []string{}
	for _, t := range thresholds {
		c := t.Check(l)
		switch {
		case c.Unmeasured:
			unmeasured = append(unmeasured, c.Expression+": "+c.Measured)
		case !c.Met:
			missed++
		}
		l.Thresholds = append(l.Thresholds, c)
	}
	wrongs := ""
	if l.Delivery != nil {
		wrongs = l.Delivery.Wrongs()
	}
	switch {
	case l.Dead != "":
		l.Verdict, l.Reason = NoVerdict, l.Dead
	case l.Counts.Attempted == 0:
		l.Verdict, l.Reason = NoVerdict, "no message was attempted"
	case wrongs != "":
		l.Verdict, l.Reason = Missed, wrongs
	case missed > 0:
		l.Verdict, l.Reason = Missed, fmt.Sprintf("%d of %s missed", missed, text.Plural(len(thresholds), "threshold"))
	case l.Counts.Accepted == 0:
		l.Verdict, l.Reason = NoVerdict, "no message was accepted"
	case l.Delivery != nil && l.Delivery.Error != "":
		l.Verdict, l.Reason = NoVerdict, "delivery could not be verified"
	case len(unmeasured) > 0:
		l.Verdict, l.Reason = NoVerdict, "not measured: "+text.JoinNames(unmeasured, text.MaxNames)
	default:
		l.Verdict, l.Reason = Met, ""
	}
}

// LoadExitCode is the exit code of the command: 0 when every threshold is met, 1
// when one is missed, 3 without a verdict, 130 when interrupted.
func LoadExitCode(l *Load) int {
	switch {
	case l.Interrupted:
		return 130
	case l.Verdict == Met:
		return 0
	case l.Verdict == Missed:
		return 1
	default:
		return 3
	}
}

// CheckLoad reports what keeps a result from being written or read: sums that do not
// add up.
func CheckLoad(l *Load) error {
	n := l.Counts
	if n.Attempted != n.Accepted+n.Rejected+n.Failed {
		return fmt.Errorf("%d messages attempted, but %d accepted, %d rejected and %d failed", n.Attempted, n.Accepted, n.Rejected, n.Failed)
	}
	var causes int64
	for _, v := range l.Failures {
		causes += v
	}
	if causes != n.Failed {
		return fmt.Errorf("%d messages failed, and %d failures have a cause", n.Failed, causes)
	}
	if l.Verdict == "" {
		return fmt.Errorf("it has no verdict")
	}
	return nil
}
