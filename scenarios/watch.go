package scenarios

import "github.com/smtpspec/smtpspec/scenarios/wire"

// WatchKinds lists the kinds of deviation that a scenario may watch: those of
// the reply grammar, and those that the player detects in a conversation.
func WatchKinds() []string {
	ofReplies := wire.DeviationKinds()
	kinds := make([]string, 0, 8+len(ofReplies))
	kinds = append(kinds, "plaintext-after-starttls", "extra-reply", "unfinished-reply", "reply-flood", "challenge-without-space",
		"missing-close-alert", "certificate-requested", "final-line-end")
	for _, k := range ofReplies {
		kinds = append(kinds, string(k))
	}
	return kinds
}
