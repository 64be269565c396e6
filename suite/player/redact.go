package player

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/wire"
)

const redacted = "[redacted]"

// maxShown bounds the octets of one event in a transcript.
const maxShown = 16 << 10

// redactor removes secrets from everything that the player returns.
type redactor struct{ secrets [][]byte }

func newRedactor(t *Target) *redactor {
	r := &redactor{}
	if t.Password != "" {
		plain := "\x00" + t.User + "\x00" + t.Password
		for _, s := range []string{t.User + plain, plain, t.User} {
			r.learn(base64.StdEncoding.EncodeToString([]byte(s)))
		}
	}
	for _, secret := range []string{t.Password, t.Token} {
		r.learn(secret)
		r.learn(base64.StdEncoding.EncodeToString([]byte(secret)))
		r.learn(hex.EncodeToString([]byte(secret)))
		for _, part := range inBase64(secret) {
			r.learn(part)
		}
	}
	return r
}

// inBase64 gives the characters that encode only the secret when it
// is part of a longer text in base64: one string for each position that it can
// have in a group of three octets. A short secret has none, because what is left
// of it would be found everywhere.
func inBase64(secret string) []string {
	const short = 6
	var parts []string
	for before := range 3 {
		text := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), secret...))
		from, to := (before*8+5)/6, (before+len(secret))*8/6
		if to-from >= short {
			parts = append(parts, text[from:to])
		}
	}
	return parts
}

// learn remembers a secret. Longer ones are looked for first, because one may
// contain another.
func (r *redactor) learn(secret string) {
	if secret == "" || secret == "=" || slices.ContainsFunc(r.secrets, func(s []byte) bool { return string(s) == secret }) {
		return
	}
	r.secrets = append(r.secrets, []byte(secret))
	slices.SortStableFunc(r.secrets, func(a, b []byte) int { return len(b) - len(a) })
}

// visible shows octets without the secrets in them, bounded.
func (r *redactor) visible(b []byte) string { return r.visibleLimit(b, maxShown) }

func (r *redactor) visibleLimit(b []byte, limit int) string {
	for _, s := range r.secrets {
		b = bytes.ReplaceAll(b, s, []byte(redacted))
	}
	return wire.VisibleLimit(b, limit)
}

// text takes secrets out of text that is visible already.
func (r *redactor) text(s string) string {
	for _, secret := range r.secrets {
		s = strings.ReplaceAll(s, wire.Visible(secret), redacted)
	}
	return s
}

// command shows what was sent with a secret in it: what follows the
// mechanism of AUTH is left out, secret or not.
func (r *redactor) command(b []byte) string {
	var out []byte
	for line := range bytes.SplitAfterSeq(b, []byte("\n")) {
		words := bytes.SplitN(line, []byte(" "), 3)
		if len(words) == 3 && bytes.EqualFold(words[0], []byte("AUTH")) {
			text := bytes.TrimRight(words[2], "\r\n")
			end := words[2][len(text):]
			out = slices.Concat(out, words[0], []byte(" "), words[1], []byte(" "+redacted), end)
			continue
		}
		out = append(out, line...)
	}
	return r.visible(out)
}
