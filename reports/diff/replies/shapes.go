package replies

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	days   = `(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)`
	months = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`
	clock  = `[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?`
	zone   = `(?: ?(?:[+-][0-9]{2}:?[0-9]{2}|Z|[A-Z]{2,5})\b)?(?: \([A-Za-z0-9:+ -]{1,20}\))?`
)

// made are words that have the form of what differs from run to run.
type made struct {
	form *regexp.Regexp
	as   string
}

// shapes are tried in this order: dates before their parts.
var shapes = []made{
	// The ids that the client makes, see suite.
	{regexp.MustCompile(`(?i)\bs[0-9a-f]{12}-[0-9]+x`), "<id>"},
	{regexp.MustCompile(`(?:` + days + `,? )?[0-9]{1,2}[ -]` + months + `[ -][0-9]{4},? ` + clock + zone), "<date>"}, // RFC 5322 §3.3
	{regexp.MustCompile(days + ` ` + months + ` {1,2}[0-9]{1,2} ` + clock + `(?: [A-Z]{2,5})? [0-9]{4}`), "<date>"},  // ctime
	{regexp.MustCompile(`\b[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ]` + clock + zone + `)?`), "<date>"},                      // ISO 8601
	{regexp.MustCompile(`\b[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?`), "<time>"},
	{regexp.MustCompile(`(\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\]?|\[[0-9A-Fa-f:]+\]):[0-9]{1,5}\b`), "$1:<port>"},
}

var seconds = regexp.MustCompile(`\b[0-9]{10}(?:[0-9]{3}|[0-9]{6}|\.[0-9]+)?\b`)

// shape replaces what is known to differ by its form. Seconds since 1970 are
// known by being near to the time of the run.
func shape(text string, began time.Time) string {
	if !strings.ContainsAny(text, "0123456789") { // all of them have one
		return text
	}
	for _, m := range shapes {
		text = m.form.ReplaceAllString(text, m.as)
	}
	return seconds.ReplaceAllStringFunc(text, func(s string) string {
		n, err := strconv.ParseInt(s[:10], 10, 64)
		if d := time.Unix(n, 0).Sub(began); err == nil && d.Abs() < 48*time.Hour {
			return "<time>"
		}
		return s
	})
}
