package sasl

// bearer is OAUTHBEARER (RFC 7628): one message, and control-A in answer to
// the error result, so that the server can fail the exchange (§3.2.3).
type bearer struct {
	unproved
	message []byte
	said    bool
}

func newBearer(c *Config) (Client, error) {
	if c.Message != nil {
		return &bearer{message: c.Message}, nil
	}
	header := "n,,"
	if c.User != "" {
		header = "n,a=" + encodeName(c.User) + ","
	}
	return &bearer{message: []byte(header + "\x01auth=Bearer " + c.Token + "\x01\x01")}, nil
}

func (b *bearer) Respond([]byte) ([]byte, error) {
	if !b.said {
		b.said = true
		return b.message, nil
	}
	return []byte{1}, nil
}
