package loadgen

import (
	"bytes"
	"slices"
)

// addressed looks at who sends and who receives: what was asked for has to be
// what the exchange says.
func (x *compiler) addressed(transaction []piece) {
	mail := transaction[0]
	if (x.set.From != "" || x.set.Senders > 0) && !bytes.Contains(mail.octets, []byte("<"+x.from.first()+">")) {
		x.fail(mail.pos, "write MAIL FROM:<${sender}>", "a sender was asked for, and the scenario names its own")
	}
}

// variant makes the transaction one with so many recipients; 0 is as many as
// are written.
func (x *compiler) variant(recipients int) *variant {
	pieces := x.recipients(recipients)
	v := &variant{turns: x.turns(pieces), size: x.size}
	for _, p := range pieces {
		if p.role == roleRcpt {
			v.recipients++
		}
	}
	return v
}

// recipients makes n RCPT out of those that are written: the known mailboxes in
// turn, in one write or in one each, as those that are written.
func (x *compiler) recipients(n int) []piece {
	isRcpt := func(p piece) bool { return p.role == roleRcpt }
	at := slices.IndexFunc(x.transaction, isRcpt)
	before, rest := x.transaction[:at], x.transaction[at:]
	written := slices.IndexFunc(rest, func(p piece) bool { return !isRcpt(p) })
	rcpts, after := rest[:written], rest[written:]
	named := slices.ContainsFunc(rcpts, func(p piece) bool { return !slices.Contains(p.text.Names(), "mailbox") })
	if n == 0 || named && n == written && n > 1 {
		if n = written; named {
			return x.transaction
		}
	}
	if named {
		x.fail(rcpts[0].pos, "write RCPT TO:<${mailbox}>", "a number of recipients was asked for, and the scenario names its own")
		return x.transaction
	}
	alone := rcpts[0].turn != before[len(before)-1].turn && rcpts[0].turn != rest[1].turn
	out := slices.Clone(before)
	for i := range n {
		like := rcpts[0]
		if n == written {
			like = rcpts[i]
		} else if alone {
			like.turn += i
		}
		out = append(out, x.recipient(like, i))
	}
	shift := out[len(out)-1].turn - rcpts[written-1].turn
	for _, p := range after {
		p.turn += shift
		out = append(out, p)
	}
	return out
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

// turns puts pieces of one turn together.
func (x *compiler) turns(pieces []piece) []turn {
	var out []turn
	for i := 0; i < len(pieces); {
		var t turn
		var octets, tail []byte
		first := pieces[i].turn
		for ; i < len(pieces) && pieces[i].turn == first; i++ {
			if pieces[i].tls {
				t.tls = true
				continue
			}
			octets = append(octets, pieces[i].octets...)
			tail = pieces[i].tail // content ends the turn
			t.follows = t.follows || pieces[i].follows
			t.scram = t.scram || pieces[i].scram
			t.awaits = append(t.awaits, await{pieces[i].role, pieces[i].want})
		}
		t.out = newTemplate(octets, tail, marks{x.id(), x.from})
		out = append(out, t)
	}
	return out
}
