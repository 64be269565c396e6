package reporttest

import (
	"os"
	"os/exec"
	"testing"
)

// Tool finds a program of the system. Where it is missing the test is skipped,
// and under CI=true it fails, for there nothing may go unchecked.
func Tool(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatalf("%s is missing: apt-get install %s", name, debianPackage)
	default:
		t.Skipf("%s is missing: apt-get install %s", name, debianPackage)
	}
	return path
}
