package tap

import (
	"fmt"
	"strconv"
	"strings"
)

// block is a YAML document below a test point. Strings are single quoted, where
// nothing but the quote has a meaning, so that visible octets read as they are.
type block struct {
	t      *stream
	indent string
}

func (t *stream) yaml() *block {
	t.line("  ---")
	return &block{t, "  "}
}

func (b *block) end() { b.t.line("  ...") }

func (b *block) open(key string) {
	b.t.line(b.indent + key + ":")
	b.indent += "  "
}

func (b *block) close() { b.indent = b.indent[2:] }

// word writes a word of ours.
func (b *block) word(key, value string) { b.t.line(b.indent + key + ": " + value) }

// text writes clean text, when there is any.
func (b *block) text(key, value string) {
	if value != "" {
		b.word(key, quote(value))
	}
}

func (b *block) number(key string, value float64) {
	b.word(key, strconv.FormatFloat(value, 'f', -1, 64))
}

// lines writes as many lines as limit, the first ones and the last ones, as a
// literal block. None may begin with a blank. A list would be too much for the
// parser of Perl, which takes an item such as 'a: b' for a mapping.
func (b *block) lines(key string, lines []string, limit int) {
	if len(lines) == 0 {
		return
	}
	b.word(key, "|")
	left := len(lines) - limit
	for i, line := range lines {
		if left > 0 && i >= limit/2 && i < len(lines)-limit/2 {
			if i > limit/2 {
				continue
			}
			line = fmt.Sprintf("... %d left out, which the result file shows", left)
		}
		b.t.line(b.indent + "  " + line)
	}
}

func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
