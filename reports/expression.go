package reports

import (
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// ExpressionError says where an expression of the command line is wrong.
type ExpressionError struct {
	Text    string // the whole expression
	At      int    // octet from which it is wrong, up to its length
	Problem string // what came, and what was expected
}

// maxExpression is how much of an expression is shown, in octets.
const maxExpression = 100

// Error shows the expression with a caret below the place.
func (e *ExpressionError) Error() string {
	at := min(max(e.At, 0), len(e.Text))
	before, after := e.Text[:at], e.Text[at:]
	if len(before) > maxExpression/2 {
		before = "..." + before[len(before)-maxExpression/2:]
	}
	before = text.Clean(before, 4*maxExpression)
	return e.Problem + "\n  " + before + text.Clean(after, maxExpression) + "\n  " + strings.Repeat(" ", len([]rune(before))) + "^"
}
