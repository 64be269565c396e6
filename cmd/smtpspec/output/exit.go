package output

import "fmt"

// Exit codes. They are a promise to scripts.
const (
	ExitOK          = 0
	ExitViolation   = 1
	ExitUsage       = 2
	ExitNoVerdict   = 3
	ExitInterrupted = 130
)

// Exit ends the program with a code; Err is printed when there is one.
type Exit struct {
	Code int
	Err  error
}

func (e *Exit) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *Exit) Unwrap() error { return e.Err }

// Usage is a usage error: nothing was sent.
func Usage(err error) error { return &Exit{Code: ExitUsage, Err: err} }
