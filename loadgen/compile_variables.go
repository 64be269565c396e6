package loadgen

import (
	"slices"

	"github.com/smtpspec/smtpspec/scenarios"
)

const clientName = "client.example"

// bind gives the exchange its variables, with the names that the player knows.
func (x *compiler) bind() {
	x.vars = map[string]string{"id": x.placeholder(), "client": clientName, "sender": x.from.First(), "ehlo": "EHLO"}
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
		x.vars["header"] = "From: <" + x.from.First() + ">\r\nTo: <" + to + ">\r\nSubject: smtpspec " + x.placeholder() +
			"\r\nDate: " + x.set.Date + "\r\nMessage-ID: <" + x.placeholder() + "@" + clientName + ">\r\n"
		x.vars["message"] = x.vars["header"] + "\r\n" + string(x.body.Lead) + x.bodyPlace()
	}
	if x.body.Original {
		x.vars["message"] = "X-Smtpspec-Id: " + x.placeholder() + "\r\n" + x.bodyPlace()
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
