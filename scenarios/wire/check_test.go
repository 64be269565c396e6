package wire

import "testing"

func TestCheckGreeting(t *testing.T) {
	for text, ok := range map[string]bool{
		"mx.example ESMTP":            true,
		"mx.example":                  true,
		"[192.0.2.1] ready":           true,
		"[IPv6:2001:db8::1]":          true,
		"[somewhere] ready":           false,
		"*** ESMTP":                   false,
		"mx.example.":                 false,
		"mx_1.example":                false,
		"":                            false,
		" mx.example":                 false,
		"ESMTP\tmx.example":           false,
		"xn--mx-fka.example \x80\xff": true,
	} {
		if err := CheckGreeting(Reply{Code: 220, Lines: []string{text}}); (err == nil) != ok {
			t.Errorf("%q: got %v, want well-formed %t", text, err, ok)
		}
	}
	if CheckGreeting(Reply{Code: 220}) == nil {
		t.Error("got no error for a greeting without a line")
	}
	if err := CheckGreeting(Reply{Code: 220, Lines: []string{"mx.example", "", "any text"}}); err != nil {
		t.Errorf("several lines: got %v", err)
	}
}

func TestCheckChallenge(t *testing.T) {
	for text, ok := range map[string]bool{
		"YQ==": true, "YWI=": true, "YWJj": true, "YWJjZA==": true,
		"": false, "YQ": false, "YQ=": false, "YQ==YQ==": false, "Y?==": false, "YWJj\x20": false, "YW-_": false,
	} {
		if err := CheckChallenge(Reply{Code: 334, Lines: []string{text}}); (err == nil) != ok {
			t.Errorf("%q: got %v, want well-formed %t", text, err, ok)
		}
	}
	if CheckChallenge(Reply{Code: 334, Lines: []string{"YQ==", "YQ=="}}) == nil {
		t.Error("got no error for two lines")
	}
}
