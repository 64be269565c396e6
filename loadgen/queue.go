package loadgen

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

// at is the i-th message from the oldest, counting from 0. There is one.
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
