package player

import (
	"strconv"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// bindVariables sets the variables of a case.
func (s *session) bindVariables() {
	id := s.NewID()
	s.vars = target.Message{
		ID: id, Sender: target.DefaultSender, Date: time.Now().Format(target.DateForm),
		Body: "This is message " + id + ".\r\n",
		LMTP: target.LookupPort(s.Target.DefaultPort).LMTP || s.c.UsesPort(target.PortLMTP),
		HELO: s.Target.HELO,
	}.Variables(s.Target.Facts, s.Target.User, s.Target.Password)
	for _, v := range s.c.Vars {
		if t, err := scenarios.ParseTemplate(v.Value); err == nil { // checked when the file was loaded
			if text, secret, err := s.expand(t); err == nil {
				s.vars[v.Name] = string(text)
				if secret {
					s.secret[v.Name] = true
				}
			}
		}
	}
}

func (s *session) lookup(name string) (string, bool) {
	if offset, ok := strings.CutPrefix(name, "now:"); ok {
		d, err := time.ParseDuration(offset) // checked when the file was loaded
		return time.Now().Add(d + time.Second - 1).UTC().Truncate(time.Second).Format(time.RFC3339), err == nil
	}
	v, ok := s.vars[name]
	if s.sending && (name == "header" || name == "message") {
		v = s.another(v)
	}
	return v, ok
}

// another gives each message that a case sends a Message-ID of its own: a server may
// take two with the same one for duplicates and drop one.
func (s *session) another(message string) string {
	s.messages++
	if s.messages == 1 {
		return message
	}
	field := "Message-ID: <" + s.vars["id"]
	return strings.Replace(message, field, field+"."+strconv.Itoa(s.messages), 1)
}

// expand replaces the variables of a text, and reports whether a credential was
// among them. The result is redacted from then on.
func (s *session) expand(t scenarios.Template) (text []byte, secret bool, err error) {
	password, user := false, false
	lookup := func(name string) (string, bool) {
		password = password || name == "password" || name == "token" || s.secret[name]
		user = user || name == "user"
		return s.lookup(name)
	}
	text, err = t.ExpandWith(lookup, func(value string) string {
		// The user is a secret only in base64, inside an AUTH exchange.
		if password || user && value != s.vars["user"] {
			s.redactor.learn(value)
			secret = true
		}
		password, user = false, false
		return value
	})
	if err != nil {
		return nil, false, undetermined(err.Error())
	}
	return text, secret, nil
}

// duration adds up a duration; without one it is the default.
func (s *session) duration(d *scenarios.Duration, otherwise time.Duration) (time.Duration, error) {
	if d == nil {
		return otherwise, nil
	}
	v, err := d.Value(func(name string) (time.Duration, bool) {
		return s.Target.IdleTimeout, name == "idle_timeout" && s.Target.IdleTimeout > 0
	})
	if err != nil {
		return 0, undetermined(err.Error())
	}
	return v, nil
}
