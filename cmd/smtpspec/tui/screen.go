package tui

import (
	"fmt"
	"os"
	"regexp"

	"golang.org/x/term"
)

// screen is the terminal below mpb. mpb goes up by the lines that it drew last,
// and draws anew, in one write. Here that write is made right for a terminal that
// has become narrower since, and has broken those lines, and for a ^C that was
// echoed at the cursor.
type screen struct {
	f     *os.File
	lines []int // columns that the lines drawn last take
	next  []int // and of those being drawn
}

var cursorUp = regexp.MustCompile(`^\x1b\[[0-9]+A`)

// Write takes what mpb draws, whole.
func (s *screen) Write(b []byte) (int, error) {
	out := b
	if at := cursorUp.FindIndex(b); at != nil {
		columns, _ := s.size()
		out = append(fmt.Appendf(nil, "\r\x1b[%dA", rows(s.lines, columns)), b[at[1]:]...)
	}
	s.lines = s.next
	if _, err := s.f.Write(out); err != nil {
		return 0, err
	}
	return len(b), nil
}

// rows is how many rows lines take on a terminal.
func rows(lines []int, columns int) int {
	n := 0
	for _, length := range lines {
		n += max((length+columns-1)/columns, 1)
	}
	return n
}

// size is that of the terminal, or a common one where it does not say.
func (s *screen) size() (columns, rows int) {
	columns, rows, err := term.GetSize(int(s.f.Fd()))
	if err != nil || columns <= 0 || rows <= 0 {
		return 80, 24
	}
	return columns, rows
}
