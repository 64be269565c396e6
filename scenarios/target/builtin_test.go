package target

import (
	"maps"
	"testing"
)

func TestMessage_Variables(t *testing.T) {
	m := Message{ID: "id1", Sender: DefaultSender, Date: "Mon, 30 Nov 2026 12:00:00 +0000", Body: "body\r\n", LMTP: true}
	facts := map[string]string{"mailbox": "alice@example.com"}
	header := "From: <sender@client.example>\r\nTo: <alice@example.com>\r\nSubject: smtpspec id1\r\n" +
		"Date: Mon, 30 Nov 2026 12:00:00 +0000\r\nMessage-ID: <id1@client.example>\r\n"
	want := map[string]string{
		"mailbox": "alice@example.com", "id": "id1", "client": "client.example", "sender": "sender@client.example", "ehlo": "LHLO",
		"user": "test", "password": "secret", "header": header, "message": header + "\r\nbody\r\n",
	}
	if got := m.Variables(facts, "test", "secret"); !maps.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(facts) != 1 {
		t.Errorf("the facts changed: got %q", facts)
	}
	want = map[string]string{"id": "id1", "client": "client.example", "sender": "sender@client.example", "ehlo": "EHLO"}
	m.LMTP = false
	if got := m.Variables(nil, "", ""); !maps.Equal(got, want) {
		t.Errorf("without facts: got %q, want %q", got, want)
	}
}
