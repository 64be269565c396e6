package sasl

import (
	"crypto/tls"
	"errors"
	"strings"
	"testing"
)

// TestClient_messages goes through mechanisms whose messages are known beforehand.
func TestClient_messages(t *testing.T) {
	const user, password = "tim", "tanstaaftanstaaf"
	for name, c := range map[string]struct {
		mechanism  string
		with       Config
		challenges []string
		want       []string // the last may be an error
	}{
		"PLAIN":             {Plain, Config{}, []string{""}, []string{"\x00tim\x00" + password}},
		"PLAIN, soft":       {Plain, Config{Forge: ForgeName}, []string{""}, []string{"\x00ti\u00adm\x00" + password}},
		"PLAIN, wide":       {Plain, Config{User: "tü", Forge: ForgeName}, []string{""}, []string{"\x00t\u00adü\x00" + password}},
		"LOGIN":             {Login, Config{}, []string{"User", "Pass", "More"}, []string{"tim", password, "challenge after the user and the password"}},
		"CRAM-MD5":          {CramMD5, Config{}, []string{"<1896.697170952@postoffice.reston.mci.net>"}, []string{"tim b913a602c7eda7a495b4e6e7334d3890"}}, // RFC 2195 §2
		"CRAM-MD5 of none":  {CramMD5, Config{}, []string{""}, []string{"without a challenge"}},
		"OAUTHBEARER":       {OAuthBearer, Config{User: "a=b,c", Token: "t"}, []string{"", `{"status":"invalid_token"}`}, []string{"n,a=a=3Db=2Cc,\x01auth=Bearer t\x01\x01", "\x01"}},
		"OAUTHBEARER, own":  {OAuthBearer, Config{Message: []byte("x")}, []string{"", ""}, []string{"x", "\x01"}},
		"OAUTHBEARER, none": {OAuthBearer, Config{Message: []byte{}}, []string{""}, []string{""}},
		"SCRAM, replay":     {ScramSHA256, Config{Forge: ForgeReplay, Sent: [][]byte{[]byte("a"), []byte("b")}}, []string{"", "c", "d"}, []string{"a", "b", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			if c.with.User == "" {
				c.with.User = user
			}
			c.with.Password = password
			client, err := NewClient(c.mechanism, c.with)
			if err != nil {
				t.Fatal(err)
			}
			for i, challenge := range c.challenges {
				got, err := client.Respond([]byte(challenge))
				if err != nil && !strings.Contains(err.Error(), c.want[i]) || err == nil && string(got) != c.want[i] {
					t.Errorf("message %d: got %q, %v, want %q", i+1, got, err, c.want[i])
				}
			}
			if err := client.Verify(); err != nil {
				t.Errorf("Verify: got %v, want nil", err)
			}
		})
	}
}

// TestClient_bearerWithoutUser leaves the name to the token.
func TestClient_bearerWithoutUser(t *testing.T) {
	client, err := NewClient(OAuthBearer, Config{Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := client.Respond(nil); string(got) != "n,,\x01auth=Bearer t\x01\x01" {
		t.Errorf("got %q", got)
	}
}

func TestNewClient_errors(t *testing.T) {
	for name, c := range map[string]struct {
		mechanism string
		with      Config
		want      string
	}{
		"unknown":         {"plain", Config{}, `unknown SASL mechanism "plain"`},
		"no TLS":          {ScramSHA256Plus, Config{}, "needs TLS"},
		"no binding":      {ScramSHA256Plus, Config{TLS: &tls.ConnectionState{Version: tls.VersionTLS12}}, "no channel binding"},
		"no forgery":      {ScramSHA256, Config{Forge: "x"}, `SCRAM-SHA-256 does not support the forgery "x"`},
		"no such forgery": {Plain, Config{Forge: ForgeNonce}, `PLAIN does not support the forgery "nonce"`},
		"not in SASLprep": {ScramSHA256, Config{User: "a\x07"}, "cannot be used with SCRAM"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewClient(c.mechanism, c.with); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestEncoding(t *testing.T) {
	if got := EncodeInitial(nil) + EncodeInitial([]byte("ab")) + Encode(nil); got != "=YWI=" {
		t.Errorf("got %q, want %q", got, "=YWI=")
	}
	if got, err := Decode([]byte("YWI= \r\n")); err != nil || string(got) != "ab" {
		t.Errorf("got %q, %v, want %q", got, err, "ab")
	}
	if got, err := Decode([]byte("Password:")); err == nil || got != nil {
		t.Errorf("got %q, %v, want an error", got, err)
	}
}

// exchange lets a client and a server of the same mechanism talk, and returns the error of either.
func exchange(client Client, server func(string) (string, error)) error {
	var challenge []byte
	for range 4 {
		message, err := client.Respond(challenge)
		if err != nil {
			return err
		}
		if len(message) == 0 {
			return client.Verify()
		}
		text, err := server(string(message))
		if err != nil {
			return err
		}
		challenge = []byte(text)
	}
	return errors.New("no end of the exchange")
}
