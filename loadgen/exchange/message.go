package exchange

// message is one that is under way, and what the server has said to it.
type message struct {
	ticket Ticket
	form   *variant
	start  int64 // from where its latency counts
	sent   int64 // of its first write

	mailAccepted bool
	dataRefused  bool
	rcptReplies  int
	rcptAccepted int
	// contentReplies are the replies to the content, of which LMTP has one for each accepted
	// recipient, and contentAccepted the positive ones.
	contentReplies, contentAccepted int
}

// newMessage begins a message; free says whether the connection waited for it.
func (s *Session) newMessage(t Ticket, now int64, free bool) message {
	s.budget--
	m := message{ticket: t, form: s.p.variant(t.Number), start: now, sent: now}
	if t.Intended >= 0 {
		m.start = t.Intended
		if t.Counted {
			s.tally.Started(now-t.Intended, free)
		}
	}
	return m
}

// written corrects the time of the first write.
func (m *message) written(at, now int64) {
	if m.sent == at {
		m.sent = now
		if m.ticket.Intended < 0 {
			m.start = now
		}
	}
}

// hopeless reports whether nobody can get the message any more.
func (m *message) hopeless() bool {
	return !m.mailAccepted || m.dataRefused || m.rcptReplies == m.form.recipients && m.rcptAccepted == 0
}

// end tells the tally what became of the message under way.
func (s *Session) end(o Outcome, cause Cause) {
	s.busy = false
	m := &s.cur
	copies := m.rcptAccepted
	if s.p.LMTP && o == Accepted { // the content was answered for each recipient
		copies = m.contentAccepted
	}
	s.tally.Finish(Finished{
		Ticket: m.ticket, Outcome: o, Cause: cause, Octets: m.form.size, Copies: copies,
		Complete: s.state == stateTransaction && s.group == len(m.form.groups)-1,
	})
}
