package bundled

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
)

func TestRules(t *testing.T) {
	for _, c := range []struct {
		ids  string
		quit int // the code of the reply to QUIT
		help int
		says string
	}{
		{"quit-code", 250, 214, ""},
		{"quit-code help-code", 250, 250, ""},
		{"quit-code quit-cod", 0, 0, `unknown fault "quit-cod"; did you mean quit-code?`},
		{"zzzzzzzzzzzz", 0, 0, `unknown fault "zzzzzzzzzzzz"; smtpspec serve --list-faults lists them`},
	} {
		rules, err := Rules(strings.Fields(c.ids)...)
		switch {
		case c.says != "":
			if err == nil || err.Error() != c.says {
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
	if rules, err := Rules(); rules != nil || err != nil {
		t.Errorf("no fault: got %v, %v", rules, err)
	}
}
