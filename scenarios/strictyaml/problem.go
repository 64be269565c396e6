package strictyaml

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Problem is one error in a file, with its position.
type Problem struct {
	Pos     Pos
	Message string
	Hint    string // what to do about it; may be empty
	Source  string // the source line; may be empty
}

// Error gives one line: file:line:col: message.
func (p *Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.Pos.File, p.Pos.Line, p.Pos.Col, p.Message)
}

// Detail gives the message with the source line, a caret and the hint.
func (p *Problem) Detail() string {
	var b strings.Builder
	b.WriteString(p.Error())
	if p.Source != "" {
		line, caret := window([]rune(strings.ReplaceAll(p.Source, "\t", " ")), p.Pos.Col-1)
		fmt.Fprintf(&b, "\n  %s\n  %s^", printable(line), strings.Repeat(" ", caret))
	}
	if p.Hint != "" {
		fmt.Fprintf(&b, "\n  %s", p.Hint)
	}
	return b.String()
}

// Problems is every problem found in a set of files, in the order of the files.
type Problems []*Problem

// window cuts a long line around a column.
func window(line []rune, at int) (text string, caret int) {
	const before, width = 60, 120
	at = max(0, min(at, len(line)))
	dots := ""
	if from := at - before; from > 0 && len(line) > width {
		line, at, dots = line[from:], before, "..."
	}
	if len(line) > width {
		line = append(line[:width:width], []rune("...")...)
	}
	return dots + string(line), at + len(dots)
}

// Error gives every problem in detail.
func (ps Problems) Error() string {
	parts := make([]string, len(ps))
	for i, p := range ps {
		parts[i] = p.Detail()
	}
	return strings.Join(parts, "\n")
}

// ErrOrNil sorts the problems by position; an empty list gives nil.
func (ps Problems) ErrOrNil() error {
	if len(ps) == 0 {
		return nil
	}
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i].Pos, ps[j].Pos
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
	return ps
}

// AsProblems returns the problems in an error of this package.
func AsProblems(err error) (Problems, bool) {
	var ps Problems
	ok := errors.As(err, &ps)
	return ps, ok
}

// printable replaces control characters, which a terminal would interpret.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r <= 0x9f) || r == 0xFFFD ||
			(r >= 0x200b && r <= 0x200f) || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return '?'
		}
		return r
	}, s)
}

// Keys are the positions of the keys of a mapping.
type Keys map[string]Pos

// Pos is a position in a scenario file; lines and columns count from 1.
type Pos struct {
	File string
	Line int
	Col  int
}
