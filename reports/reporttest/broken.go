package reporttest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// ErrBroken is what Broken says.
var ErrBroken = errors.New("broken")

// Broken is a writer that takes nothing, as a full disk does.
type Broken struct{}

func (Broken) Write([]byte) (int, error) { return 0, ErrBroken }

// Open opens a file of the tests of package reports, from those of a package
// below it: run.json and load.json are results with a bit of everything.
func Open(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() }) // it is only read
	return f
}
