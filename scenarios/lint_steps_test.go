package scenarios

import (
	"strings"
	"testing"
)

// TestLintReplies_unread checks which scenarios read the reply to everything that they send.
func TestLintReplies_unread(t *testing.T) {
	for _, c := range []struct {
		name, play string
		line       string // whose reply is never read; "" for none
	}{
		{"a line", "- {connect: {}, S: 220}\n- {C: NOOP, S: 250}", ""},
		{"a line at the end", "- {connect: {}, S: 220}\n- {C: NOOP}", "line 8"},
		{"in a later step", "- {connect: {}, S: 220}\n- {C: NOOP}\n- {S: 250}", ""},
		{"on another connection", "- {connect: {}, S: 220}\n- {C: NOOP}\n- {connect: {}, on: b}\n- {S: 250, on: b}", "line 8"},
		{"one of a group", "- {connect: {}, S: 220}\n- {C: [NOOP, NOOP], S: 250}", "line 8"},
		{"the greeting comes first", "- {connect: {}}\n- {C: NOOP}\n- {S: 220}", "line 8"},
		{"the greeting and a line", "- {connect: {}}\n- {C: NOOP}\n- {S: [220, 250]}", ""},
		{"octets in two steps", "- {connect: {}, S: 220}\n- {send: NO}\n- {send: \"OP\\r\\n\", S: 250}", ""},
		{"octets before silence", "- {connect: {}, S: 220}\n- {send: NO}\n- {expect_silence: 1s}", ""},
		{"a line before silence", "- {connect: {}, S: 220}\n- {C: NOOP}\n- {expect_silence: 1s}", "line 8"},
		{"collected", "- {connect: {}, S: 220}\n- {C: [NOOP, NOOP]}\n- {collect: {count: {250: 2}}}", ""},
		{"a chunk before the end", "- {connect: {}, S: 220}\n- {bdat: x}\n- {close: fin}\n- {delivered: {}}", "line 8"},
		{"the end of sending alone", "- {connect: {}, S: 220}\n- {data: \"x\\r\\n\"}\n- {close: half, S: 250}", ""},
		{"a new connection", "- {connect: {}, S: 220}\n- {C: NOOP}\n- {connect: {}, S: 220}", "line 8"},
		{"it does not matter", "- {connect: {}, S: 220}\n- {C: NOOP, unread: true}\n- {close: rst}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			play := "    " + strings.ReplaceAll(c.play, "\n", "\n    ")
			_, err := testLoader(t).Load("t.yaml", []byte("section: t\nscenarios:\n- id: a\n  title: t\n  level: MUST\n  play:\n"+play+"\n"))
			switch {
			case c.line == "" && err != nil:
				t.Errorf("got %v, want none", err)
			case c.line != "" && (err == nil || !strings.Contains(err.Error(), "does not read the reply to "+c.line)):
				t.Errorf("got %v, want one about %s", err, c.line)
			}
		})
	}
}
