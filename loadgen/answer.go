package loadgen

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
	case s.idle: // nobody asked
		return s.fail(CauseUnexpected)
	case s.stage == stageAbort && code == serviceClosing:
		return s.fail(CauseClosed)
	case s.stage == stageAbort:
		return s.another(now, out)
	}
	t := &s.groups()[s.group]
	if s.at == len(t.awaits) {
		return s.fail(CauseUnexpected) // a reply too many
	}
	a := &t.awaits[s.at]
	s.at++
	wanted := a.want.has(code)
	if a.role == roleContent && s.p.LMTP {
		return s.perRecipient(t, a, code, wanted, now, out)
	}
	if wanted {
		s.record(a.role.phase(), now-s.since)
	}
	switch {
	case s.stage == stageOpening && !wanted:
		return s.fail(CauseOpening)
	case s.stage == stageTransaction:
		if action := s.judge(a, code, wanted); action != Read {
			return action
		}
	}
	switch {
	case s.at < len(t.awaits):
		return Read
	case s.stage != stageTransaction:
		return s.advance(now, out)
	case a.role == roleContent:
		return s.content(t, wanted, now, out)
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
		m.open = wanted
		s.tainted = s.tainted && !wanted
	case roleRcpt:
		m.asked++
		if wanted {
			m.taken++
		} else if m.open && s.counted {
			s.tally.refused()
		}
	case roleData:
		m.barred = !wanted
	}
	return Read
}

// hopeless tells whether nobody can get the message any more.
func (m *message) hopeless() bool {
	return !m.open || m.barred || m.asked == m.form.recipients && m.taken == 0
}

// content ends the message at the reply to its content. One that was taken
// although its MAIL or every RCPT was refused makes no sense.
func (s *Session) content(t *group, wanted bool, now int64, out *Output) Action {
	m := &s.cur
	switch {
	case wanted && m.open && m.taken > 0:
		s.record(PhaseTransaction, now-m.start)
		s.end(Accepted, "")
	case wanted:
		s.tainted = false
		s.end(Failed, CauseUnexpected)
	default:
		s.end(Rejected, "")
		if m.open && len(t.awaits) > 1 { // BDAT: the transaction may stay open when it fails
			s.tainted = true
		}
	}
	return s.another(now, out)
}

// perRecipient takes one of the replies to the content in LMTP, of which there
// is one for each recipient that was accepted, and one when none was (RFC 2033
// §4.2). The server has taken the message when one of them says so.
func (s *Session) perRecipient(t *group, a *await, code int, wanted bool, now int64, out *Output) Action {
	m := &s.cur
	if code == serviceClosing && m.kept > 0 {
		s.record(PhaseTransaction, now-m.start)
		s.end(Accepted, "")
		s.drop(CauseClosed)
		return Close
	}
	if action := s.judge(a, code, wanted); action != Read {
		return action
	}
	m.heard++
	if wanted {
		m.kept++
	} else if m.taken > 0 && s.counted {
		s.tally.refused()
	}
	if m.heard < m.taken {
		s.at-- // another is awaited
		return Read
	}
	if m.kept > 0 {
		s.record(PhaseContent, now-s.since)
	}
	return s.content(t, m.kept > 0, now, out)
}

// abort gives up a message that nobody will get. After 354 a lone dot is the
// way out (RFC 2920 §3.1).
func (s *Session) abort(inData bool, now int64, out *Output) Action {
	if inData && s.p.LMTP { // nobody would answer the dot (RFC 2033 §4.2)
		return s.fail(CauseUnexpected)
	}
	s.end(Rejected, "")
	switch {
	case inData:
		return s.clear(&loneDot, now, out)
	case s.cur.open:
		return s.clear(&reset, now, out)
	default:
		return s.another(now, out)
	}
}

// clear ends a transaction; whatever is answered, the next may begin.
func (s *Session) clear(way *template, now int64, out *Output) Action {
	s.stage = stageAbort
	s.since = now
	out.add(way, 0)
	return Read
}

func (s *Session) record(p Phase, ns int64) {
	if s.counted && p < phases {
		s.tally.phase(p, ns)
	}
}
