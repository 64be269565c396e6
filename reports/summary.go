package reports

import (
	"fmt"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// Summary is the last line of the text output: the verdict and the counts.
func (r *Run) Summary() string { return r.Verdict + r.Sums() }

// Sums is what follows the overall verdict in the last line of the text
// output, such as
//
//	: 187 passed, 0 failed, 2 warnings, 12 info, 9 skipped, 0 unknown, 0 errors in 3.2 s
//
// Waived cases are named when there are any.
func (r *Run) Sums() string {
	n := Count(r.Cases)
	parts := []string{
		fmt.Sprintf("%d passed", n.Pass),
		fmt.Sprintf("%d failed", n.Fail),
		text.Plural(n.Warn, "warning"),
		fmt.Sprintf("%d info", n.Info),
		fmt.Sprintf("%d skipped", n.Skip),
		fmt.Sprintf("%d unknown", n.Unknown),
		text.Plural(n.Error, "error"),
	}
	if n.Waived > 0 {
		parts = append(parts, fmt.Sprintf("%d waived", n.Waived))
	}
	note := ""
	if r.Interrupted {
		note = " (interrupted)"
	}
	return fmt.Sprintf("%s: %s in %s", note, strings.Join(parts, ", "), text.Duration(r.ElapsedMS))
}
