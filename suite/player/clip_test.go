package player

import (
	"strings"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports/diff/replies"
)

// TestClip_isComparable: of texts that were cut at another place, because an id before it is
// longer, the rest is compared.
func TestClip_isComparable(t *testing.T) {
	none := replies.NewHabits(time.Time{})
	cut := func(id string) string {
		return clip("550 no <"+id+"@client.example> "+strings.Repeat("word ", 40), 100)
	}
	if got := replies.Compare(cut("s0123456789ab-6x"), cut("sba9876543210-117x"), none, none, false); got != replies.Same {
		t.Errorf("got %s, want %s", got, replies.Same)
	}
}
