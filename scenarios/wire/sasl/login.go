package sasl

import "errors"

// login is LOGIN (expired draft-murchison-sasl-login): user, then password.
type login struct {
	unproved
	answers []string
}

func newLogin(c *Config) (Client, error) {
	return &login{answers: []string{c.User, c.Password}}, nil
}

func (l *login) Respond([]byte) ([]byte, error) {
	if len(l.answers) == 0 {
		return nil, errors.New("LOGIN: challenge after the user and the password")
	}
	next := l.answers[0]
	l.answers = l.answers[1:]
	return []byte(next), nil
}
