package scenarios

import (
	"strings"
	"testing"
)

// TestParseNeed_renamed names the new word for one that an older file has.
func TestParseNeed_renamed(t *testing.T) {
	for text, want := range map[string]string{
		"held2_domain":  "it was renamed to etrn_queue2_domain",
		"port refusing": "it was renamed to reject554",
		"port lmpt":     "did you mean lmtp?",
		"etrn_quue":     "did you mean etrn_queue?",
	} {
		if _, err := ParseNeed(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("need %s: got %v, want %s", text, err, want)
		}
	}
}
