package player

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestOAuth runs OAUTHBEARER, and looks for the token in what comes of it.
func TestOAuth(t *testing.T) {
	const token = "good-token"
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	whole := b64("n,a=test,\x01auth=Bearer " + token + "\x01\x01")
	for name, c := range map[string]struct {
		script, play string
		want         reports.Verdict
		reason       string
	}{
		"at once":         {"C AUTH OAUTHBEARER " + whole + "\nS 235 welcome", "auth: OAUTHBEARER", reports.Pass, ""},
		"later":           {"C AUTH OAUTHBEARER\nS 334 \nC " + whole + "\nS 235 " + token, "auth: {mechanism: OAUTHBEARER, initial: false}", reports.Pass, ""},
		"an error result": {"C AUTH OAUTHBEARER " + whole + "\nS 334 " + b64(`{"status":"invalid_token"}`) + "\nC AQ==\nS 535 " + whole, "auth: OAUTHBEARER\n  S: 235", reports.Fail, "535 [redacted]"},
		"another message": {
			"C AUTH OAUTHBEARER " + b64("n,,\x01auth=Bearer "+token+"\x01x=y\x01\x01") + "\nS 235 " + b64("x"+token),
			`auth: {mechanism: OAUTHBEARER, message: "n,,\x01auth=Bearer ${token}\x01x=y\x01\x01"}`, reports.Pass, "",
		},
		"a line of the author": {"C AUTH OAUTHBEARER " + whole + "\nS 535 " + token, "C: \"AUTH OAUTHBEARER ${base64:n,a=$user,\\x01auth=Bearer $token\\x01\\x01}\"\n  S: 235", reports.Fail, "535 [redacted]"},
		"without end":          {"C AUTH OAUTHBEARER\n" + strings.Repeat("S 334 \nC \n", 7) + "S 334 ", "auth: OAUTHBEARER", reports.Fail, "challenge number 9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, "S 220 hi\n"+c.script+"\nhold").player()
			p.Target.Token = token
			p.Target.Facts["token"] = token
			r := p.Run(t.Context(), load(t, "", "- connect: {}\n  S: 220\n- "+c.play))
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s, want %s with %q\n%s", r.Verdict, why(r), c.want, c.reason, transcript(r))
			}
			for _, form := range []string{token, whole, b64(token)} {
				if text := transcript(r) + why(r); strings.Contains(text, form) {
					t.Errorf("%q stands in %s", form, text)
				}
			}
		})
	}
}
