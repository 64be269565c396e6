// Package tui draws on terminals: what moves while a run, a load or a self-test goes,
// and what a terminal can do: its width, colours and characters.
package tui

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// IsTerminal reports whether a writer is a terminal that understands more than
// plain lines.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// IsLive reports whether lines can be drawn again: on a terminal that somebody
// looks at, which that of a CI service is not.
func IsLive(w io.Writer) bool { return IsTerminal(w) && os.Getenv("CI") == "" }

// unicodeLocale reports whether the terminal shows more than ASCII.
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToUpper(os.Getenv(name)); value != "" {
			return strings.Contains(value, "UTF-8") || strings.Contains(value, "UTF8")
		}
	}
	return false
}

// UseColor follows --no-color and NO_COLOR. A CI service sees no escape codes.
func UseColor(w io.Writer, noColor bool) bool {
	return IsLive(w) && !noColor && os.Getenv("NO_COLOR") == ""
}

// Width is the width of a terminal in columns, 0 when there is none.
func Width(w io.Writer) int {
	if !IsTerminal(w) {
		return 0
	}
	columns, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return columns
}
