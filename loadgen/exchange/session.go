package exchange

import "github.com/smtpspec/smtpspec/scenarios/wire"

// Action says what a session wants of its transport, beside writing.
type Action uint8

// The actions.
const (
	// Read waits for the peer.
	Read Action = iota
	// Handshake begins TLS, then calls Secured.
	Handshake
	// Idle has nothing to send: Offer gives the next message.
	Idle
	// Close ends the connection: the exchange is over.
	Close
)

// state is the part of the program that a session is in.
type state uint8

const (
	stateOpening state = iota
	stateTransaction
	stateAbort // a lone dot or RSET, because the transaction failed
	stateEnding
	stateDone
)

// Session drives one connection through a program. It takes octets and returns octets;
// times are nanoseconds of the run. It must not be used by two goroutines at once. After
// the action Close nothing more may be called.
type Session struct {
	p      *Program
	parser wire.ReplyParser
	supply Supply
	tally  Tally
	budget int // messages that this session may still begin
	depth  int // messages under way at once

	state     state
	group     int
	await     int   // index of the reply awaited in the group
	since     int64 // of the write that is being answered
	lastReply int64 // when a reply was complete last

	busy    bool // cur is under way, or waits for the session to open
	cur     message
	sent    queue // messages after cur of which at most the first group was sent
	tainted bool  // a transaction may be open that the next MAIL does not begin
	idle    bool
	opened  bool // the opening is over
	proof   *proof
	counted bool // what happens now is counted; not so during the warm-up
}

// maxReply bounds a reply, in octets: a peer that sends without end is cut off.
const maxReply = 64 << 10

// NewSession returns a session that may send budget messages, depth at once. A first
// ticket is the message for whose sake the connection is opened; counted says whether the
// opening is counted.
func NewSession(p *Program, s Supply, t Tally, budget, depth int, first *Ticket, counted bool) Session {
	n := Session{p: p, supply: s, tally: t, budget: budget, depth: depth, counted: counted}
	n.parser.MaxBytes = maxReply
	if first != nil {
		n.busy, n.cur = true, message{ticket: *first, form: p.variant(first.Number)}
		t.Begin()
	}
	return n
}

// Connected begins the session: the connection is open, and with implicit TLS secured.
func (s *Session) Connected(now int64, out *Output) Action {
	s.since = now
	return s.begin(now, out)
}

// Secured goes on after a handshake.
func (s *Session) Secured(now int64, out *Output) Action {
	s.parser = wire.ReplyParser{MaxBytes: maxReply} // what was said in clear does not count (RFC 3207 §4.2)
	return s.advance(now, out)
}

// Feed takes octets of the peer. The output has to be empty: what a session writes goes
// out only when all replies that came were read, so that a reply after that, in the same
// octets, is an answer to nothing.
func (s *Session) Feed(b []byte, now int64, out *Output) Action {
	s.parser.Feed(b)
	for {
		code, raw, ok := s.parser.Skip()
		if !ok {
			break
		}
		s.lastReply = now
		if s.counted {
			s.tally.Reply(code, raw)
		}
		if s.proof != nil && code == 334 {
			s.proof.hear(raw)
		}
		if len(out.chunks) > 0 && code != serviceClosing {
			return s.fail(CauseUnexpected) // it came before what it could answer was sent
		}
		if action := s.answer(code, now, out); action != Read {
			return action
		}
	}
	if s.parser.Err() != nil {
		return s.fail(CauseMalformed)
	}
	s.fill(now, out)
	return Read
}

// Offer begins a message on an idle session.
func (s *Session) Offer(t Ticket, now int64, out *Output) Action {
	s.idle = false
	s.tally.Begin()
	s.launch(t, now, true)
	s.state, s.group = stateTransaction, 0
	return s.begin(now, out)
}

// Opened reports whether the opening came to its end.
func (s *Session) Opened() bool { return s.opened }

// LastReply is when the last reply was complete: a peer that sends octets but no reply is
// as good as silent. It is 0 before the first.
func (s *Session) LastReply() int64 { return s.lastReply }

// Ending reports whether nothing but QUIT is left to be answered.
func (s *Session) Ending() bool { return s.state >= stateEnding }

// Quit ends an idle session.
func (s *Session) Quit(now int64, out *Output) Action {
	s.idle = false
	s.state, s.group = stateEnding, 0
	return s.begin(now, out)
}

// Lost ends the session because the connection did, or its time is up. What was under way
// has failed.
func (s *Session) Lost(cause Cause) {
	if s.state == stateDone {
		return
	}
	if !s.busy && s.state != stateEnding && s.counted {
		s.tally.Lost(cause)
	}
	s.drop(cause)
}

// Record records the latency of a phase that the transport measures.
func (s *Session) Record(p Phase, ns int64) {
	if s.counted && p < NumPhases {
		s.tally.Phase(p, ns)
	}
}

// fail is Lost for a cause that the session found itself.
func (s *Session) fail(cause Cause) Action {
	s.Lost(cause)
	return Close
}

// drop counts every message under way as failed.
func (s *Session) drop(cause Cause) {
	if s.busy {
		s.end(Failed, cause)
	}
	for s.sent.n > 0 {
		s.cur, s.group = s.sent.pop(), 0
		s.end(Failed, cause)
	}
	s.state = stateDone
}

// launch makes a message the one that is under way; free says whether the connection
// waited for it.
func (s *Session) launch(t Ticket, now int64, free bool) {
	s.cur, s.busy, s.counted = s.newMessage(t, now, free), true, t.Counted
}

// groups are those of the state.
func (s *Session) groups() []group {
	switch s.state {
	case stateOpening:
		return s.p.opening
	case stateTransaction:
		return s.cur.form.groups
	default:
		return s.p.ending
	}
}

// begin writes the group and waits for its replies.
func (s *Session) begin(now int64, out *Output) Action {
	s.await = 0
	groups := s.groups()
	g := &groups[s.group]
	if g.tls {
		return Handshake
	}
	if g.out.size() > 0 || g.scram {
		if !g.follows {
			s.since = now
		}
		out.add(&g.out, s.cur.ticket.Number)
	}
	if g.scram && !s.prove(out) {
		return s.fail(CauseOpening)
	}
	if s.p.joined && s.state == stateTransaction && s.group == len(groups)-1 {
		s.sendAhead(now, out)
	}
	return Read
}

// prove writes the next message of a SCRAM exchange.
func (s *Session) prove(out *Output) bool {
	if s.proof == nil {
		s.proof = &proof{client: s.p.scram.Client()}
	}
	text, ok := s.proof.answer()
	if ok {
		out.line(text)
	}
	return ok
}

// advance goes on when all replies to the group have come.
func (s *Session) advance(now int64, out *Output) Action {
	if s.state == stateEnding {
		s.state = stateDone
		return Close
	}
	s.group++
	if s.group < len(s.groups()) {
		return s.begin(now, out)
	}
	s.opened = true
	if s.busy { // the message that the connection is for
		s.launch(s.cur.ticket, now, false)
		s.state, s.group = stateTransaction, 0
		return s.begin(now, out)
	}
	return s.next(now, out)
}

// next begins the next message, or ends the session.
func (s *Session) next(now int64, out *Output) Action {
	s.state, s.group, s.await = stateTransaction, 0, 0
	switch {
	case s.sent.n > 0: // its first group was sent already
		s.cur, s.busy = s.sent.pop(), true
		s.since, s.counted = s.cur.sent, s.cur.ticket.Counted
		return Read
	case s.tainted:
		s.tainted = false
		return s.clear(&reset, now, out)
	case s.budget <= 0:
		return s.Quit(now, out)
	}
	if t, ok := s.supply.Take(now); ok {
		s.tally.Begin()
		s.launch(t, now, false)
		return s.begin(now, out)
	}
	s.idle = true
	return Idle
}
