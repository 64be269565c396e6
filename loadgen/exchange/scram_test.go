package exchange

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/xdg-go/scram"

	"github.com/smtpspec/smtpspec/scenarios"
)

// TestSession_SCRAM runs the opening of load.submission-scram against a server that
// knows the password, or does not prove itself, or asks for endless work.
func TestSession_SCRAM(t *testing.T) {
	credentials := func(password string) *scram.Server {
		client, err := scram.SHA256.NewClient("test", password, "")
		if err != nil {
			t.Fatal(err)
		}
		stored, err := client.GetStoredCredentialsWithError(scram.KeyFactors{Salt: "salt", Iters: 4096})
		if err != nil {
			t.Fatal(err)
		}
		server, err := scram.SHA256.NewServer(func(string) (scram.StoredCredentials, error) { return stored, nil })
		if err != nil {
			t.Fatal(err)
		}
		return server
	}
	p := compiled(t, "load.submission-scram", settings())
	for name, c := range map[string]struct {
		password string
		alter    func(challenge string) string
		want     Action
	}{
		"in":              {"secret", func(s string) string { return s }, Read},
		"wrong password":  {"other", func(s string) string { return s }, Close},
		"no proof":        {"secret", func(s string) string { return strings.Replace(s, "v=", "v=AAAA", 1) }, Close},
		"endless work":    {"secret", func(s string) string { return strings.Replace(s, "i=4096", "i=2000000000", 1) }, Close},
		"little work":     {"secret", func(s string) string { return strings.Replace(s, "i=4096", "i=1", 1) }, Close},
		"another nonce":   {"secret", func(s string) string { return strings.Replace(s, "r=", "r=x", 1) }, Close},
		"nothing at all":  {"secret", func(string) string { return "" }, Close},
		"a number at sea": {"secret", func(s string) string { return strings.Replace(s, "i=", "i=99999999999999999999", 1) }, Close},
	} {
		t.Run(name, func(t *testing.T) {
			server := credentials(c.password).NewConversation()
			ticket := Ticket{Number: 1, Intended: -1, Counted: true}
			tally := &counted{}
			s := NewSession(p, tally, tally, 1, 1, &ticket, true)
			var out Output
			s.Connected(0, &out)
			opened(&s, &out)
			out.Reset()
			action := s.Feed([]byte("220 go\r\n"), 0, &out)
			if action != Handshake {
				t.Fatalf("got action %d, want Handshake", action)
			}
			out.Reset()
			s.Secured(0, &out)
			out.Reset()
			action = s.Feed([]byte("250 AUTH\r\n"), 0, &out)
			for range 3 {
				if action != Read {
					break
				}
				line := strings.TrimSpace(string(joined(&out)))
				line = line[strings.LastIndexByte(line, ' ')+1:]
				out.Reset()
				if line == "" {
					action = s.Feed([]byte("235 in\r\n"), 0, &out)
					break
				}
				answer, err := base64.StdEncoding.DecodeString(line)
				if err != nil {
					t.Fatalf("%q: %v", line, err)
				}
				challenge, err := server.Step(string(answer))
				if err != nil {
					action = s.Feed([]byte("535 no\r\n"), 0, &out)
					break
				}
				action = s.Feed([]byte("334 "+base64.StdEncoding.EncodeToString([]byte(c.alter(challenge)))+"\r\n"), 0, &out)
			}
			if action != c.want || s.Opened() != (c.want == Read) {
				t.Errorf("got action %d, want %d; opened %v", action, c.want, s.Opened())
			}
			if log := strings.Join(tally.log, "|"); c.want == Close && log != "failed opening-refused" {
				t.Errorf("got %s, want failed opening-refused", log)
			}
		})
	}
}

func joined(out *Output) (b []byte) {
	for _, chunk := range out.Chunks() {
		b = append(b, chunk...)
	}
	return b
}

// TestCompile_auth compares the writes of each mechanism.
func TestCompile_auth(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		mechanism string
		initial   *bool
		want      string
	}{
		{"PLAIN", nil, "AUTH PLAIN AHRlc3QAc2VjcmV0"},
		{"PLAIN", &no, "AUTH PLAIN|AHRlc3QAc2VjcmV0"},
		{"LOGIN", nil, "AUTH LOGIN|dGVzdA==|c2VjcmV0"},
		{"LOGIN", &yes, "AUTH LOGIN dGVzdA==|c2VjcmV0"},
		{"SCRAM-SHA-256", nil, "AUTH SCRAM-SHA-256 +scram|+scram|+scram"},
		{"SCRAM-SHA-256", &no, "AUTH SCRAM-SHA-256|+scram|+scram|+scram"},
	} {
		x := &compiler{c: &scenarios.Case{}, set: settings(), p: &Program{}}
		x.auth(&scenarios.Step{Auth: &scenarios.Auth{Mechanism: c.mechanism, Initial: c.initial}})
		var got []string
		for _, group := range x.groups(x.pieces) {
			line := string(group.out.head)
			if group.scram {
				line += "+scram"
			}
			got = append(got, strings.TrimSuffix(line, "\r\n"))
		}
		if got := strings.Join(got, "|"); got != c.want || len(x.problems) > 0 {
			t.Errorf("%s: got %s, want %s (%v)", c.mechanism, got, c.want, x.problems)
		}
	}
}
