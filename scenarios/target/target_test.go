package target

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const wholeTarget = `
name: a server
host: 127.0.0.1
ports: {smtp: 2525, submission: 2587, submissions: 2465, lmtp: 2424, odmr: 2366, dummy: 2526, reject554: 2527}
domain: example.com
mailboxes: {known: [alice@example.com, bob@example.com], unknown: nobody@example.com, foreign: user@example.net}
auth: {user: test@example.com, password: secret, token: an-access-token}
tls: {ca: ca.pem, server_name: mx.example.com, insecure: true, certificate: client.pem, key: client-key.pem}
delivery: {dir: ./spool, match: "*.eml", settle: 300ms}
declares: {max_size: 10485760, max_recipients: 100, idle_timeout: 5s, etrn_queue: [carol@branch.example, dave@second.example], null_mx: nomail.example,
  forwarded: frank@example.com, moved: heidi@example.com, forwarded_utf8: grete@example.com, moved_utf8: ivo@example.com,
  failing: [judy@example.com, karl@example.com], list: team@example.com, ambiguous: smith@example.com, full: full@example.com, ascii_only: old@example.com}
authorized: true
`

func writeTarget(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "target.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad_valid(t *testing.T) {
	path := writeTarget(t, wholeTarget)
	target, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(filepath.Dir(path), "spool"); target.Delivery.Dir != want {
		t.Errorf("delivery.dir %s, want %s", target.Delivery.Dir, want)
	}
	if want := filepath.Join(filepath.Dir(path), "ca.pem"); target.TLS.CA != want {
		t.Errorf("tls.ca %s, want %s", target.TLS.CA, want)
	}
	if want := filepath.Join(filepath.Dir(path), "client-key.pem"); target.TLS.Key != want {
		t.Errorf("tls.key %s, want %s", target.TLS.Key, want)
	}
	target.Delivery.Dir, target.TLS.Certificate = "spool", "client.pem"
	want := map[string]string{
		"domain": "example.com", "mailbox": "alice@example.com", "mailbox2": "bob@example.com", "unknown": "nobody@example.com",
		"foreign": "user@example.net", "foreign_domain": "example.net", "auth": "test@example.com", "token": "an-access-token", "certificate": "client.pem", "delivery": "spool", "max_size": "10485760", "max_recipients": "100", "idle_timeout": "5s",
		"etrn_queue": "carol@branch.example", "etrn_queue_domain": "branch.example", "etrn_queue2": "dave@second.example", "etrn_queue2_domain": "second.example", "null_mx": "nomail.example",
		"forwarded": "frank@example.com", "moved": "heidi@example.com", "forwarded_utf8": "grete@example.com", "moved_utf8": "ivo@example.com",
		"failing": "judy@example.com", "failing2": "karl@example.com", "list": "team@example.com", "ambiguous": "smith@example.com",
		"full": "full@example.com", "ascii_only": "old@example.com",
	}
	if got := target.Facts(); !maps.Equal(got, want) {
		t.Errorf("got facts %v", got)
	}
	if target.MaxSize() != 10485760 || target.MaxRecipients() != 100 || target.IdleTimeout() != 5*time.Second || target.Delivery.SettleTime() != 300*time.Millisecond {
		t.Errorf("got %d, %d, %v, %v", target.MaxSize(), target.MaxRecipients(), target.IdleTimeout(), target.Delivery.SettleTime())
	}
	if got := target.Ports; !maps.Equal(got, PortNumbers{"smtp": 2525, "submission": 2587, "submissions": 2465, "lmtp": 2424, "odmr": 2366, "dummy": 2526, "reject554": 2527}) {
		t.Errorf("got ports %v", got)
	}
	if !target.Authorized || !target.TLS.Insecure {
		t.Error("authorized or insecure not set")
	}
}

func TestParse_minimal(t *testing.T) {
	target, err := Load(writeTarget(t, "host: localhost\nports: {smtp: 25}\nmailboxes: {known: a@b}\ntls: {ca: /etc/ca.pem}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got := target.Facts(); !maps.Equal(got, map[string]string{"mailbox": "a@b"}) || target.TLS.CA != "/etc/ca.pem" {
		t.Errorf("%v %+v", got, target)
	}
}

func TestLoad_secretsFromEnvironment(t *testing.T) {
	path := writeTarget(t, "host: a\nports: {smtp: 25}\nauth: {user: u, password_env: SMTPSPEC_TEST_PASSWORD, token_env: SMTPSPEC_TEST_TOKEN}\n")
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "auth.password_env names the environment variable SMTPSPEC_TEST_PASSWORD, which is not set") {
		t.Errorf("%v", err)
	}
	t.Setenv("SMTPSPEC_TEST_PASSWORD", "from outside")
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "auth.token_env names the environment variable SMTPSPEC_TEST_TOKEN, which is not set") {
		t.Errorf("%v", err)
	}
	t.Setenv("SMTPSPEC_TEST_TOKEN", "a-token")
	target, err := Load(path)
	if err != nil || target.Auth.Password != "from outside" || target.Auth.Token != "a-token" {
		t.Errorf("%+v %v", target, err)
	}
}

func TestLoadFacts(t *testing.T) {
	path := writeTarget(t, "domain: example.com\n")
	if target, err := LoadFacts(path); err != nil || target.Domain != "example.com" {
		t.Errorf("%+v, %v", target, err)
	}
	if _, err := Load(path); err == nil {
		t.Error("got a target without an address, want an error")
	}
	if _, err := LoadFacts(writeTarget(t, "ports: {smtp: 70000}\n")); err == nil {
		t.Error("got a port above 65535, want an error")
	}
}

func TestParse_errors(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "1:1: the file is empty",
		"hots: a\n":                       "did you mean host?",
		"ports: {smtp: 25}\n":             "missing host",
		"host: a\n":                       "missing port",
		"host: a\nports: {smtp: 70000}\n": "invalid port number 70000 for smtp: use 1 to 65535",
		"host: a\nports: {smtp: -1}\n":    "expected a number",
		"host: a\nports: {smtp: no}\n":    "expected a number",
		"host: a\nports: {smpt: 25}\n":    "did you mean smtp?",
		"host: a\nhost: b\n":              "duplicate key",
		"host: 1\n":                       "YAML reads",
		"host: a\nports: {smtp: 25}\nmailboxes: {known: [\"<a@b>\"]}\n":         "is not a mailbox",
		"host: a\nports: {smtp: 25}\nmailboxes: {unknown: \"a@b\\r\\nDATA\"}\n": "is not a mailbox",
		"host: a\nports: {smtp: 25}\ndeclares: {etrn_queue: branch.example}\n":  `declares.etrn_queue: "branch.example" has no domain`,
		"host: a\nports: {smtp: 25}\ndeclares: {null_mx: a@nomail.example}\n":   "is a mailbox",
		"host: a\nports: {smtp: 25}\ndeclares: {idle_timeout: 5}\n":             `invalid time "5"`,
		"host: a\nports: {smtp: 25}\ndeclares: {idle_timeout: idle_timeout}\n":  `invalid time "idle_timeout"`,
		"host: a\nports: {smtp: 25}\nauth: {password: a, password_env: B}\n":    "password and password_env",
		"host: a\nports: {smtp: 25}\ntls: {certificate: a.pem}\n":               "tls.certificate and tls.key belong together",
		"host: a\nports: {smtp: 25}\nauth: {token: a, token_env: B}\n":          "token and token_env",
		"host: a\nports: {smtp: 25}\nauth: {token: Bearer a}\n":                 "without Bearer",
		"host: a\nports: {smtp: 25}\nauthorized: yes\n":                         "expected true or false",
	} {
		_, err := Parse("target.yaml", []byte(text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("got no error for a missing file")
	}
}
