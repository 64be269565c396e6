package loadgen

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/xdg-go/scram"
)

const (
	scramMechanism = "SCRAM-SHA-256"
	// scramAnswers is how often the client speaks: its first message, its proof,
	// and the empty line with which it accepts the signature of the server.
	scramAnswers = 3
	// maxIterations bounds the work that a server can ask for.
	maxIterations = 1_000_000
)

// proof is the SCRAM exchange of one session (RFC 5802 §3).
type proof struct {
	conversation *scram.ClientConversation
	challenge    string // of the last reply
}

// hear keeps the challenge in a reply; one that is no base64 is as good as none.
func (p *proof) hear(raw []byte) {
	text, _ := bytes.CutPrefix(bytes.TrimSpace(raw), []byte("334 "))
	challenge, err := base64.StdEncoding.DecodeString(string(text))
	if err != nil {
		challenge = nil
	}
	p.challenge = string(challenge)
}

// answer is the next line of the client. It is false when the server asked for
// something that makes no sense, or did not prove itself.
func (p *proof) answer() (string, bool) {
	if iterations(p.challenge) > maxIterations {
		return "", false
	}
	text, err := p.conversation.Step(p.challenge)
	if err != nil || p.conversation.Done() && !p.conversation.Valid() {
		return "", false
	}
	return base64.StdEncoding.EncodeToString([]byte(text)), true
}

// iterations is the count in the first message of a server, or 0. It stands
// behind the salt, and extensions may follow (RFC 5802 §7).
func iterations(challenge string) int {
	for field := range strings.SplitSeq(challenge, ",") {
		if count, ok := strings.CutPrefix(field, "i="); ok {
			n, err := strconv.Atoi(count)
			if err != nil {
				return maxIterations + 1
			}
			return n
		}
	}
	return 0
}
