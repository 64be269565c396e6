package player

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestTurned plays the receiver against providers that do as they should, and
// others.
func TestTurned(t *testing.T) {
	const hello = "C 220 client.example\nS EHLO provider.example\nC 250-client.example\nC 250 8BITMIME\n"
	const mail = "S MAIL FROM:<>\nC 250\nS RCPT TO:<a@b.example>\nC 250\nS DATA\nC 354\n" + `raw "one\r\n..two\r\n.\r\n"` + "\nC 250\n"
	const quit = "S QUIT\nhold"
	for _, c := range []struct {
		name, script, step string
		want               reports.Verdict
		reason             string
	}{
		{"a message", hello + mail + quit, `{messages: 1, contains: ["one\r\n.two\r\n"], absent: [three]}`, reports.Pass, ""},
		{"two in pieces", hello + mail + strings.Replace(mail, "raw", "one", 1) + quit, `{messages: 2}`, reports.Pass, ""},
		{"none", hello + quit, `{messages: 0}`, reports.Pass, ""},
		{"HELO", "C 220\nS HELO provider.example\nC 250\n" + mail + quit, `{messages: 1}`, reports.Pass, ""},
		{"other commands", hello + "S NOOP\nC 250\nS VRFY a\nC 502\nS RSET\nC 250\n" + quit, `{}`, reports.Pass, ""},
		{"too few", hello + quit, `{messages: 1..}`, reports.Fail, "expected 1 or more message(s), got 0"},
		{"not held", hello + mail + quit, `{contains: [three]}`, reports.Fail, "a message that contains three"},
		{"held", hello + mail + quit, `{absent: [one]}`, reports.Fail, "no message that contains one"},
		{"mail first", "C 220\nS MAIL FROM:<>\nC 503\n" + quit, `{}`, reports.Fail, "expected EHLO or HELO"},
		{"too early", "S EHLO provider.example\nhold", `{}`, reports.Fail, "nothing before the greeting"},
		{"closed", "C 220\nfin", `{}`, reports.Fail, "connection closed"},
		{"silent", "C 220\nhold", `{}`, reports.Fail, "nothing within"},
		{"cut off", hello + "S DATA\nC 354\nS half\nfin", `{}`, reports.Fail, "connection closed"},
		{"an endless line", "C 220\n" + `flood "xxxxxxxxxxxxxxxx"`, `{}`, reports.Fail, "a line of more than 16384 octets"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, "S 220 hi\nC ATRN\nS 250 turning\n"+c.script)
			r := s.play("", "- connect: {}\n  S: 220\n- C: ATRN\n  S: 250\n- pause: 50ms\n- atrn_receive: "+c.step+"\n  within: 1s")
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s, want %s: %s", r.Verdict, why(r), c.want, c.reason)
			}
		})
	}
}
