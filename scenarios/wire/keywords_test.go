package wire

import "testing"

func TestRegisteredKeyword(t *testing.T) {
	for name, want := range map[string]bool{
		"SIZE": true, "size": true, "MT-PRIORITY": true, "XCLIENT": true, "x": true,
		"": false, "FROBNICATE": false, "SIZES": false, "PRDR": false,
	} {
		if got := RegisteredKeyword(name); got != want {
			t.Errorf("RegisteredKeyword(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestCapabilities_unregisteredKeywords(t *testing.T) {
	var p ReplyParser
	p.Feed([]byte("250-mx.example\r\n250-SIZE 1000\r\n250-XFOO\r\n250 FROBNICATE 1\r\n"))
	r, ok := p.Next()
	if !ok {
		t.Fatal("no reply")
	}
	var kinds []DeviationKind
	for _, d := range ParseCapabilities(r).Deviations {
		kinds = append(kinds, d.Kind)
	}
	if len(kinds) != 1 || kinds[0] != DeviationKeywordUnregistered {
		t.Errorf("have %v, want %v", kinds, DeviationKeywordUnregistered)
	}
}
