package exchange

import (
	"bytes"

	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
)

// proof is the SCRAM exchange of one session (RFC 5802 §3).
type proof struct {
	client    *sasl.Scram
	challenge []byte // of the last reply
}

// hear keeps the challenge in a reply; one that is not base64 counts as none.
func (p *proof) hear(raw []byte) {
	text, _ := bytes.CutPrefix(bytes.TrimSpace(raw), []byte("334 "))
	p.challenge, _ = sasl.Decode(text)
}

// answer is the next line of the client. It is false when the server asked for
// something that makes no sense, refused, or did not prove itself.
func (p *proof) answer() (string, bool) {
	response, err := p.client.Respond(p.challenge)
	return sasl.Encode(response), err == nil
}
