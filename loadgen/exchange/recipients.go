package exchange

import (
	"bytes"
	"slices"
)

// addressed checks that a sender that was asked for is that of the exchange.
func (x *compiler) addressed(transaction []piece) {
	mail := transaction[0]
	if (x.set.From != "" || x.set.Senders > 0) && !bytes.Contains(mail.octets, []byte("<"+x.from.First()+">")) {
		x.fail(mail.pos, "write MAIL FROM:<${sender}>", "a sender was asked for, and the scenario names its own")
	}
}

// variant makes the transaction one with so many recipients; 0 is as many as
// are written.
func (x *compiler) variant(recipients int) *variant {
	pieces := x.recipients(recipients)
	v := &variant{groups: x.groups(pieces), size: x.size}
	for _, p := range pieces {
		if p.role == roleRcpt {
			v.recipients++
		}
	}
	return v
}

// repetition says how the RCPT commands of a message come from those that are written.
type repetition uint8

const (
	asWritten  repetition = iota // each is sent once, in the groups that were written
	inOneGroup                   // the first is repeated in its group
	oneEach                      // the first is repeated, each in a group of its own
)

// repetitionOf decides how n RCPT come from those that are written, which next follows.
func repetitionOf(written []piece, next piece, n int) repetition {
	if len(written) > 1 {
		next = written[1]
	}
	switch {
	case n == len(written):
		return asWritten
	case written[0].begins && next.begins:
		return oneEach
	default:
		return inOneGroup
	}
}

// recipients makes the transaction one with n RCPT, of which each names the next of the
// known mailboxes; 0 is as many as are written.
func (x *compiler) recipients(n int) []piece {
	isRcpt := func(p piece) bool { return p.role == roleRcpt }
	ownAddress := func(p piece) bool { return !slices.Contains(p.text.Names(), "mailbox") }
	first := slices.IndexFunc(x.transaction, isRcpt)
	before, rest := x.transaction[:first], x.transaction[first:]
	end := slices.IndexFunc(rest, func(p piece) bool { return !isRcpt(p) })
	written, after := rest[:end], rest[end:]
	if slices.ContainsFunc(written, ownAddress) {
		if n != 0 && (n != len(written) || n == 1) {
			x.fail(written[0].pos, "write RCPT TO:<${mailbox}>", "a number of recipients was asked for, and the scenario names its own")
		}
		return x.transaction
	}
	if n == 0 {
		n = len(written)
	}
	out := slices.Clone(before)
	mode := repetitionOf(written, after[0], n)
	for i := range n {
		rcpt := written[0]
		switch mode {
		case asWritten:
			rcpt = written[i]
		case oneEach:
			rcpt.begins = true
		case inOneGroup:
			rcpt.begins = rcpt.begins && i == 0
		}
		out = append(out, x.recipient(rcpt, i))
	}
	return append(out, after...)
}

// recipient is RCPT with the i-th of the known mailboxes.
func (x *compiler) recipient(rcpt piece, i int) piece {
	own := x.vars["mailbox"]
	x.vars["mailbox"] = x.set.Mailboxes[i%len(x.set.Mailboxes)]
	line, err := rcpt.text.Expand(x.lookup)
	if err != nil {
		x.fail(rcpt.pos, "", "%v", err)
	}
	x.vars["mailbox"] = own
	rcpt.octets = slices.Concat(line, []byte("\r\n"))
	return rcpt
}

// groups puts pieces together that are sent in one write.
func (x *compiler) groups(pieces []piece) []group {
	var out []group
	for len(pieces) > 0 {
		end := 1 + slices.IndexFunc(pieces[1:], func(p piece) bool { return p.begins })
		if end == 0 {
			end = len(pieces)
		}
		out = append(out, x.group(pieces[:end]))
		pieces = pieces[end:]
	}
	return out
}

func (x *compiler) group(pieces []piece) group {
	var g group
	var octets, tail []byte
	for _, p := range pieces {
		if p.tls {
			g.tls = true
			continue
		}
		octets = append(octets, p.octets...)
		tail = p.tail // content ends the group
		g.follows = g.follows || p.follows
		g.scram = g.scram || p.scram
		g.awaits = append(g.awaits, await{p.role, p.want})
	}
	g.out = newTemplate(octets, tail, placeholders{x.placeholder(), x.from})
	return g
}
