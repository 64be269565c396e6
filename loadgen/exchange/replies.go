package exchange

// serviceClosing is the reply of a server that is about to close (RFC 5321 §3.8).
const serviceClosing = 421

var (
	loneDot = template{head: []byte(".\r\n")}
	reset   = template{head: []byte("RSET\r\n")}
)

// answer takes one reply.
func (s *Session) answer(code int, now int64, out *Output) Action {
	switch {
	case code == 0:
		return s.fail(CauseMalformed)
	case s.idle && code == serviceClosing:
		return s.fail(CauseClosed)
	case s.idle: // no command was sent
		return s.fail(CauseUnexpected)
	case s.state == stateAbort && code == serviceClosing:
		return s.fail(CauseClosed)
	case s.state == stateAbort:
		return s.next(now, out)
	}
	g := &s.groups()[s.group]
	if s.await == len(g.awaits) {
		return s.fail(CauseUnexpected) // a reply too many
	}
	a := &g.awaits[s.await]
	wanted := a.want.has(code)
	if a.role == roleContent && s.p.LMTP {
		return s.answerRecipient(g, a, code, wanted, now, out)
	}
	s.await++
	if wanted {
		s.Record(a.role.phase(), now-s.since)
	}
	switch {
	case s.state == stateOpening && !wanted:
		return s.fail(CauseOpening)
	case s.state == stateTransaction:
		if action := s.judge(a, code, wanted); action != Read {
			return action
		}
	}
	switch {
	case s.await < len(g.awaits):
		return Read
	case s.state != stateTransaction:
		return s.advance(now, out)
	case a.role == roleContent:
		return s.content(g, wanted, now, out)
	case s.cur.hopeless():
		return s.abort(a.role == roleData && wanted, now, out)
	default:
		return s.advance(now, out)
	}
}

// judge notes what a reply means for the message.
func (s *Session) judge(a *await, code int, wanted bool) Action {
	m := &s.cur
	switch {
	case wanted:
	case code == serviceClosing:
		s.end(Rejected, "")
		s.drop(CauseClosed)
		return Close
	case code < 400 || code > 599:
		return s.fail(CauseUnexpected)
	}
	switch a.role {
	case roleMail:
		m.mailAccepted = wanted
		s.tainted = s.tainted && !wanted
	case roleRcpt:
		m.rcptReplies++
		if wanted {
			m.rcptAccepted++
		} else if m.mailAccepted && s.counted {
			s.tally.RecipientRefused()
		}
	case roleData:
		m.dataRefused = !wanted
	}
	return Read
}

// content ends the message at the reply to its content. A message that was taken although
// its MAIL or every RCPT was refused is a failure.
func (s *Session) content(g *group, wanted bool, now int64, out *Output) Action {
	m := &s.cur
	switch {
	case wanted && m.mailAccepted && m.rcptAccepted > 0:
		s.accepted(now)
	case wanted:
		s.tainted = false
		s.end(Failed, CauseUnexpected)
	default:
		s.end(Rejected, "")
		if m.mailAccepted && len(g.awaits) > 1 { // BDAT: the transaction may stay open when it fails
			s.tainted = true
		}
	}
	return s.next(now, out)
}

// accepted ends the message that the server has taken.
func (s *Session) accepted(now int64) {
	s.Record(PhaseTransaction, now-s.cur.start)
	s.end(Accepted, "")
}

// answerRecipient takes one of the replies to the content in LMTP, of which there is one
// for each recipient that was accepted, and one when none was (RFC 2033 §4.2). The content
// is awaited until all have come. The server has taken the message when one of them is
// positive.
func (s *Session) answerRecipient(g *group, a *await, code int, wanted bool, now int64, out *Output) Action {
	m := &s.cur
	if code == serviceClosing && m.contentAccepted > 0 {
		s.accepted(now)
		s.drop(CauseClosed)
		return Close
	}
	if action := s.judge(a, code, wanted); action != Read {
		return action
	}
	m.contentReplies++
	if wanted {
		m.contentAccepted++
	} else if m.rcptAccepted > 0 && s.counted {
		s.tally.RecipientRefused()
	}
	if m.contentReplies < m.rcptAccepted {
		return Read
	}
	if m.contentAccepted > 0 {
		s.Record(PhaseContent, now-s.since)
	}
	return s.content(g, m.contentAccepted > 0, now, out)
}

// abort gives up a message that nobody will get. After 354 a lone dot is the way out (RFC
// 2920 §3.1).
func (s *Session) abort(inData bool, now int64, out *Output) Action {
	if inData && s.p.LMTP { // nobody would answer the dot (RFC 2033 §4.2)
		return s.fail(CauseUnexpected)
	}
	s.end(Rejected, "")
	switch {
	case inData:
		return s.clear(&loneDot, now, out)
	case s.cur.mailAccepted:
		return s.clear(&reset, now, out)
	default:
		return s.next(now, out)
	}
}

// clear ends a transaction; whatever the reply is, the next may begin.
func (s *Session) clear(way *template, now int64, out *Output) Action {
	s.state = stateAbort
	s.since = now
	out.add(way, 0)
	return Read
}
