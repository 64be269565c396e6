package wire

import "fmt"

// SyntaxError is where a command or a part of it departs from its grammar.
type SyntaxError struct {
	// Offset is the octet of the parsed argument, counted from 0, at which the
	// grammar is broken. It may be the length of the argument when something
	// is missing at its end.
	Offset int
	// Msg is what was expected or found there. It holds printable ASCII
	// only.
	Msg string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("syntax error at octet %d: %s", e.Offset, e.Msg)
}

func syntaxf(offset int, format string, args ...any) *SyntaxError {
	return &SyntaxError{Offset: offset, Msg: fmt.Sprintf(format, args...)}
}
