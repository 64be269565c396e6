package main

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
)

func TestRulesFor(t *testing.T) {
	for _, c := range []struct {
		ids  string
		quit int // the code of the reply to QUIT
		help int
		says string
	}{
		{"quit-code", 250, 214, ""},
		{"quit-code help-code", 250, 250, ""},
		{"quit-code quit-cod", 0, 0, `there is no fault "quit-cod"; did you mean`},
	} {
		rules, err := rulesFor(strings.Fields(c.ids))
		switch {
		case c.says != "":
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "quit-code") {
				t.Errorf("%s: got %v, want %s", c.ids, err, c.says)
			}
		case err != nil:
			t.Errorf("%s: %v", c.ids, err)
		default:
			if quit, help := rules.Replies[refserver.KeyQuit].Code, rules.Replies[refserver.KeyHelp].Code; quit != c.quit || help != c.help {
				t.Errorf("%s: got QUIT %d and HELP %d, want %d and %d", c.ids, quit, help, c.quit, c.help)
			}
		}
	}
	if rules, err := rulesFor(nil); rules != nil || err != nil {
		t.Errorf("no fault: got %v, %v", rules, err)
	}
}

// TestServeFaults reads the flag of serve as a list, and repeated.
func TestServeFaults(t *testing.T) {
	c := serveCommand()
	if err := c.ParseFlags([]string{"--fault", "quit-code,help-code", "--fault", "greeting-code"}); err != nil {
		t.Fatal(err)
	}
	got, err := c.Flags().GetStringSlice("fault")
	if want := "quit-code help-code greeting-code"; err != nil || strings.Join(got, " ") != want {
		t.Errorf("got %v, %v, want %s", got, err, want)
	}
}
