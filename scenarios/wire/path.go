package wire

// MaxLocalPart and MaxPath are the sizes in octets that a server must take at
// least, RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.3. A server may take more, so
// that the parsers accept more; see Mailbox.LongLocal and Path.Long.
const (
	MaxLocalPart = 64
	MaxPath      = 256
)

// Path is a reverse-path or a forward-path, RFC 5321 section 4.1.2.
type Path struct {
	// Null reports whether it is the null reverse-path <>.
	Null bool
	// Route holds the domains of a source route, which a server must accept
	// and should ignore (RFC 5321 section 4.1.1.3 and appendix C).
	Route []string
	// Mailbox is the mailbox; its Domain is empty for <Postmaster>.
	Mailbox Mailbox
	// Raw is the path as it was written, angle brackets included.
	Raw string
}

// Long reports whether the path has more than 256 octets, punctuation and
// separators included, the least that a server must take (RFC 5321 section
// 4.5.3.1.3).
func (p Path) Long() bool { return len(p.Raw) > MaxPath }

// PathOptions say what is allowed beyond the grammar of RFC 5321.
type PathOptions struct {
	// UTF8 allows the UTF-8 of RFC 6531 section 3.3 in mailboxes and in the
	// values of parameters.
	UTF8 bool
	// LaxSpace allows SP and HT between the colon and the path, which RFC 5321
	// section 3.3 forbids and many clients send.
	LaxSpace bool
}

// ParseMail reads the arguments of MAIL: "FROM:" in any case, a reverse-path,
// and parameters. SP and HT at the end are ignored (RFC 5321 section 4.1.1).
// The lengths of the path and of its local-part are not limited, see Path.Long
// and Mailbox.LongLocal; a domain has to satisfy ParseDomain. The error
// is a *SyntaxError with its offset in args.
func ParseMail(args string, o PathOptions) (Path, []Param, error) {
	return parsePathCommand(args, "FROM:", true, o)
}

// ParseRcpt reads the arguments of RCPT: "TO:" in any case, a forward-path or
// <Postmaster> without a domain in any case, and parameters. Otherwise it is
// like ParseMail.
func ParseRcpt(args string, o PathOptions) (Path, []Param, error) {
	return parsePathCommand(args, "TO:", false, o)
}

func parsePathCommand(args, prefix string, reverse bool, o PathOptions) (path Path, params []Param, err error) {
	args = trimSpace(args)
	if len(args) < len(prefix) || !equalFoldASCII(args[:len(prefix)], prefix) {
		return Path{}, nil, syntaxf(0, "%s is missing", prefix)
	}
	c := cursor{s: args, at: len(prefix), utf8: o.UTF8}
	if o.LaxSpace {
		for c.next() == ' ' || c.next() == '\t' {
			c.at++
		}
	}
	if err := c.path(&path, reverse); err != nil {
		return Path{}, nil, err
	}
	if c.at == len(args) {
		return path, nil, nil
	}
	if c.next() != ' ' {
		return Path{}, nil, c.unexpected("a space or the end of the command")
	}
	params, err = ParseParams(args[c.at+1:], o.UTF8)
	if err != nil {
		return Path{}, nil, shift(err, c.at+1)
	}
	return path, params, nil
}

// path reads Path = "<" [ A-d-l ":" ] Mailbox ">", and "<>" where reverse is
// set, and "<Postmaster>" where it is not.
func (c *cursor) path(p *Path, reverse bool) *SyntaxError {
	start := c.at
	if c.next() != '<' {
		return c.unexpected("<")
	}
	c.at++
	const postmaster = "postmaster>"
	rest := c.s[c.at:]
	switch {
	case reverse && c.next() == '>':
		p.Null = true
	case !reverse && len(rest) >= len(postmaster) && equalFoldASCII(rest[:len(postmaster)], postmaster):
		p.Mailbox.Local = rest[:len(postmaster)-1]
		p.Mailbox.RawLocal = p.Mailbox.Local
		c.at += len(postmaster) - 1
	default:
		route, err := c.route()
		if err != nil {
			return err
		}
		p.Route = route
		if err := c.mailbox(&p.Mailbox); err != nil {
			return err
		}
	}
	if c.next() != '>' {
		return c.unexpected(">")
	}
	c.at++
	p.Raw = c.s[start:c.at]
	return nil
}

// route reads [ At-domain *( "," At-domain ) ":" ].
func (c *cursor) route() ([]string, *SyntaxError) {
	var route []string
	if c.next() != '@' {
		return nil, nil
	}
	for {
		if c.next() != '@' {
			return nil, c.unexpected("@")
		}
		c.at++
		if c.next() == '[' {
			return nil, c.unexpected("a domain") // At-domain has no address literal
		}
		name, _, err := c.domain()
		if err != nil {
			return nil, err
		}
		route = append(route, name)
		switch c.next() {
		case ':':
			c.at++
			return route, nil
		case ',':
			c.at++
		default:
			return nil, c.unexpected(", or :")
		}
	}
}
