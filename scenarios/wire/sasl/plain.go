package sasl

// plain is PLAIN (RFC 4616): one message.
type plain struct {
	unproved
	message string
}

func newPlain(c *Config) (Client, error) {
	user := c.User
	if c.Forge == ForgeName {
		user = withSoftHyphen(user)
	}
	return &plain{message: "\x00" + user + "\x00" + c.Password}, nil
}

func (p *plain) Respond([]byte) ([]byte, error) { return []byte(p.message), nil }
