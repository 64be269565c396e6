package scenarios

import (
	"errors"
	"strings"
)

// token is a piece of a text: literal text or a placeholder.
type token struct {
	raw         string // as it is written
	text        string // its text; for a placeholder what is between ${ and }
	placeholder bool
}

var errOpenPlaceholder = errors.New("${ without }; write $${ for a literal ${")

// lex splits a text at its ${…}. A placeholder may contain others; $${ is a
// literal ${.
func lex(text string) ([]token, error) {
	var tokens []token
	for text != "" {
		at := strings.Index(text, "${")
		switch {
		case at < 0:
			return append(tokens, token{raw: text, text: text}), nil
		case at > 0 && text[at-1] == '$':
			tokens = append(tokens, token{raw: text[:at+2], text: text[:at-1] + "${"})
			text = text[at+2:]
			continue
		case at > 0:
			tokens = append(tokens, token{raw: text[:at], text: text[:at]})
		}
		end := closing(text, at+2)
		if end < 0 {
			return nil, errOpenPlaceholder
		}
		tokens = append(tokens, token{raw: text[at : end+1], text: text[at+2 : end], placeholder: true})
		text = text[end+1:]
	}
	return tokens, nil
}

// closing returns the offset of the brace that closes the placeholder whose
// content begins at an offset, or -1.
func closing(text string, from int) int {
	inside := 0 // placeholders that are open
	for i := from; i < len(text); i++ {
		switch {
		case text[i] == '$' && i+1 < len(text) && text[i+1] == '{':
			inside++
			i++
		case text[i] == '}' && inside == 0:
			return i
		case text[i] == '}':
			inside--
		}
	}
	return -1
}

// maxNesting bounds placeholders inside placeholders.
const maxNesting = 8

// lastColon is the last colon of an argument that is not inside a placeholder,
// or -1.
func lastColon(argument string) int {
	last := -1
	for i := 0; i < len(argument); i++ {
		switch {
		case argument[i] == ':':
			last = i
		case argument[i] == '$' && i+1 < len(argument) && argument[i+1] == '{':
			if i = closing(argument, i+2); i < 0 {
				return last
			}
		}
	}
	return last
}

// inArgument lists the pieces of an argument: texts, $name and ${…}. A name
// becomes a placeholder, as ${name} would be.
func inArgument(argument string) ([]token, error) {
	tokens, err := lex(argument)
	if err != nil {
		return nil, err
	}
	var out []token
	for _, t := range tokens {
		if t.placeholder {
			out = append(out, t)
			continue
		}
		rest := t.raw
		for {
			at, end := shortName(rest)
			if at < 0 {
				break
			}
			if at > 0 {
				out = append(out, token{raw: rest[:at], text: unescape(rest[:at])})
			}
			out = append(out, token{raw: rest[at:end], text: rest[at+1 : end], placeholder: true})
			rest = rest[end:]
		}
		if rest != "" {
			out = append(out, token{raw: rest, text: unescape(rest)})
		}
	}
	return out, nil
}

func unescape(raw string) string { return strings.ReplaceAll(raw, "$${", "${") }

// shortName returns the first $name in a text; -1 if it has none.
func shortName(text string) (at, end int) {
	for at = range len(text) {
		if text[at] != '$' || at+1 == len(text) || !isLetter(text[at+1]) {
			continue
		}
		for end = at + 2; end < len(text) && (isLetter(text[end]) || text[end] == '_' || text[end] >= '0' && text[end] <= '9'); {
			end++
		}
		return at, end
	}
	return -1, -1
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
