package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal tells whether a writer is a terminal that understands more than
// plain lines.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("TERM") != "dumb"
}

// useColor follows --no-color and NO_COLOR.
func useColor(w io.Writer, noColor bool) bool {
	return isTerminal(w) && !noColor && os.Getenv("NO_COLOR") == ""
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
