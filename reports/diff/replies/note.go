package replies

import (
	"regexp"
	"strings"
	"time"
)

var (
	took      = regexp.MustCompile(`\b[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m[0-9.]+s)\b`)
	addresses = regexp.MustCompile(`(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|\[[0-9A-Fa-f:]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}\b`)
	numbers   = regexp.MustCompile(`[0-9]+`)
	blobs     = regexp.MustCompile(`[A-Za-z0-9+/]{24,}={0,2}`)
)

// Masked is a text without times, ports and ids.
func Masked(text string) string {
	text = shape(text, time.Time{})
	return addresses.ReplaceAllString(took.ReplaceAllString(text, "<duration>"), "<address>")
}

// Sent is what a client sends, without ids, dates, numbers and nonces, so that
// two versions of a scenario can be told apart.
func Sent(text string) string {
	text = shape(text, time.Time{})
	return numbers.ReplaceAllString(blobs.ReplaceAllString(text, "<blob>"), "#")
}

// Hello reports whether what was sent ends with EHLO or LHLO.
func Hello(sent string) bool {
	lines := strings.Split(strings.TrimSuffix(sent, `\r\n`), `\r\n`)
	last := strings.ToUpper(lines[len(lines)-1])
	return strings.HasPrefix(last, "EHLO") || strings.HasPrefix(last, "LHLO")
}
