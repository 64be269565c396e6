package replies

import (
	"encoding/base64"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// wordForm cuts a text into words and what is between them.
var wordForm = regexp.MustCompile(`<(?:id|date|time|port)>|[^\s<>()\[\]{}"',;=:@]+|[\s<>()\[\]{}"',;=:@]`)

// maxWords bounds how much of a line is looked at word by word.
const maxWords = 400

func words(text string) []string {
	list := wordForm.FindAllString(text, maxWords+1)
	if len(list) > maxWords { // the rest is one word, in which numbers do not count
		rest := text[len(strings.Join(list[:maxWords], "")):]
		list = append(list[:maxWords:maxWords], "<"+numbers.ReplaceAllString(rest, "#"))
	}
	return list
}

// madeUp reports whether a word looks like one that was made for the occasion: a
// digit is in it, or it is a long word that nobody would write.
func madeUp(word string) bool {
	if strings.HasPrefix(word, "<") {
		return false
	}
	var digits, lower, upper, vowels, hex, turns int
	for i := range len(word) {
		c := word[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= 'A' && c <= 'Z':
			upper++
		}
		if strings.IndexByte("aeiouAEIOU", c) >= 0 {
			vowels++
		}
		if strings.IndexByte("abcdefABCDEF", c) >= 0 {
			hex++
		}
		if i > 0 && isUpper(c) != isUpper(word[i-1]) {
			turns++
		}
	}
	n := len(word)
	mixed := lower > 0 && upper > 0
	return digits > 0 ||
		n >= 8 && hex == n && !mixed ||
		n >= 8 && vowels == 0 && mixed ||
		n >= 16 && mixed && turns >= 4
}

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }

// challenge reads the base64 of a 334 reply, where it is text.
func challenge(text string) (string, bool) {
	plain, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(plain) == 0 || !utf8.Valid(plain) {
		return "", false
	}
	for _, r := range string(plain) {
		if !unicode.IsPrint(r) {
			return "", false
		}
	}
	return scramMade.ReplaceAllString(string(plain), "$1$2=<id>"), true
}

// scramMade are nonce and salt of SCRAM (RFC 5802 §7), which is the same through
// one run of a server.
var scramMade = regexp.MustCompile(`(^|,)([rs])=[^,]+`)

// Form is a reply with # for each word that looks made up: what two replies have
// in common that differ in those words alone.
func Form(text string) string {
	var out strings.Builder
	for _, l := range parse(text) {
		out.WriteString(pattern(l, words(shape(l.text, time.Time{}))))
		out.WriteByte('\n')
	}
	return out.String()
}
