package mix

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// MaxSenders is the most senders that messages can come from.
const MaxSenders = 1_000_000

const (
	// numberPlace stands in an address for the number of a sender.
	numberPlace = "{n}"
	// numberedSender is the form of the senders where only their number was given.
	numberedSender = "load" + numberPlace + "@" + target.ClientName
)

// Senders is the reverse-paths that messages take in turn.
type Senders struct {
	before, after string // the number
	n             uint64 // 0: one address, which is before
	width         int    // digits of the number
}

// NewSenders reads an address in which {n} is a number from 1 to n; "" is one of ours.
// Every number has as many digits, so that no message is longer than another for it.
func NewSenders(address string, n int) (*Senders, error) {
	switch {
	case address == "" && n == 0:
		return &Senders{before: target.DefaultSender}, nil
	case address == "":
		address = numberedSender
	}
	before, after, found := strings.Cut(address, numberPlace)
	switch {
	case n < 0 || n > MaxSenders:
		return nil, fmt.Errorf("--senders: want 1 to %d", MaxSenders)
	case found && n == 0:
		return nil, fmt.Errorf("--from %s: {n} is the number of a sender; say with --senders how many there are", address)
	case n > 0 && (!found || strings.Contains(after, numberPlace)):
		return nil, fmt.Errorf("--from %s: %d senders need {n} once, as in %s", address, n, numberedSender)
	}
	s := &Senders{before: before, after: after, n: uint64(n), width: len(strconv.Itoa(n))}
	// A number as long as {n} is parsed first: an offset is the same in what was written.
	if err := checkMailbox(strings.Replace(address, numberPlace, "000", 1), address); err != nil {
		return nil, err
	}
	return s, checkMailbox(s.First(), address)
}

// checkMailbox returns an error at its place in what was written.
func checkMailbox(mailbox, written string) error {
	_, _, err := wire.ParseMail("FROM:<"+mailbox+">", wire.PathOptions{UTF8: true})
	if err == nil {
		return nil
	}
	message, column := err.Error(), 1
	var syntax *wire.SyntaxError
	if errors.As(err, &syntax) {
		message = syntax.Msg
		if at := syntax.Offset - len("FROM:<"); at > 0 {
			column += len([]rune(written[:min(at, len(written))]))
		}
	}
	return strictyaml.Problems{{
		Pos: strictyaml.Pos{File: "--from", Line: 1, Col: column}, Message: "not a mailbox: " + message, Source: written,
		Hint: "write one such as " + target.DefaultSender,
	}}
}

// Several reports whether the address differs from message to message.
func (s *Senders) Several() bool { return s != nil && s.n > 0 }

// First is the address that stands for all when an exchange is compiled.
func (s *Senders) First() string {
	if s.n == 0 {
		return s.before
	}
	return s.before + strings.Repeat("0", s.width) + s.after
}

// Offset is where in First the digits of the number are.
func (s *Senders) Offset() int { return len(s.before) }

// Put writes the number of the sender of a message over its digits.
func (s *Senders) Put(dst []byte, message uint64) {
	n := message%s.n + 1
	for i := s.width - 1; i >= 0; i-- {
		dst[i] = '0' + byte(n%10)
		n /= 10
	}
}
