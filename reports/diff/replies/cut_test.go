package replies

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// TestCut_notation: the mark of a text that was cut is that of package wire.
func TestCut_notation(t *testing.T) {
	for _, left := range []int{1, 2, 100} {
		text := wire.VisibleLimit([]byte(strings.Repeat("x", 40+left)), 40)
		if !cutForm.MatchString(text) {
			t.Errorf("%q is not known to be cut", text)
		}
	}
}
