package exchange

import (
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// bind gives the exchange its variables, with the names that the player knows.
func (x *compiler) bind() {
	x.vars = target.Message{
		ID: x.placeholder(), Sender: x.from.First(), Date: x.set.Date,
		Body: string(x.body.Lead) + x.bodyPlace(),
		LMTP: x.c.UsesPort(target.PortLMTP),
	}.Variables(x.set.Facts, x.set.User, x.set.Password)
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
