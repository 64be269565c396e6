package reports

import "github.com/smtpspec/smtpspec/reports/text"

// Verdict is what a case, or one finding in it, says of the target.
type Verdict string

// The verdicts.
const (
	Pass    Verdict = "pass"
	Info    Verdict = "info"    // a MAY: what the server does
	Skip    Verdict = "skip"    // not applicable; the reason says why
	Waived  Verdict = "waived"  // a known deviation that the operator excuses
	Unknown Verdict = "unknown" // not observed; the reason says what would let it be
	Warn    Verdict = "warn"    // a SHOULD is broken
	Error   Verdict = "error"   // the harness or the network failed
	Fail    Verdict = "fail"    // a MUST is broken
)

// Verdicts lists every verdict, the best first. A parent shows the worst of its
// children in this order.
func Verdicts() []Verdict {
	return []Verdict{Pass, Info, Skip, Waived, Unknown, Warn, Error, Fail}
}

// Valid reports whether v is one of Verdicts.
func (v Verdict) Valid() bool {
	switch v {
	case Pass, Info, Skip, Waived, Unknown, Warn, Error, Fail:
		return true
	}
	return false
}

// rank is the place in Verdicts. The empty verdict is below all, and one
// that is none of them counts as an error of the harness, which it is.
func (v Verdict) rank() int {
	switch v {
	case "":
		return -1
	case Pass:
		return 0
	case Info:
		return 1
	case Skip:
		return 2
	case Waived:
		return 3
	case Unknown:
		return 4
	case Warn:
		return 5
	case Fail:
		return 7
	default:
		return 6
	}
}

// Worst returns the worse of two verdicts. The empty verdict is better than
// any, so that a fold can start with it.
func Worst(a, b Verdict) Verdict {
	if b.rank() > a.rank() {
		return b
	}
	return a
}

// Word is the verdict as it is shown, bounded where it is none.
func (v Verdict) Word() string { return text.Short(string(v)) }
