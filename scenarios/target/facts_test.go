package target

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestFacts_documented holds the reference of the language against the tables.
func TestFacts_documented(t *testing.T) {
	doc, err := os.ReadFile("../doc.go")
	if err != nil {
		t.Fatal(err)
	}
	text := string(doc)
	text += strings.Join(strings.Fields(strings.ReplaceAll(text, "//", "")), " ") // as it would be without its lines
	var list strings.Builder
	for _, f := range Facts() {
		if !f.NoVariable {
			fmt.Fprintf(&list, "//\t%-21s %s\n", "${"+f.Name+"}", f.Text)
		}
	}
	names := PortNames()
	last := len(names) - 1
	for what, want := range map[string]string{
		"variables": list.String(),
		"ports":     "port is smtp (default), " + strings.Join(names[1:last], ", ") + " or " + names[last] + ";",
		"profiles":  "//\tprofiles  " + strings.Join(ProfileNames(), ", ") + ": the kinds of server it applies to (default " + DefaultProfile + ")\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("doc.go lacks the %s of the table:\n%s", what, want)
		}
	}
}

// TestFacts_rows looks for rows that cannot work.
func TestFacts_rows(t *testing.T) {
	for i, f := range Facts() {
		if again, _ := LookupFact(f.Name); again.Key != f.Key {
			t.Errorf("row %d: duplicate fact %s", i, f.Name)
		}
		if _, isDeclared := strings.CutPrefix(f.Key, declares); isDeclared == (f.of != nil) {
			t.Errorf("%s: want either a key of declares or a function", f.Name)
		}
		if f.Index > 0 && f.form != formAddresses && f.form != formQueues && f.Key != "mailboxes.known" {
			t.Errorf("%s: %s has one value", f.Name, f.Key)
		}
		if f.Text == "" {
			t.Errorf("%s: no text", f.Name)
		}
		if _, taken := Derived()[f.Name]; taken || slices.Contains(Builtins(), f.Name) {
			t.Errorf("%s is a variable of every scenario", f.Name)
		}
	}
}

// TestFacts_renamed names the new word for one that an older file has.
func TestFacts_renamed(t *testing.T) {
	for text, want := range map[string]string{
		"declares: {held: a@b.example}": "unknown key \"held\"\n  declares: {held: a@b.example}\n             ^\n  it was renamed to etrn_queue",
		"ports: {refusing: 25}":         "it was renamed to reject554",
		"declares: {hold: a@b.example}": "use one of max_size, ",
		"declares: {nul_mx: b.example}": "did you mean null_mx?",
		"ports: {lmpt: 24}":             "did you mean lmtp?",
	} {
		_, err := Parse("target.yaml", []byte("host: a\n"+text+"\n"))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\n%v, want %s", text, err, want)
		}
	}
}
