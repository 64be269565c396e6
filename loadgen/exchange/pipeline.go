package exchange

// queue holds messages in order. It takes memory with the first one.
type queue struct {
	ring []message
	head int
	n    int
}

// push appends a message; atMost is how many the queue will ever hold.
func (q *queue) push(m message, atMost int) {
	if q.ring == nil {
		q.ring = make([]message, max(atMost, 1))
	}
	at := q.head + q.n
	if at >= len(q.ring) {
		at -= len(q.ring)
	}
	q.ring[at] = m
	q.n++
}

// at is the i-th message from the oldest, counted from 0. There is one.
func (q *queue) at(i int) *message {
	at := q.head + i
	if at >= len(q.ring) {
		at -= len(q.ring)
	}
	return &q.ring[at]
}

// pop takes the oldest message. There is one.
func (q *queue) pop() message {
	m := q.ring[q.head]
	q.head++
	if q.head == len(q.ring) {
		q.head = 0
	}
	q.n--
	return m
}

// fill sends further messages after the one under way, up to the depth. It waits until
// half of them are answered, so that many share a write.
func (s *Session) fill(now int64, out *Output) {
	if s.depth <= 1 || s.state != stateTransaction || s.tainted || 1+s.sent.n > s.depth/2 {
		return
	}
	for 1+s.sent.n < s.depth && s.sendAhead(now, out) {
	}
}

// sendAhead sends the first group of another message before those under way are answered.
func (s *Session) sendAhead(now int64, out *Output) bool {
	if s.budget <= 0 {
		return false
	}
	ticket, ok := s.supply.Take(now)
	if !ok {
		return false
	}
	s.tally.Begin()
	m := s.newMessage(ticket, now, false)
	s.sent.push(m, s.depth)
	out.add(&m.form.groups[0].out, ticket.Number)
	return true
}

// Written says that what the session put out at one time was written at another: what is
// awaited since then counts from there. An intended start stays.
func (s *Session) Written(at, now int64) {
	if s.since == at {
		s.since = now
	}
	s.cur.written(at, now)
	for i := s.sent.n - 1; i >= 0 && s.sent.at(i).sent == at; i-- {
		s.sent.at(i).written(at, now)
	}
}
