package scenarios

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

var update = flag.Bool("update", false, "write the golden files anew")

const policyTable = `
- {id: C01, question: one or two, default: one, strict: two}
- {id: C02, question: three or four, default: three}
- {id: C03, question: five or six, default: five, strict: six}
`

// testLoader knows two requirements and one shared fragment.
func testLoader(t testing.TB) *Loader {
	t.Helper()
	rows, err := requirements.Read(fstest.MapFS{"r.yaml": {Data: []byte(
		"- {id: R-must, rfc: '5321', section: '1', level: MUST, role: server, text: a}\n" +
			"- {id: R-should, rfc: '5321', section: '1', level: SHOULD, role: server, text: b}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	policies, err := requirements.LoadPolicies("policies.yaml", []byte(policyTable))
	if err != nil {
		t.Fatal(err)
	}
	l := &Loader{Requirements: rows, Policies: policies}
	if _, err := l.LoadFS(fstest.MapFS{"fragments.yaml": {Data: []byte(
		"section: fragments\nfragments:\n  opened:\n    params: {port: smtp}\n" +
			"    play:\n      - connect: {port: \"${port}\"}\n        S: 220\n")}}); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestLoader_badFiles holds the message about each bad file against its golden file.
func TestLoader_badFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = testLoader(t).Load(name+".yaml", text)
			if err == nil {
				t.Fatal("got no error")
			}
			if _, ok := strictyaml.AsProblems(err); !ok {
				t.Errorf("got %T, want strictyaml.Problems", err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".golden", err.Error()+"\n")
		})
	}
}

func golden(t *testing.T, path, have string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(have), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if have != string(want) {
		t.Errorf("%s is not current (go test ./scenarios -update writes it): have\n%s\nwant\n%s", path, have, want)
	}
}
