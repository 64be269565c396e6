package reports

import "testing"

func TestSource(t *testing.T) {
	for file, want := range map[string]struct {
		path string
		ours bool
	}{
		"sanity.yaml":        {"scenarios/catalogue/sanity.yaml", true},
		"./sanity.yaml":      {"sanity.yaml", false}, // as the loader names a user's file
		"./own/mine.yaml":    {"own/mine.yaml", false},
		"../mine.yaml":       {"../mine.yaml", false},
		"/tmp/sanity.yaml":   {"/tmp/sanity.yaml", false},
		"own/./sanity.yaml":  {"own/./sanity.yaml", false},
		"rfc5321/../no.yaml": {"rfc5321/../no.yaml", false},
	} {
		if path, ours := Source(file); path != want.path || ours != want.ours {
			t.Errorf("%q: %q, %t", file, path, ours)
		}
	}
}
