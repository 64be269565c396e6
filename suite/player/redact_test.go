package player

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/xdg-go/scram"

	"github.com/smtpspec/smtpspec/reports"
)

// leaks looks for forms of the credentials in everything that a result contains.
func leaks(t *testing.T, r *Result) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	forms := []string{"pass word"}
	for _, s := range []string{"pass word", "\x00test\x00pass word", "test\x00test\x00pass word", "test"} {
		forms = append(forms, base64.StdEncoding.EncodeToString([]byte(s)))
	}
	for _, f := range forms {
		if strings.Contains(string(text), f) {
			t.Errorf("%q stands in the result:\n%s", f, text)
		}
	}
}

// TestRedactor_exchange runs AUTH in each way a scenario can, against servers
// that echo what they get.
func TestRedactor_exchange(t *testing.T) {
	const greet = "S 220 hi\n"
	const opened = "- connect: {}\n  S: 220\n"
	plain := base64.StdEncoding.EncodeToString([]byte("\x00test\x00pass word"))
	user, password := base64.StdEncoding.EncodeToString([]byte("test")), base64.StdEncoding.EncodeToString([]byte("pass word"))
	for _, c := range []struct {
		name, script, play string
		want               reports.Verdict
		shows              string // in the transcript
	}{
		{"auth PLAIN", greet + "C AUTH PLAIN " + plain + "\nS 235 welcome\nhold", "- auth: PLAIN\n  S: 235", reports.Pass, "AUTH PLAIN [redacted]\\r\\n"},
		{"auth PLAIN without initial response", greet + "C AUTH PLAIN\nS 334 \nC " + plain + "\nS 235 welcome\nhold", "- auth: {mechanism: PLAIN, initial: false}", reports.Pass, "AUTH PLAIN\\r\\n"},
		{"auth LOGIN", greet + "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC " + user + "\nS 334 UGFzc3dvcmQ6\nC " + password + "\nS 235 welcome\nhold", "- auth: LOGIN", reports.Pass, "334 [redacted]"},
		{"echoed by the server", greet + "C AUTH PLAIN\nS 535 no user " + user + " with pass word " + plain + " " + password + "\nhold", "- auth: PLAIN", reports.Fail, "with [redacted] [redacted] [redacted]"},
		{"a wrong password echoed", greet + "C AUTH PLAIN\nS 535 you said AHRlc3QAd3Jvbmc=\nhold", "- auth: {mechanism: PLAIN, password: wrong}\n  S: 535", reports.Pass, "you said [redacted]"},
		{"a line of the author", greet + "C AUTH PLAIN " + plain + "\nS 535 " + plain + "\nhold", "- C: \"AUTH PLAIN ${base64:\\0$user\\0$password}\"\n  S: 235", reports.Fail, "AUTH PLAIN [redacted]\\r\\n"},
		{"a form that only the author knows", greet + "C AUTH PLAIN\nS 535 eHggcGFzcyB3b3Jk\nhold", "- C: \"AUTH PLAIN ${base64:xx $password}\"\n  S: 235", reports.Fail, "535 [redacted]"},
		{"an answer of the author", greet + "C AUTH LOGIN\nS 334 VXNlcm5hbWU6\nC " + user + "\nS 334 x\nC " + password + "\nS 535 no\nhold", "- C: AUTH LOGIN\n  S: 334\n- C: \"${base64:$user}\"\n  S: 334\n- C: \"${base64:$password}\"\n  S: 235", reports.Fail, "[redacted]\\r\\n"},
		{"in a group with other lines", greet + "C NOOP\nC AUTH PLAIN\nC RSET\nS 250 ok\nhold", "- C: [NOOP, \"AUTH PLAIN ${base64:\\0$user\\0$password}\", RSET]\n  S: [235, 250, 250]", reports.Fail, "NOOP\\r\\nAUTH PLAIN [redacted]\\r\\nRSET\\r\\n"},
		{"in clear", greet + "C X\nS 500 X pass word\nhold", "- C: \"X ${password}\"\n  S: 250", reports.Fail, "X [redacted]\\r\\n"},
		{"in another variable", greet + "C X\nS 500 X\nhold", "- C: \"X ${base64:$both}\"\n  S: 250", reports.Fail, "X [redacted]\\r\\n"},
		{"as part of a reply without end", greet + "C X\nraw \"250-pass word\\r\\n250 pass word\"\nfin", "- C: \"X ${password}\"\n  S: 250", reports.Fail, "250-[redacted]"},
		{"in clear behind STARTTLS", greet + "C X\nraw \"220 go\\r\\npass word\"\nhold", "- C: \"X ${password}\"\n  S: 220\n- pause: 30ms\n- tls: {fails: true}", reports.Pass, "S: [redacted]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := serve(t, c.script).player()
			p.Limits.Reply /= 4
			r := p.Run(t.Context(), load(t, "vars: {both: \"<${password}>\"}", opened+c.play))
			if r.Verdict != c.want || !strings.Contains(transcript(r), c.shows) {
				t.Errorf("%s: %s, want %s with %q\n%s", r.Verdict, why(r), c.want, c.shows, transcript(r))
			}
			leaks(t, r)
		})
	}
}

// TestRedactor_userAlone shows an address that is also a name to log in with.
// TestRedactor_longerBase64 has the password in a text that the player never sent.
func TestRedactor_longerBase64(t *testing.T) {
	const password = "pass word"
	r := newRedactor(&Target{User: "test", Password: password})
	for _, before := range []string{"", "x", "xx", "xxx"} {
		for _, after := range []string{"", "y", "yy"} {
			text := base64.StdEncoding.EncodeToString([]byte(before + password + after))
			if got := r.visible([]byte("334 " + text)); !strings.Contains(got, redacted) {
				t.Errorf("%q before and %q after: %q shows the password", before, after, got)
			}
		}
	}
	if got := r.visible([]byte("535 70617373" + "20776f7264")); !strings.Contains(got, redacted) {
		t.Errorf("%q shows the password in hexadecimal", got)
	}
	if got := newRedactor(&Target{User: "test", Password: "abc"}).visible([]byte("250 YWJj")); got != "250 "+redacted {
		t.Errorf("a short password in base64: %q", got)
	}
	if got := newRedactor(&Target{User: "test", Password: "abc"}).visible([]byte("250 FiYw")); got != "250 FiYw" {
		t.Errorf("a part of a short password takes out %q", got)
	}
}

func TestRedactor_userAlone(t *testing.T) {
	r := serve(t, "S 220 hi\nC MAIL\nS 250 ok\nhold").play("", "- connect: {}\n  S: 220\n- C: MAIL FROM:<${user}>\n  S: 250")
	if !strings.Contains(transcript(r), "MAIL FROM:<test>") {
		t.Error(transcript(r))
	}
}

func TestSurvey_secrets(t *testing.T) {
	s := serve(t, "S 220 pass word\nC EHLO\nS 250-hi\nS 250 X-pass word\nhold")
	v, err := TakeSurvey(t.Context(), s.target(), s.player().Limits, "smtp")
	if err != nil {
		t.Fatal(err)
	}
	if text := fmt.Sprint(v.Greeting, v.Keywords()); strings.Contains(text, "word") {
		t.Error(text)
	}
}

// TestSCRAM runs against the server side of the library, which may be wrong.
func TestSCRAM(t *testing.T) {
	for name, c := range map[string]struct {
		lie    bool
		skip   bool
		want   reports.Verdict
		reason string
	}{
		"honest":              {want: reports.Pass},
		"a false signature":   {lie: true, want: reports.Fail, reason: "fits SCRAM-SHA-256"},
		"no signature at all": {skip: true, want: reports.Fail, reason: "proves itself"},
	} {
		t.Run(name, func(t *testing.T) {
			r := serveSCRAM(t, c.lie, c.skip).play("", "- connect: {}\n  S: 220\n- auth: SCRAM-SHA-256\n  S: 235")
			if r.Verdict != c.want || !strings.Contains(why(r), c.reason) {
				t.Errorf("%s: %s\n%s", r.Verdict, why(r), transcript(r))
			}
			leaks(t, r)
		})
	}
}

// serveSCRAM starts a server whose script answers as SCRAM does.
func serveSCRAM(t *testing.T, lie, skip bool) *server {
	t.Helper()
	client, err := scram.SHA256.NewClient("test", "pass word", "")
	if err != nil {
		t.Fatal(err)
	}
	credentials, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt", Iters: 4096})
	if err != nil {
		t.Fatal(err)
	}
	if lie {
		credentials.ServerKey[0]++
	}
	mechanism, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) { return credentials, nil })
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, "S 220 hi\nscram")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scram = func(p *peer) error {
		conversation := mechanism.NewConversation()
		line, err := p.r.ReadString('\n')
		for first := true; err == nil; first = false {
			var message []byte
			if message, err = base64.StdEncoding.DecodeString(line[strings.LastIndexByte(line[:len(line)-2], ' ')+1 : len(line)-2]); err != nil {
				return err
			}
			answer, err := conversation.Step(string(message))
			if err != nil {
				return err
			}
			if skip && !first {
				break
			}
			fmt.Fprintf(p, "334 %s\r\n", base64.StdEncoding.EncodeToString([]byte(answer)))
			if line, err = p.r.ReadString('\n'); err != nil {
				return nil //nolint:nilerr // the client has seen the lie
			}
			if !first {
				break
			}
		}
		fmt.Fprint(p, "235 welcome\r\n")
		return s.step(p, "hold", "")
	}
	return s
}
