package main

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// isTerminal tells whether a writer is a terminal that understands more than
// plain lines.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// isLive tells whether lines can be drawn again: on a terminal that somebody
// looks at, which that of a CI service is not.
func isLive(w io.Writer) bool { return isTerminal(w) && os.Getenv("CI") == "" }

// unicodeLocale tells whether the terminal shows more than ASCII.
func unicodeLocale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToUpper(os.Getenv(name)); value != "" {
			return strings.Contains(value, "UTF-8") || strings.Contains(value, "UTF8")
		}
	}
	return false
}

// useColor follows --no-color and NO_COLOR. A CI service sees no escape codes.
func useColor(w io.Writer, noColor bool) bool {
	return isLive(w) && !noColor && os.Getenv("NO_COLOR") == ""
}

// width is the width of a terminal in characters, 0 when there is none.
func width(w io.Writer) int {
	if !isTerminal(w) {
		return 0
	}
	columns, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return columns
}
