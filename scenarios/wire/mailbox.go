package wire

import (
	"errors"
	"strings"
)

// Mailbox is Local-part "@" ( Domain / address-literal ), RFC 5321 section
// 4.1.2.
type Mailbox struct {
	// Local is the local-part with quotes and quoted-pairs removed, so that
	// two spellings of one mailbox have the same Local.
	Local string
	// RawLocal is the local-part as it was written.
	RawLocal string
	// Domain is the domain as it was written, or an address literal with its
	// brackets. It is empty for <Postmaster> alone.
	Domain string
	// Quoted reports whether the local-part is a Quoted-string.
	Quoted bool
	// Literal reports whether Domain is an address literal.
	Literal bool
}

// LongLocal reports whether the local-part as written has more than 64 octets,
// the least that a server must take (RFC 5321 section 4.5.3.1.1).
func (m Mailbox) LongLocal() bool { return len(m.RawLocal) > MaxLocalPart }

// String returns the mailbox as it was written.
func (m Mailbox) String() string {
	if m.Domain == "" {
		return m.RawLocal
	}
	return m.RawLocal + "@" + m.Domain
}

// ParseMailbox reads a mailbox without angle brackets; nothing may be
// around it. With utf8ok the UTF-8 of RFC 6531 section 3.3 is allowed. The
// length of the local-part is not limited. The error is a *SyntaxError.
func ParseMailbox(s string, utf8ok bool) (Mailbox, error) {
	c := cursor{s: s, utf8: utf8ok}
	var m Mailbox
	if err := c.mailbox(&m); err != nil {
		return Mailbox{}, err
	}
	if c.at < len(s) {
		return Mailbox{}, syntaxf(c.at, "%s cannot follow a mailbox", Visible([]byte{s[c.at]}))
	}
	return m, nil
}

// cursor walks over the arguments of a command.
type cursor struct {
	s    string
	at   int
	utf8 bool
}

// next returns the octet under the cursor, or 0 at the end. A NUL is never
// accepted by the grammar, so that the two need not be distinguished.
func (c *cursor) next() byte {
	if c.at < len(c.s) {
		return c.s[c.at]
	}
	return 0
}

// unexpected is the error for the octet under the cursor.
func (c *cursor) unexpected(want string) *SyntaxError {
	if c.at >= len(c.s) {
		return syntaxf(c.at, "%s is missing", want)
	}
	return syntaxf(c.at, "%s where %s is expected", Visible([]byte{c.s[c.at]}), want)
}

// nonASCII is the size of the UTF8-non-ascii under the cursor, 0 when there is
// none or it is not allowed.
func (c *cursor) nonASCII() int {
	if !c.utf8 || c.next() < 0x80 {
		return 0
	}
	return utf8NonASCII(c.s[c.at:])
}

func (c *cursor) mailbox(m *Mailbox) (err *SyntaxError) {
	if err := c.localPart(m); err != nil {
		return err
	}
	if c.next() != '@' {
		return c.unexpected("@")
	}
	c.at++
	m.Domain, m.Literal, err = c.domain()
	return err
}

// localPart reads Local-part = Dot-string / Quoted-string.
func (c *cursor) localPart(m *Mailbox) *SyntaxError {
	start := c.at
	var err *SyntaxError
	if c.next() == '"' {
		m.Quoted = true
		m.Local, err = c.quotedString()
	} else {
		err = c.dotString()
		m.Local = c.s[start:c.at]
	}
	m.RawLocal = c.s[start:c.at]
	return err
}

// dotString reads Dot-string = Atom *( "." Atom ).
func (c *cursor) dotString() *SyntaxError {
	for {
		start := c.at
		for {
			for c.at < len(c.s) && isAtext(c.s[c.at]) {
				c.at++
			}
			n := c.nonASCII()
			if n == 0 {
				break
			}
			c.at += n
		}
		if c.at == start {
			return c.unexpected("an atom of the local-part")
		}
		if c.next() != '.' {
			return nil
		}
		c.at++
	}
}

// quotedString reads Quoted-string = DQUOTE *QcontentSMTP DQUOTE and returns
// its meaning.
func (c *cursor) quotedString() (string, *SyntaxError) {
	c.at++
	var text strings.Builder
	for {
		b := c.next()
		switch {
		case b == '"':
			c.at++
			return text.String(), nil
		case b == '\\':
			c.at++
			if q := c.next(); q < ' ' || q > '~' {
				return "", c.unexpected("a printable octet after \\\\")
			}
			text.WriteByte(c.next())
			c.at++
		case b >= ' ' && b <= '~':
			text.WriteByte(b)
			c.at++
		default:
			n := c.nonASCII()
			if n == 0 {
				return "", c.unexpected("the closing quote of the local-part")
			}
			text.WriteString(c.s[c.at : c.at+n])
			c.at += n
		}
	}
}

// domain reads a domain or an address literal.
func (c *cursor) domain() (name string, literal bool, err *SyntaxError) {
	start := c.at
	if c.next() == '[' {
		i := strings.IndexByte(c.s[c.at:], ']')
		if i < 0 {
			c.at = len(c.s)
			return "", true, c.unexpected("the closing bracket of the address literal")
		}
		c.at += i + 1
		name = c.s[start:c.at]
		return name, true, shift(ParseAddressLiteral(name), start)
	}
	end := start
	for end < len(c.s) && (isLetDig(c.s[end]) || c.s[end] == '-' || c.s[end] == '.' || c.s[end] >= 0x80) {
		end++
	}
	c.at = end
	name = c.s[start:end]
	if name == "" {
		return "", false, c.unexpected("a domain")
	}
	return name, false, shift(ParseDomain(name, c.utf8), start)
}

// shift moves the place of an error to the text around the part it was found
// in.
func shift(err error, by int) *SyntaxError {
	if err == nil {
		return nil
	}
	var e *SyntaxError
	if !errors.As(err, &e) {
		return nil
	}
	return &SyntaxError{Offset: e.Offset + by, Msg: e.Msg}
}
