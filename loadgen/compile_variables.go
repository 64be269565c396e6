package loadgen

import (
	"bytes"
	"slices"

	"github.com/smtpspec/smtpspec/scenarios"
)

const (
	clientName = "client.example"
	sender     = "sender@" + clientName
	lineLength = 78 // octets of a body line, without CRLF
)

// bind gives the exchange its variables, with the names that the player knows.
func (x *compiler) bind() {
	x.vars = map[string]string{"id": x.id(), "client": clientName, "sender": sender, "ehlo": "EHLO"}
	if slices.ContainsFunc(x.c.Steps, func(st *scenarios.Step) bool { return st.Connect != nil && st.Connect.Port == "lmtp" }) {
		x.vars["ehlo"] = "LHLO"
	}
	for name, value := range x.set.Facts {
		x.vars[name] = value
	}
	if len(x.set.Mailboxes) > 0 {
		x.vars["mailbox"] = x.set.Mailboxes[0]
	}
	if x.set.User != "" {
		x.vars["user"], x.vars["password"] = x.set.User, x.set.Password
	}
	if to, ok := x.vars["mailbox"]; ok {
		x.vars["header"] = "From: <" + sender + ">\r\nTo: <" + to + ">\r\nSubject: smtpspec " + x.id() +
			"\r\nDate: " + x.set.Date + "\r\nMessage-ID: <" + x.id() + "@" + clientName + ">\r\n"
		x.vars["message"] = x.vars["header"] + "\r\n" + string(body(x.set.Size))
	}
	for _, v := range x.c.Vars {
		if t, err := scenarios.ParseTemplate(v.Value); err == nil { // checked when the file was loaded
			if text, err := t.Expand(x.lookup); err == nil { // else its use is the error
				x.vars[v.Name] = string(text)
			}
		}
	}
}

func (x *compiler) lookup(name string) (string, bool) {
	v, ok := x.vars[name]
	return v, ok
}

// body is size octets of lines that end with CRLF and begin with no dot; below
// two octets there is room for none.
func body(size int) []byte {
	if size < 2 {
		return nil
	}
	b := bytes.Repeat([]byte("x"), size)
	for end := lineLength + 2; end <= size-2; end += lineLength + 2 {
		b[end-2], b[end-1] = '\r', '\n'
	}
	b[size-2], b[size-1] = '\r', '\n'
	return b
}
