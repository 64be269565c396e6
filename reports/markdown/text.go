package markdown

import (
	"regexp"
	"strings"
)

var backticks = regexp.MustCompile("`+")

// fence is a run of backticks that does not occur in text, and is at least least
// long.
func fence(text string, least int) string {
	for _, run := range backticks.FindAllString(text, -1) {
		least = max(least, len(run)+1)
	}
	return strings.Repeat("`", least)
}

// span is a code span of text as it is. CommonMark takes one blank away at each
// end where both ends have one.
func span(text string) string {
	if text == "" {
		return ""
	}
	mark := fence(text, 1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") && strings.Trim(text, " ") != "" {
		text = " " + text + " "
	}
	return mark + text + mark
}

// cell is a code span in a table, where a bar has to be escaped even in code. A
// backslash before a bar cannot be written there, so that then the bars are
// written apart.
func cell(text string) string {
	if !strings.Contains(text, `\|`) {
		return strings.ReplaceAll(span(text), "|", `\|`)
	}
	parts := strings.Split(text, "|")
	for i, part := range parts {
		parts[i] = span(part)
	}
	return strings.Join(parts, "<code>&#124;</code>")
}

// block is a fenced block of lines.
func block(lines string) string {
	mark := fence(lines, 3)
	return mark + "text\n" + strings.TrimSuffix(lines, "\n") + "\n" + mark + "\n"
}
