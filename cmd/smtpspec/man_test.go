package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/cmd/smtpspec/manual"
	"github.com/smtpspec/smtpspec/cmd/smtpspec/output"
)

// TestManPages lets mandoc look for mistakes. The date is left out: it is not known
// when a page was last changed.
func TestManPages(t *testing.T) {
	dir := t.TempDir()
	code, out, errs := called(t.Context(), "man", dir)
	paths := strings.Fields(out)
	if code != output.ExitOK || len(paths) != 2+len(documented())+len(manual.Topics()) {
		t.Fatalf("exit %d, %d pages\n%s", code, len(paths), errs)
	}
	text, err := os.ReadFile(filepath.Join(dir, "man1", "smtpspec-run.1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{".SH EXIT STATUS", ".SH ENVIRONMENT", ".SH FILES", `\fB\-\-label\-filter FILTER\fP`, "NO_COLOR"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("smtpspec-run.1 lacks %s", want)
		}
	}
	if code, _, _ := called(t.Context(), "man", paths[0]); code != output.ExitUsage {
		t.Errorf("pages below a file: exit %d", code)
	}
	mandoc, err := exec.LookPath("mandoc")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("mandoc is missing: apt-get install mandoc")
		}
		t.Skip("mandoc is missing")
	}
	lint, err := exec.Command(mandoc, append([]string{"-Tlint"}, paths...)...).CombinedOutput()
	for _, line := range strings.Split(strings.TrimSpace(string(lint)), "\n") {
		if line != "" && !strings.Contains(line, "missing date") {
			t.Error(line)
		}
	}
	if len(lint) == 0 && err != nil {
		t.Error(err)
	}
}
