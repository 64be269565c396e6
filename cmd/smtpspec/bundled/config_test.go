package bundled

import (
	"maps"
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// TestTarget_complete holds the bundled server against the tables of target.yaml: it
// serves every port, and has every fact.
func TestTarget_complete(t *testing.T) {
	var ports []string
	for _, p := range Ports() {
		ports = append(ports, p.Name)
		if got := p.profile.String(); got != p.Name && p.Name != target.PortSubmissions {
			t.Errorf("port %s is served as %s", p.Name, got)
		}
	}
	if want := target.PortNames(); !slices.Equal(ports, want) {
		t.Errorf("got the ports %v, want %v", ports, want)
	}
	own := describe(t.TempDir())
	rows := slices.Sorted(maps.Keys(declared(refserver.DefaultConfig(Domain), own)))
	if want := slices.Sorted(slices.Values(target.DeclaredKeys())); !slices.Equal(rows, want) {
		t.Errorf("got rows for %v, want %v", rows, want)
	}
	facts := own.Facts()
	for _, f := range target.Facts() {
		if facts[f.Name] == "" {
			t.Errorf("the bundled server lacks the fact %s", f.Name)
		}
	}
}
