package wire

import "testing"

func TestParseEnhanced(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Enhanced
		ok   bool
	}{
		{"2.1.0 Sender ok", Enhanced{2, 1, 0}, true},
		{"5.999.999", Enhanced{5, 999, 999}, true},
		{"4.0.0", Enhanced{4, 0, 0}, true},
		{"", Enhanced{}, false},
		{"OK", Enhanced{}, false},
		{"3.1.0 x", Enhanced{}, false},
		{"25.1.0 x", Enhanced{}, false},
		{"2.1 x", Enhanced{}, false},
		{"2.1.0.0 x", Enhanced{}, false},
		{"2.01.0 x", Enhanced{}, false},
		{"2.1.00 x", Enhanced{}, false},
		{"2.1000.0 x", Enhanced{}, false},
		{"2..0 x", Enhanced{}, false},
		{"2.1.0-x", Enhanced{}, false},
		{"2.1.0\tx", Enhanced{}, false},
		{" 2.1.0 x", Enhanced{}, false},
	} {
		got, ok := ParseEnhanced(c.in)
		if got != c.want || ok != c.ok {
			t.Errorf("ParseEnhanced(%q) = %v %v", c.in, got, ok)
		}
	}
	if s := (Enhanced{5, 7, 13}).String(); s != "5.7.13" {
		t.Errorf("String = %q", s)
	}
}

func TestEnhancedDeviations(t *testing.T) {
	for _, c := range []struct{ in, notes string }{
		{"250 2.1.0 ok\r\n", ""},
		{"250-2.1.0 a\r\n250 2.1.0 b\r\n", ""},
		{"250 ok\r\n", "enhanced-missing@0:4"},
		{"250\r\n", "enhanced-missing@0:3"},
		{"250-2.1.0 a\r\n250 b\r\n", "enhanced-missing@1:17"},
		{"550 5.01.1 x\r\n", "enhanced-malformed@0:4"},
		{"550 5.1.1234 x\r\n", "enhanced-malformed@0:4"},
		{"550 5.1.1: x\r\n", "enhanced-malformed@0:4"},
		{"550 5..1 x\r\n", "enhanced-malformed@0:4"},
		{"450 3.1.1 x\r\n", "enhanced-malformed@0:4"},
		{"250 5.1.1 x\r\n", "enhanced-class@0:4"},
		{"550-5.1.1 x\r\n550 5.1.2 x\r\n", "enhanced-differs@1:17"},
		{"550-5.1.1 x\r\n550 4.1.1 x\r\n", "enhanced-class@1:17 enhanced-differs@1:17"},
		{"354 go\r\n", ""},
		{"354 2.0.0 go\r\n", "enhanced-class@0:4"},
		{"bad\r\n", ""},
	} {
		eachCut(t, c.in, func(t *testing.T, feed [][]byte) {
			var p ReplyParser
			for _, r := range replies(&p, feed) {
				if n := notes(r.EnhancedDeviations()); n != c.notes {
					t.Errorf("%q: deviations %q, want %q", c.in, n, c.notes)
				}
			}
		})
	}
	if e, ok := (Reply{}).Enhanced(); ok {
		t.Errorf("an empty reply has the code %v", e)
	}
	if e, ok := (Reply{Lines: []string{"2.6.0 a", "b"}}).Enhanced(); !ok || e != (Enhanced{2, 6, 0}) {
		t.Errorf("Enhanced = %v %v", e, ok)
	}
}

func TestRegistryDeviations(t *testing.T) {
	for in, want := range map[string]string{
		"250 2.1.0 ok\r\n":              "",
		"250 2.0.0 ok\r\n":              "enhanced-unspecified@0:0",
		"523 5.0.0 x\r\n":               "enhanced-unspecified@0:0",
		"550 5.1.10 null MX\r\n":        "",
		"550 5.1.11 x\r\n":              "enhanced-unregistered@0:0",
		"550 5.0.1 x\r\n":               "enhanced-unregistered@0:0",
		"550 5.8.0 x\r\n":               "enhanced-unregistered@0:0",
		"550 5.999.999 x\r\n":           "enhanced-unregistered@0:0",
		"550 5.7.30 x\r\n":              "",
		"523 5.7.10 x\r\n":              "",
		"530 5.7.10 x\r\n":              "pair-encryption-needed@0:0",
		"523 5.7.0 x\r\n":               "pair-encryption-needed@0:0",
		"525 5.7.13 x\r\n":              "",
		"535 5.7.13 x\r\n":              "pair-account-disabled@0:0",
		"525 5.7.8 x\r\n":               "pair-account-disabled@0:0",
		"535 5.7.14 x\r\n":              "",
		"554 5.7.14 x\r\n":              "",
		"550 5.7.14 x\r\n":              "pair-trust-required@0:0",
		"535 5.7.8 x\r\n":               "",
		"534 5.7.9 x\r\n":               "",
		"534 5.7.8 x\r\n":               "pair-too-weak@0:0",
		"535 5.7.9 x\r\n":               "pair-too-weak@0:0",
		"432 4.7.12 x\r\n":              "",
		"422 4.7.12 x\r\n":              "",
		"422 4.7.0 x\r\n":               "",
		"432 4.7.1 x\r\n":               "pair-transition-needed@0:0",
		"454 4.7.12 x\r\n":              "pair-transition-needed@0:0",
		"534 x\r\n":                     "",
		"354 go\r\n":                    "",
		"535-5.7.8 a\r\n535 5.99.1\r\n": "",
	} {
		var p ReplyParser
		for _, r := range replies(&p, [][]byte{[]byte(in)}) {
			if got := notes(r.RegistryDeviations()); got != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
}
