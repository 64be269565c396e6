package catalogue

import (
	"os"
	"strings"
	"testing"
)

// TestReference_example loads the file that the reference of the language shows.
func TestReference_example(t *testing.T) {
	text, err := os.ReadFile("../doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "// # A file\n//\n")
	example, _, _ = strings.Cut(example, "//\n// A file is one YAML document")
	example = strings.ReplaceAll(strings.ReplaceAll(example, "//\t", ""), "//\n", "\n")
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	set, err := catalogue.Loader().Load("example.yaml", []byte(example))
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, example)
	}
	if got := len(set.Cases); got != 2 {
		t.Errorf("got %d cases, want 2", got)
	}
}
