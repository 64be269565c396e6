package reports

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// maxBounds is how many bounds a search may have.
const maxBounds = 32

// ParseBounds reads the bounds of a search for the highest rate: thresholds,
// separated by commas, each of which a higher load can only break, such as
// p99<50ms,errors<0.1%. An error is an *ExpressionError.
func ParseBounds(expression string) ([]Threshold, error) {
	var bounds []Threshold
	at := 0
	for part := range strings.SplitSeq(expression, ",") {
		begin := at + len(part) - len(strings.TrimLeft(part, " \t"))
		at += len(part) + 1
		fail := func(problem string) error { return &ExpressionError{Text: expression, At: begin, Problem: problem} }
		if strings.TrimSpace(part) == "" {
			return nil, fail("missing bound: use p99<50ms,errors<0.1%, for instance")
		}
		if len(bounds) == maxBounds {
			return nil, fail(fmt.Sprintf("more than %d bounds", maxBounds))
		}
		t, err := ParseThreshold(part)
		if err != nil {
			return nil, fail(text.Clean(err.Error(), 2*maxExpression))
		}
		upward := strings.HasPrefix(t.op, ">")
		switch {
		case t.what == "rate":
			return nil, fail("the rate is what the search finds: use a bound on latency or errors")
		case upward && t.what != "accepted":
			return nil, fail(fmt.Sprintf("an idle server misses this bound: use %s%s", t.what, strings.Replace(t.op, ">", "<", 1)))
		case !upward && t.what == "accepted":
			return nil, fail("an idle server misses this bound: use accepted>")
		}
		bounds = append(bounds, t)
	}
	return bounds, nil
}
