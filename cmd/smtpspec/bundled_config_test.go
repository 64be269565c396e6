package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// TestBundled_complete holds the bundled server against the tables of target.yaml: it
// serves every port, and has every fact.
func TestBundled_complete(t *testing.T) {
	var ports []string
	for _, s := range services() {
		ports = append(ports, s.port)
		if got := s.profile.String(); got != s.port && s.port != target.PortSubmissions {
			t.Errorf("port %s is served as %s", s.port, got)
		}
	}
	if want := target.PortNames(); !slices.Equal(ports, want) {
		t.Errorf("got the ports %v, want %v", ports, want)
	}
	own := bundledTarget(t.TempDir())
	rows := slices.Sorted(maps.Keys(declared(refserver.DefaultConfig(bundledDomain), own)))
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
