package catalogue

import "testing"

func TestRepositoryPath(t *testing.T) {
	for file, want := range map[string]string{
		"sanity.yaml":        "scenarios/catalogue/sanity.yaml",
		"load/load.yaml":     "",
		"security":           "",
		"":                   "",
		"./sanity.yaml":      "",
		"/sanity.yaml":       "",
		"../catalogue.go":    "",
		"own/scenarios.yaml": "",
		"a/../sanity.yaml":   "",
		"\x00\xff":           "",
	} {
		if got, ours := RepositoryPath(file); got != want || ours != (want != "") {
			t.Errorf("%q: %q, %t", file, got, ours)
		}
	}
	catalogue, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range catalogue.Cases {
		if _, ours := RepositoryPath(c.Pos.File); !ours {
			t.Fatalf("%s: %s is not found", c.ID, c.Pos.File)
		}
	}
	set, err := catalogue.Loader().Load("sanity.yaml", []byte("scenarios:\n- id: own.noop\n  title: ours\n  level: INFO\n  play: [{use: greeted}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if path, ours := RepositoryPath(set.Cases[0].Pos.File); ours {
		t.Errorf("got a user's file as %s", path)
	}
}
