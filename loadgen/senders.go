package loadgen

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// MaxSenders is the most senders that messages can come from.
const MaxSenders = 1_000_000

// numbered is the form of the senders where only their number was given.
const numbered = "load{n}@" + scenarios.ClientName

// senders is the reverse-paths that messages take in turn.
type senders struct {
	before, after string // the number
	n             uint64 // 0: one address, which is before
	width         int    // digits of the number
}

// newSenders reads an address in which {n} is a number from 1 to n. Every number
// has as many digits, so that no message is longer than another for it.
func newSenders(address string, n int) (*senders, error) {
	switch {
	case address == "" && n == 0:
		return &senders{before: scenarios.DefaultSender}, nil
	case address == "":
		address = numbered
	}
	before, after, found := strings.Cut(address, "{n}")
	switch {
	case n < 0 || n > MaxSenders:
		return nil, fmt.Errorf("--senders: want 1 to %d", MaxSenders)
	case found && n == 0:
		return nil, fmt.Errorf("--from %s: {n} is the number of a sender; say with --senders how many there are", address)
	case n > 0 && (!found || strings.Contains(after, "{n}")):
		return nil, fmt.Errorf("--from %s: %d senders need {n} once, as in %s", address, n, numbered)
	}
	s := &senders{before: before, after: after, n: uint64(n), width: len(strconv.Itoa(n))}
	if _, _, err := wire.ParseMail("FROM:<"+s.first()+">", wire.PathOptions{UTF8: true}); err != nil {
		var syntax *wire.SyntaxError
		p := &scenarios.Problem{Pos: scenarios.Pos{File: "--from", Line: 1, Col: 1}, Message: "this is no mailbox: " + err.Error(), Source: address, Hint: "write one such as " + scenarios.DefaultSender}
		if errors.As(err, &syntax) {
			p.Message = "this is no mailbox: " + syntax.Msg
			if at := syntax.Offset - len("FROM:<"); at <= len(before) {
				p.Pos.Col = 1 + len([]rune(before[:max(at, 0)]))
			} else {
				p.Pos.Col = 1 + len([]rune(address)) - len([]rune(after[min(max(0, at-len(before)-s.width), len(after)):]))
			}
		}
		return nil, scenarios.Problems{p}
	}
	return s, nil
}

func (s *senders) several() bool { return s != nil && s.n > 0 }

// first is the address that stands for all when an exchange is compiled.
func (s *senders) first() string {
	if s.n == 0 {
		return s.before
	}
	return s.before + strings.Repeat("0", s.width) + s.after
}

// number is that of the sender of a message.
func (s *senders) number(message uint64) uint64 { return message%s.n + 1 }
