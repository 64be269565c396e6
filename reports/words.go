package reports

// phrases are the words for what is data in a result. They are put together when
// something is rendered, and nothing reads them back: a phrase may be improved, and
// no comparison of results turns on it.
//
// What is in braces is a field, which words_render.go fills in.
type phrases struct {
	seen     map[ObservationKind]string
	wanted   map[ExpectationKind]string
	reasons  map[ReasonKind]string
	findings map[string]string
}

// english returns the phrases of every report.
func english() phrases {
	return phrases{seen: seenPhrases, wanted: wantedPhrases, reasons: reasonPhrases, findings: findingPhrases}
}

var seenPhrases = map[ObservationKind]string{
	SawConnected:    "connected to {peer}",
	SawSent:         "{octets}",
	SawReply:        "{octets}",
	SawCleartext:    "{octets}",
	SawSilence:      "nothing within {waited}",
	SawUnfinished:   "an unfinished reply within {waited}: {octets}",
	SawClosed:       "connection closed (FIN) by the {by}",
	SawHalfClosed:   "end of sending (FIN) by the {by}, receiving goes on",
	SawReset:        "connection reset (RST) by the {by}",
	SawBroken:       "the connection broke: {cause}",
	SawFlood:        "no end of what the server sends: {cause}",
	SawUnsent:       "only {count} of {of} octets could be sent: {cause}",
	SawTLS:          "TLS handshake done in {waited}: {version}, {suite}",
	SawTLSFailed:    "TLS handshake failed: {cause}",
	SawClientHello:  "ClientHello sent: {hello}",
	SawServerHello:  "a ServerHello with suite {suite}, compression method {compression}",
	SawHelloRefused: "refused: {cause}",
	SawReversed:     "the roles are reversed",
	SawDelivered:    "{count} message(s) delivered that contain {octets}",
	SawTruncated:    "the transcript ends here, it has grown too long",
	SawNote:         "{octets}",
	SawReplies:      "{count}: {codes}",
	SawStopped:      "{codes}, then nothing for {waited}",
	SawSegments:     "{of} replies in {count} segments",
	SawLines:        "{count}: {octets}",
	SawEarly:        "after {waited}",
	SawUnreachable:  "no connection: {cause}",
	SawDeparture:    "{octets} ({cause})",
	SawError:        "{cause}",
	SawChallenge:    "challenge number {count}",
	SawCount:        "{count}",
	SawWithout:      "{count} message(s) without it",
	SawWith:         "one that does",
	SawMessage:      "{octets}",
	SawBody:         "the body {octets}",
	SawFields:       "{count} in {octets}",
	SawLongLine:     "a line of more than {count} octets",
}

var wantedPhrases = map[ExpectationKind]string{
	WantOutcomes:     "{outcomes}",
	WantSilence:      "nothing for {bound}",
	WantReplyCount:   "{range} replies {outcomes}",
	WantRepliesUntil: "replies up to {outcomes}",
	WantRepliesEnd:   "replies that come to an end",
	WantSegments:     "replies in {range} segment(s)",
	WantGreeting:     "a new connection that is greeted (is the server still alive?)",
	WantNotBefore:    "nothing before {bound}",
	WantEnhanced:     "enhanced status code {outcomes}",
	WantLines:        "{range} line(s)",
	WantBase64:       "base64",
	WantGrammar:      "{name}",
	WantLine:         "a line that matches {pattern}",
	WantNoLine:       "no line that matches {pattern}",
	WantKeyword:      "the keyword {pattern}",
	WantNoKeyword:    "no keyword {name}",
	WantCapture:      "a line to take {name} from, by {pattern}",
	WantNoDeviation:  "no {name}",
	WantStated:       "{name}",

	WantServerProof:        "a server that proves itself before 235",
	WantChallengeBase64:    "a challenge in base64",
	WantChallenge:          "a challenge that fits {name}",
	WantExchangeEnd:        "an end of the exchange",
	WantTLS:                "a TLS handshake",
	WantNoTLS:              "a TLS handshake that fails",
	WantCertificate:        "a certificate that is good for {name}",
	WantNoCompression:      "no compression",
	WantRenegotiationInfo:  "renegotiation_info in the ServerHello (RFC 5746 §3.6)",
	WantSuitesRefused:      "a refusal of {name} cipher suites",
	WantQuietBeforeReverse: "nothing before the greeting of the customer",
	WantReversedSession:    "EHLO, mail and QUIT",
	WantReversedHello:      "EHLO or HELO after the greeting",

	WantMessages:     "{range} message(s)",
	WantDelivered:    "{range} delivered message(s)",
	WantBody:         "the body {octets}",
	WantContains:     "a message that contains {octets}",
	WantLacks:        "a message without {octets}",
	WantNoneContains: "no message that contains {octets}",
	WantFirstField:   "{name} as the first header field",
	WantFields:       "{range} header field(s) {name}",
	WantField:        "a header field {name} that matches {pattern}",
	WantFieldCapture: "a header field to take {name} from, by {pattern}",
}

var reasonPhrases = map[ReasonKind]string{
	ReasonSubject:      "the scenario tests a {name}; this version tests servers",
	ReasonProfile:      "does not apply to the profile {name}",
	ReasonNotGiven:     "target.yaml does not give {name}",
	ReasonNoPort:       "target.yaml has no port {name}",
	ReasonNotOffered:   "{name} is not offered",
	ReasonOnlyWithout:  "applies only to a server with {name}",
	ReasonAnswer:       "does not apply: the server answered {got}",
	ReasonNoLine:       "does not apply: no line of the reply matches {pattern}",
	ReasonNoField:      "does not apply: the delivered message has no field {name} that matches {pattern}",
	ReasonPreparation:  "line {line} could not be prepared: {expected} was expected after {sent}, {got}",
	ReasonTemporary:    "the server answered with a temporary failure: {got}",
	ReasonSlow:         "the reply was still coming when its time was over, give more (--timeout): {got}",
	ReasonUnproved:     "not decided, as it does not show that the server does what it must not do: {got}",
	ReasonNoReply:      "no reply was seen",
	ReasonInsecure:     "target.yaml says tls.insecure: true, so that no certificate is checked",
	ReasonUntrusted:    "{got} (see tls.ca, tls.server_name and tls.insecure of target.yaml)",
	ReasonNoSuite:      "this program has no cipher suite {name}",
	ReasonNoHello:      "the server did not answer the ClientHello",
	ReasonNoDelivery:   "no file that matches delivery.match has ever been in delivery.dir, so a missing message proves nothing: set delivery.dir to the spool of the server, and select a case that delivers a message",
	ReasonEnded:        "the server files a message only when its session ends, so that the session was ended and cannot go on",
	ReasonMerged:       "the store keeps one file for all recipients of a message, so that the copy of another one cannot be seen",
	ReasonUndetermined: "{text}",
	ReasonUnreached:    "the target could not be asked anything",
	ReasonDead:         "the target no longer answered, {text}",
	ReasonDied:         "the target stopped answering in this case or one that ran at the same time, {text}",
	ReasonError:        "{place}{text}",
	ReasonInterrupted:  "interrupted: {text}",
	ReasonAnswered:     "answered {got}",
	ReasonStated:       "{text}",
}

// findingPhrases are the sentences around what was expected and what came.
var findingPhrases = map[string]string{
	"expected":  "expected {expected}, got {got}",
	"should":    "should be {expected}",
	"stricter":  "{expected}, by the stricter reading of {policy}",
	"deviation": "{kind} in a reply{where}: {detail}",
	"departure": "{kind}{where}: {detail}",
	"where":     " (seen in {case})",
	"segments":  "sent in {count} segments:",
	"cleartext": "the octets above came in clear after the reply to STARTTLS; they are dropped",
	"no-info":   "{got}, without it",
	"no-codes":  "no reply",
	"more":      "{codes} … ({of} in all)",
	"waiver":    "waived until {until}: {reason} ({place})",
	"expired":   "the waiver at {place} expired on {until}: {reason}",
	"unexcused": "{findings} not excused",
	"stalled":   " (this machine kept the client waiting for {waited} meanwhile)",
	"line":      "line {line}: ",

	string(SawSilence):    "nothing came",
	string(SawUnfinished): "an unfinished reply: {octets}",
	string(SawTLS):        "one that succeeded",
}
