package target

import "maps"

const (
	// ClientName is the name that the harness sends with EHLO.
	ClientName = "client.example"
	// DefaultSender is the reverse-path of its messages.
	DefaultSender = "sender@" + ClientName
	// DateForm is the form of a date in a header field (RFC 5322 §3.3).
	DateForm = "Mon, 02 Jan 2006 15:04:05 -0700"
)

// Message has the values of the built-in variables for one case.
type Message struct {
	ID     string
	Sender string
	Date   string // in DateForm
	Body   string
	LMTP   bool // the client greets with LHLO
	HELO   bool // the server does not know EHLO, so that the client greets with HELO (RFC 5321 §3.2)
}

// Variables returns the variables that every scenario has, together with the facts of
// the target. A user has a password too.
func (m Message) Variables(facts map[string]string, user, password string) map[string]string {
	vars := maps.Clone(facts)
	if vars == nil {
		vars = map[string]string{}
	}
	vars["id"], vars["client"], vars["sender"], vars["ehlo"] = m.ID, ClientName, m.Sender, "EHLO"
	switch {
	case m.LMTP:
		vars["ehlo"] = "LHLO"
	case m.HELO:
		vars["ehlo"] = "HELO"
	}
	if user != "" {
		vars["user"], vars["password"] = user, password
	}
	if to := vars["mailbox"]; to != "" {
		vars["header"] = "From: <" + m.Sender + ">\r\nTo: <" + to + ">\r\nSubject: smtpspec " + m.ID +
			"\r\nDate: " + m.Date + "\r\nMessage-ID: <" + m.ID + "@" + ClientName + ">\r\n"
		vars["message"] = vars["header"] + "\r\n" + m.Body
	}
	return vars
}

// Builtins are the variables of Message that need no fact.
func Builtins() []string { return []string{"id", "client", "ehlo", "sender"} }

// Derived are the variables that are made of a fact, each with its name.
func Derived() map[string]string {
	return map[string]string{"user": "auth", "password": "auth", "header": "mailbox", "message": "mailbox"}
}
