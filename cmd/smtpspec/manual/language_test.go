package manual

import (
	"flag"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write language.md anew")

// TestTopics_language keeps the topic the same as the package documentation of
// scenarios, which is the reference. -update writes it.
func TestTopics_language(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../../scenarios/doc.go", nil, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		t.Fatal(err)
	}
	_, reference, ok := strings.Cut(file.Doc.Text(), "# A file\n")
	if !ok {
		t.Fatal("the documentation of scenarios has no section \"A file\"")
	}
	printer := comment.Printer{HeadingLevel: 2, HeadingID: func(*comment.Heading) string { return "" }}
	want := "# Reference of the scenario language\n\n" + fenced(string(printer.Markdown(new(comment.Parser).Parse("# A file\n"+reference))))
	if *update {
		if err := os.WriteFile("language.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("language.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("language.md differs from scenarios/doc.go: run go test ./cmd/smtpspec/manual -update")
	}
}

// fenced puts fences around the code of Markdown, which the printer indents.
func fenced(markdown string) string {
	var out []string
	code := false
	lines := strings.Split(strings.TrimRight(markdown, "\n"), "\n")
	for i, line := range lines {
		text, indented := strings.CutPrefix(line, "\t")
		switch {
		case indented && !code:
			out = append(out, "```")
			code = true
		case code && !indented && line != "", code && line == "" && (i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "\t")):
			out = append(out, "```")
			code = false
		}
		out = append(out, text)
	}
	if code {
		out = append(out, "```")
	}
	return strings.Join(out, "\n") + "\n"
}
