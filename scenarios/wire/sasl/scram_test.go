package sasl

import (
	"errors"
	"strings"
	"testing"

	"github.com/xdg-go/scram"
)

// scramServer is a server that knows a user and a password.
func scramServer(t *testing.T, user, password string) func(string) (string, error) {
	t.Helper()
	client, err := scram.SHA256.NewClient(user, password, "")
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
	return server.NewConversation().Step
}

// TestScram_exchange lets clients log in at a server that knows the password "pass word".
func TestScram_exchange(t *testing.T) {
	for name, c := range map[string]struct {
		with Config
		edit func(string) string // of what the server says
		want string              // in the error, "" for success
	}{
		"right":           {Config{Password: "pass word"}, nil, ""},
		"soft hyphen":     {Config{Password: "pass word", Forge: ForgeName}, nil, ""},
		"wrong password":  {Config{Password: "other"}, nil, "challenge proof invalid"},
		"nonce":           {Config{Password: "pass word", Forge: ForgeNonce}, nil, "nonce received did not match"},
		"binding":         {Config{Password: "pass word", Forge: ForgeBinding}, nil, "channel binding"},
		"false signature": {Config{Password: "pass word"}, replaces("v=", "v=AAAA"), "validation failed"},
		"no signature":    {Config{Password: "pass word", Forge: ForgeName}, replaces("v=", "v=AAAA"), "server signature missing or wrong"},
		"refused":         {Config{Password: "pass word"}, replaces("v=", "e="), "the server refused the exchange: e="},
		"another nonce":   {Config{Password: "pass word"}, replaces("r=", "r=x"), "did not extend client nonce"},
		"endless work":    {Config{Password: "pass word"}, replaces("i=4096", "i=2000000000"), "expected 1 to 1000000"},
		"endless, forged": {Config{Password: "pass word", Forge: ForgeNonce}, replaces("i=4096", "i=2000000000"), "expected 1 to 1000000"},
		"little work":     {Config{Password: "pass word"}, replaces("i=4096", "i=1"), "too few iterations"},
		"no salt":         {Config{Password: "pass word", Forge: ForgeNonce}, replaces("s=", "s=!"), "salt is not base64"},
		"nothing":         {Config{Password: "pass word", Forge: ForgeNonce}, func(string) string { return "" }, "invalid server-first-message"},
	} {
		t.Run(name, func(t *testing.T) {
			server := scramServer(t, "test", "pass word")
			c.with.User = "test"
			client, err := NewClient(ScramSHA256, c.with)
			if err != nil {
				t.Fatal(err)
			}
			err = exchange(client, func(message string) (string, error) {
				text, err := server(message)
				if c.edit != nil {
					text = c.edit(text)
				}
				return text, err
			})
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func replaces(from, to string) func(string) string {
	return func(s string) string { return strings.Replace(s, from, to, 1) }
}

// TestScram_refusal is an error that callers can tell from others, and proves nothing.
func TestScram_refusal(t *testing.T) {
	keys, err := NewKeys("test", "secret")
	if err != nil {
		t.Fatal(err)
	}
	client := keys.Client()
	if _, err := client.Respond(nil); err != nil {
		t.Fatal(err)
	}
	_, err = client.Respond([]byte("e=unknown-user"))
	if refusal, ok := errors.AsType[*Refusal](err); !ok || string(refusal.Message) != "e=unknown-user" {
		t.Errorf("got %v, want a Refusal", err)
	}
	if client.Verify() == nil {
		t.Error("got no error after a refusal")
	}
}

// TestForgeReplay_messages are those of an exchange that succeeded.
func TestForgeReplay_messages(t *testing.T) {
	keys, err := NewKeys("test", "secret")
	if err != nil {
		t.Fatal(err)
	}
	first := keys.Client()
	if err := exchange(first, scramServer(t, "test", "secret")); err != nil {
		t.Fatal(err)
	}
	again, err := NewClient(ScramSHA256, Config{Forge: ForgeReplay, Sent: first.Sent()})
	if err != nil {
		t.Fatal(err)
	}
	if err := exchange(again, scramServer(t, "test", "secret")); err == nil || !strings.Contains(err.Error(), "nonce") {
		t.Errorf("got %v, want an error about the nonce", err)
	}
	if len(first.Sent()) != 3 {
		t.Errorf("got %d messages, want 3", len(first.Sent()))
	}
}

func TestIterations(t *testing.T) {
	for count, want := range map[string]int{"4096": 4096, "1": 1, "1000000": 1000000, "4096,x=1": 4096, "0": 0, "-1": 0, "1000001": 0, "99999999999999999999": 0, "": 0, "4096x": 0} {
		n, err := iterations(count)
		if n != want || (err == nil) != (want > 0) {
			t.Errorf("iterations(%q): got %d, %v, want %d", count, n, err, want)
		}
	}
}

// FuzzClient gives every mechanism two challenges of a server that knows no password.
// {nonce} in them is what SCRAM has said last.
func FuzzClient(f *testing.F) {
	for _, m := range Mechanisms() {
		f.Add(m.Name, "", "", "")
		f.Add(m.Name, "name", "r={nonce}x,s=c2FsdA==,i=4096", "v=AAAA")
	}
	f.Add(ScramSHA256, "nonce", "r={nonce}x,s=c2FsdA==,i=1,x=y", "v=")
	f.Add(ScramSHA256, "", "e=other-error", "e=")
	f.Add(ScramSHA256, "", "r={nonce}x,s=,i=99999999999999999999", "m=x")
	f.Fuzz(func(t *testing.T, mechanism, forge, first, second string) {
		client, err := NewClient(mechanism, Config{User: "test", Password: "secret", Forge: Forgery(forge)})
		if err != nil {
			return
		}
		message, err := client.Respond(nil)
		_, nonce, _ := strings.Cut(string(message), ",r=")
		for _, challenge := range []string{first, second} {
			if err != nil {
				return
			}
			challenge = strings.ReplaceAll(challenge, "{nonce}", nonce)
			if message, err = client.Respond([]byte(challenge)); err != nil && message != nil {
				t.Errorf("%s to %q: a message %q and an error %v", mechanism, challenge, message, err)
			}
		}
		proves := mechanism == ScramSHA256 && (forge == "" || forge == string(ForgeName))
		if proves && client.Verify() == nil {
			t.Errorf("%s accepts %q and %q without the password", mechanism, first, second)
		}
	})
}
