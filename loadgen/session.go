package loadgen

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
	// Close ends the connection; all that is to be said is said.
	Close
)

// message is one on its way.
type message struct {
	ticket Ticket
	form   *variant
	start  int64 // from where its latency counts
	sent   int64 // of its first write
	open   bool  // MAIL was accepted
	barred bool  // DATA was not
	asked  int   // recipients that were answered
	taken  int   // and accepted
	heard  int   // replies to the content, of which LMTP has one for each taken
	kept   int   // and positive
}

// stage is the part of the program that a session is in.
type stage uint8

const (
	stageOpening stage = iota
	stageTransaction
	stageAbort // a lone dot or RSET, because the transaction failed
	stageEnding
	stageDone
)

// Session drives one connection through a program. It takes octets and returns
// octets; times are nanoseconds of the run. It must not be used by two
// goroutines at once. Once an action was Close, nothing more may be called.
type Session struct {
	p      *Program
	parser wire.ReplyParser
	supply supply
	tally  tally
	budget int // messages that this session may still begin

	stage stage
	group int
	at    int   // of the reply awaited in group
	since int64 // of the write that is being answered
	heard int64 // when a reply was whole last

	busy    bool // cur is under way, or waits for the session to open
	cur     message
	behind  queue // what is on the wire behind cur: at most its first group
	depth   int   // messages under way at once, see Options.Depth
	tainted bool  // a transaction may be open that the next MAIL does not begin
	idle    bool
	opened  bool // the opening was played to its end
	proof   *proof
	counted bool // what is seen now is counted; not so during the warm-up
}

// maxReply bounds a reply, in octets: a peer that talks without end is cut off.
const maxReply = 64 << 10

// newSession makes a session that may send budget messages, depth at once. A first ticket is
// the message for whose sake the connection is opened; counted tells whether
// the opening is.
func newSession(p *Program, s supply, t tally, budget, depth int, first *Ticket, counted bool) Session {
	n := Session{p: p, supply: s, tally: t, budget: budget, depth: depth, counted: counted}
	n.parser.MaxBytes = maxReply
	if first != nil {
		n.busy, n.cur = true, message{ticket: *first, form: p.variant(first.Number)}
		t.begin()
	}
	return n
}

// Connected begins the session: the connection is there, and with implicit TLS
// secured.
func (s *Session) Connected(now int64, out *Output) Action {
	s.since = now
	return s.begin(now, out)
}

// Secured goes on behind a handshake.
func (s *Session) Secured(now int64, out *Output) Action {
	s.parser = wire.ReplyParser{MaxBytes: maxReply} // nothing said in clear counts (RFC 3207 §4.2)
	return s.advance(now, out)
}

// Feed takes octets of the peer. The output has to be empty: what a session
// writes goes out only when nothing else is left to be answered, so that a reply
// behind it in the same octets answers nothing.
func (s *Session) Feed(b []byte, now int64, out *Output) Action {
	s.parser.Feed(b)
	for {
		code, raw, ok := s.parser.Skip()
		if !ok {
			break
		}
		s.heard = now
		if s.counted {
			s.tally.reply(code, raw)
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

// Written says that what the session put out at one time was written at another:
// what is awaited since then counts from there. An intended start stays.
func (s *Session) Written(at, now int64) {
	if s.since == at {
		s.since = now
	}
	s.cur.written(at, now)
	for i := s.behind.n - 1; i >= 0 && s.behind.at(i).sent == at; i-- {
		s.behind.at(i).written(at, now)
	}
}

func (m *message) written(at, now int64) {
	if m.sent == at {
		m.sent = now
		if m.ticket.Intended < 0 {
			m.start = now
		}
	}
}

// fill sends further messages behind the one under way, up to the depth. It
// waits until half of them are answered, so that many share a write.
func (s *Session) fill(now int64, out *Output) {
	if s.depth <= 1 || s.stage != stageTransaction || s.tainted || 1+s.behind.n > s.depth/2 {
		return
	}
	for 1+s.behind.n < s.depth && s.follow(now, out) {
	}
}

// follow sends the first group of another message behind what is under way.
func (s *Session) follow(now int64, out *Output) bool {
	if s.budget <= 0 {
		return false
	}
	ticket, ok := s.supply.take(now)
	if !ok {
		return false
	}
	s.tally.begin()
	m := s.newMessage(ticket, now, false)
	s.behind.push(m, s.depth)
	out.add(&m.form.groups[0].out, ticket.Number)
	return true
}

// Offer begins a message on an idle session.
func (s *Session) Offer(t Ticket, now int64, out *Output) Action {
	s.idle = false
	s.tally.begin()
	s.launch(t, now, true)
	s.stage, s.group = stageTransaction, 0
	return s.begin(now, out)
}

// Opened tells whether the opening was played to its end.
func (s *Session) Opened() bool { return s.opened }

// Heard is when the last reply was whole: a peer that sends octets but no reply
// is as good as silent. It is 0 before the first.
func (s *Session) Heard() int64 { return s.heard }

// Working tells whether a message is under way.
func (s *Session) Working() bool { return s.busy }

// Ending tells whether nothing but QUIT is left to be answered.
func (s *Session) Ending() bool { return s.stage >= stageEnding }

// Quit ends an idle session.
func (s *Session) Quit(now int64, out *Output) Action {
	s.idle = false
	s.stage, s.group = stageEnding, 0
	return s.begin(now, out)
}

// Lost ends the session because the connection did, or its time is up. What was
// under way has failed.
func (s *Session) Lost(cause Cause) {
	if s.stage == stageDone {
		return
	}
	if !s.busy && s.stage != stageEnding && s.counted {
		s.tally.lost(cause)
	}
	s.drop(cause)
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
	for s.behind.n > 0 {
		s.cur, s.group = s.behind.pop(), 0
		s.end(Failed, cause)
	}
	s.stage = stageDone
}

// launch takes a message under way; free tells whether the connection waited
// for it.
func (s *Session) launch(t Ticket, now int64, free bool) {
	s.cur, s.busy, s.counted = s.newMessage(t, now, free), true, t.Counted
}

func (s *Session) newMessage(t Ticket, now int64, free bool) message {
	s.budget--
	m := message{ticket: t, form: s.p.variant(t.Number), start: now, sent: now}
	if t.Intended >= 0 {
		m.start = t.Intended
		if t.Counted {
			s.tally.started(now-t.Intended, free)
		}
	}
	return m
}

// end counts the message under way.
func (s *Session) end(o Outcome, cause Cause) {
	s.busy = false
	s.tally.finish(o, cause, s.cur.form.size, s.cur.ticket)
	s.tally.settle(s.cur.ticket.Number, s.fate(o), s.copies(o))
}

// groups are those of the stage.
func (s *Session) groups() []group {
	switch s.stage {
	case stageOpening:
		return s.p.opening
	case stageTransaction:
		return s.cur.form.groups
	default:
		return s.p.ending
	}
}

// begin writes the group and waits for its replies.
func (s *Session) begin(now int64, out *Output) Action {
	s.at = 0
	groups := s.groups()
	t := &groups[s.group]
	if t.tls {
		return Handshake
	}
	if t.out.size() > 0 || t.scram {
		if !t.follows {
			s.since = now
		}
		out.add(&t.out, s.cur.ticket.Number)
	}
	if t.scram && !s.prove(out) {
		return s.fail(CauseOpening)
	}
	if s.p.joined && s.stage == stageTransaction && s.group == len(groups)-1 {
		s.follow(now, out)
	}
	return Read
}

// prove writes the next answer of a SCRAM exchange.
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

// advance goes on when every reply of the group was there.
func (s *Session) advance(now int64, out *Output) Action {
	if s.stage == stageEnding {
		s.stage = stageDone
		return Close
	}
	s.group++
	if s.group < len(s.groups()) {
		return s.begin(now, out)
	}
	s.opened = true
	if s.busy { // the message that the connection is for
		s.launch(s.cur.ticket, now, false)
		s.stage, s.group = stageTransaction, 0
		return s.begin(now, out)
	}
	return s.another(now, out)
}

// another begins the next message, or ends the session.
func (s *Session) another(now int64, out *Output) Action {
	s.stage, s.group, s.at = stageTransaction, 0, 0
	switch {
	case s.behind.n > 0: // its first group is on the wire already
		s.cur, s.busy = s.behind.pop(), true
		s.since, s.counted = s.cur.sent, s.cur.ticket.Counted
		return Read
	case s.tainted:
		s.tainted = false
		return s.clear(&reset, now, out)
	case s.budget <= 0:
		return s.Quit(now, out)
	}
	if t, ok := s.supply.take(now); ok {
		s.tally.begin()
		s.launch(t, now, false)
		return s.begin(now, out)
	}
	s.idle = true
	return Idle
}
