package scenarios

import "strings"

// Source returns the text of the scenario as it is in its file.
func (c *Case) Source() string {
	lines := c.Scenario.source.Lines
	first := c.Pos.Line - 1
	if first < 0 || first >= len(lines) {
		return ""
	}
	indent := c.Pos.Col - 1 // of the keys; the dash is two columns before
	last := first + 1
	for last < len(lines) {
		trimmed := strings.TrimLeft(lines[last], " ")
		if trimmed != "" && len(lines[last])-len(trimmed) < indent {
			break
		}
		last++
	}
	return strings.TrimRight(strings.Join(lines[first:last], "\n"), "\n ")
}
