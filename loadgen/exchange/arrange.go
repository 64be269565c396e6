package exchange

import (
	"bytes"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios"
)

// arrange divides the pieces into opening, transaction and ending.
func (x *compiler) arrange() {
	if x.waiting > 0 {
		x.fail(x.pieces[len(x.pieces)-x.waiting].pos, "S names it", "the reply to this is not awaited")
		return
	}
	if x.again > 0 {
		x.once()
	}
	x.secure()
	if len(x.problems) > 0 {
		return
	}
	begin := x.find(roleMail, 0)
	content := x.find(roleContent, max(begin, 0))
	if begin < 0 || content < 0 {
		x.fail(x.c.Pos, "MAIL, RCPT, and data or bdat", "scenario %s has no transaction that could be repeated", x.c.ID)
		return
	}
	if begin == 0 || !x.pieces[begin].begins {
		x.fail(x.pieces[begin].pos, "await the replies before it", "MAIL has to begin a write of its own")
		return
	}
	end := content + 1
	if next := x.find(roleMail, end); next >= 0 {
		end = x.join(begin, content, next)
	} else if end < len(x.pieces) && !x.pieces[end].begins {
		x.fail(x.pieces[end].pos, "await the reply to the content first", "only the next MAIL can be in one write with the content")
	}
	if len(x.problems) > 0 {
		return
	}
	x.check(x.pieces[begin : content+1])
	opening, transaction, ending := x.pieces[:begin], x.pieces[begin:content+1], x.pieces[end:]
	x.addressed(transaction)
	if len(x.problems) > 0 {
		return
	}
	if i := slices.IndexFunc(ending, func(p piece) bool { return p.role != roleQuit }); i >= 0 || len(ending) != 1 {
		pos := x.c.Pos
		if i >= 0 {
			pos = ending[i].pos
		}
		x.fail(pos, "", "after the transaction an exchange for load has QUIT and nothing else")
		return
	}
	x.p.opening, x.p.ending = x.groups(opening), x.groups(ending)
	x.transaction = transaction
}

func (x *compiler) find(r role, from int) int {
	i := slices.IndexFunc(x.pieces[from:], func(p piece) bool { return p.role == r })
	if i < 0 {
		return -1
	}
	return from + i
}

// join checks that a second transaction is the first one again, and that its MAIL is in
// one write with the content of the first. It returns the end of the second one.
func (x *compiler) join(begin, content, next int) (end int) {
	x.p.joined = true
	last := x.find(roleContent, next)
	oneGroup := !slices.ContainsFunc(x.pieces[begin+1:content+1], func(p piece) bool { return p.begins })
	if oneGroup || last < 0 || last-next != content-begin || next != content+1 || x.pieces[next].begins {
		x.fail(x.pieces[next].pos, "write it once, or its content and the next MAIL in one write",
			"an exchange for load has one transaction, which is repeated")
		return 0
	}
	if at := differs(x.pieces[begin:next], x.pieces[next:last+1]); at >= 0 {
		x.fail(x.pieces[next+at].pos, "", "the second transaction differs from the first here, and only one can be repeated")
		return 0
	}
	return last + 1
}

// differs is the index at which the second of two lists of the same length is not the
// first again, or -1.
func differs(first, second []piece) int {
	for i, a := range first {
		b := second[i]
		if a.role != b.role || !bytes.Equal(a.octets, b.octets) || !bytes.Equal(a.tail, b.tail) || a.want != b.want || a.tls != b.tls ||
			i > 0 && a.begins != b.begins {
			return i
		}
	}
	return -1
}

// once checks that a second session is the first one again: then the session is repeated,
// and not the transaction in it.
func (x *compiler) once() {
	first, second := x.pieces[:x.again], x.pieces[x.again:]
	n := min(len(first), len(second))
	if at := differs(first[:n], second[:n]); at >= 0 || len(first) != len(second) {
		if at < 0 {
			at = n - 1
		}
		x.fail(second[at].pos, "", "the second session differs from the first here, and only one can be repeated")
	}
	x.pieces, x.p.Single = first, true
}

// check checks the order of a transaction (RFC 5321 §3.3).
func (x *compiler) check(transaction []piece) {
	order := []role{roleMail, roleRcpt, roleData, roleContent}
	at, data, chunk := 0, false, false
	for _, p := range transaction {
		i := slices.Index(order, p.role)
		if i < at || i > at+1 && (p.role != roleContent || at != 1) {
			x.fail(p.pos, "MAIL, RCPT, DATA and data; or MAIL, RCPT and bdat", "this is not in the order of a transaction")
			return
		}
		at = i
		data = data || p.role == roleData
		chunk = chunk || p.role == roleContent && strings.HasPrefix(string(p.octets), "BDAT ")
		if p.role == roleData && p.want != codesOf(scenarios.Outcomes{"354"}) {
			x.fail(p.pos, "S: 354", "the reply to DATA has to be 354")
		}
	}
	if last := transaction[len(transaction)-1]; data && !last.begins {
		x.fail(last.pos, "await 354 first", "content comes after the reply to DATA (RFC 5321 §4.1.1.4)")
	} else if data == chunk {
		x.fail(last.pos, "", "data comes after DATA, and bdat without it")
	}
}
