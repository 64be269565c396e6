package player

import (
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/scenarios"
)

// TestKinds_watchable keeps the loader's list of kinds complete.
func TestKinds_watchable(t *testing.T) {
	for _, kind := range Kinds() {
		if !slices.Contains(scenarios.WatchKinds(), kind) {
			t.Errorf("%s cannot be watched", kind)
		}
	}
}
