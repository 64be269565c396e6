package scenarios

// keyTexts describe the keys for editors, by key, or by type and key where a
// word means two things. The reference is doc.go.
var keyTexts = map[string]string{
	"section": "where the rules stand; shown in reports", "fragments": "pieces of play, for this file alone", "scenarios": "the scenarios",
	"File.labels": "labels for every scenario of the file", "File.profiles": "the kinds of server, for every scenario of the file",
	"id": "a stable name, lower-case words joined by dots and hyphens", "title": "the rule in one sentence",
	"subject": "who is under test", "profiles": "the kinds of server it applies to", "proves": "requirement ids; the first one is named in a failure",
	"Step.proves": "the requirement that this step proves, when it is not the first of the scenario",
	"level":       "the level, instead of the requirement's own", "policy": "entry of the policy table that decided between two readings",
	"needs": "what the target must offer: EHLO keywords, ports, facts of target.yaml", "labels": "words for --label-filter",
	"serial": "no other scenario runs at the same time", "probe": "at the end a new connection must be greeted",
	"watch": "kinds of deviation that this scenario judges, wherever they were seen", "vars": "variables of this scenario",
	"fault":  "faults of the bundled server that make it fail, beside those that break what it proves",
	"matrix": "axes; the scenario is played once for each combination", "play": "the steps",
	"connect": "opens a connection", "accept": "waits for a connection", "C": "a command line, or a group in one write", "S": "a reply, or a list of them",
	"send": "octets as they are; a list is cut into segments", "data": "the mail object and the end of data", "bdat": "BDAT with its size and the octets",
	"last": "BDAT … LAST", "tls": "the TLS handshake", "auth": "the whole AUTH exchange", "pause": "waits", "quiet": "nothing may arrive, and the connection stays open",
	"collect": "reads every reply and counts", "delivered": "looks at the delivered messages", "close": "fin, rst or half", "alive": "a new connection is greeted",
	"use": "plays a fragment", "with": "parameters of the fragment", "on": "the connection, or the lane of a relay", "when": "only if the target offers this",
	"setup": "the step prepares: if it fails, nothing is said about what is proved", "cut": "octet, or the offsets at which to cut", "gap": "the time between two segments",
	"within": "bound for a reply, or for the messages", "not_before": "nothing may arrive earlier",
	"port": "smtp, submission, submissions or lmtp", "Connect.tls": "begins TLS at once", "fails": "it must not succeed", "optional": "when it does not succeed the play is over",
	"mechanism": "PLAIN, LOGIN or SCRAM-SHA-256", "initial": "send the initial response with AUTH", "user": "another user than that of target.yaml", "password": "another password than that of target.yaml",
	"until": "the outcome that ends it", "count": "how many there may be: a number, or a range such as 0..1", "quit": "send QUIT first",
	"code": "the outcomes that are right, joined by |", "should": "a narrower set that is a SHOULD", "skip": "outcomes under which the rule does not apply",
	"enhanced": "the enhanced status code, x for any number", "text": "a regular expression (RE2) that some line must match", "not_text": "one that no line may match",
	"lines": "the number of lines, or a range", "keyword": "an EHLO keyword with parameters (RE2)", "no_keyword": "a keyword that must not be listed", "capture": "names, each with a regular expression whose first group it takes",
	"command": "the command line, * for any text", "end": "how the client may end the connection",
	"find": "messages that hold this text", "body": "exactly this after the first empty line", "contains": "octets that must be there", "absent": "octets that must not be there",
	"header": "header fields that must match", "fields": "how often header fields occur", "first": "the name of the first header field",
	"params": "parameters with their defaults",
}
