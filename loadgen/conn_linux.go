package loadgen

import (
	"errors"
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/scenarios/epoll"
)

// conn is one connection of a loop.
type conn struct {
	session  exchange.Session
	fd       int
	dialing  bool
	idle     bool
	failures uint8    // in a row to open it
	tried    bool     // its first dial has an outcome
	read     bool     // its output waits in the batch
	began    int64    // when it was dialed
	progress int64    // when a reply last came, or octets last went
	retryAt  int64    // when it may be dialed again
	rest     [][]byte // what the socket has not yet taken
}

// dial opens the connection of an empty slot. It returns false when there is no message to
// open it for.
func (l *loop) dial(slot int32, now int64) bool {
	c := &l.conns[slot]
	counted := l.Counts(now)
	var first *exchange.Ticket
	if l.paced == nil {
		t, ok := l.supply.Take(now)
		if !ok {
			return false
		}
		first, counted = &t, t.Counted
	} else if l.supply.Exhausted(now) {
		return false
	}
	l.empty = l.empty[1:]
	c.session = exchange.NewSession(l.Program, l.supply, l.rec, l.budget(), l.Depth, first, counted)
	c.began, c.progress, c.dialing = now, now, true
	l.dialing++
	l.alive++
	fd, err := unix.Socket(l.family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if c.fd = fd; err != nil {
		c.fd = -1
		l.lose(slot, causeOf(err), now)
		return true
	}
	if err = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err == nil {
		err = l.sources.bind(fd)
	}
	if err == nil {
		err = unix.Connect(fd, l.address)
	}
	if err != nil && !errors.Is(err, unix.EINPROGRESS) {
		l.lose(slot, causeOf(err), now)
		return true
	}
	if err := l.poller.Add(fd, slot, epoll.Interest); err != nil {
		l.lose(slot, exchange.CauseConnect, now)
	}
	return true
}

// handle takes one event. The lock of the recorder is held.
func (l *loop) handle(e epoll.Event) {
	c := &l.conns[e.Fd]
	if c.read {
		l.release()
	}
	if c.fd != int(e.Pad) {
		return // closed by an earlier event of the same batch
	}
	if c.dialing {
		l.connected(e.Fd)
	} else if len(c.rest) > 0 && e.Events&unix.EPOLLOUT != 0 {
		now := l.now()
		l.rec.At(now)
		l.flush(e.Fd, now)
	}
	if c.fd >= 0 && e.Events&^unix.EPOLLOUT != 0 {
		l.readable(e)
	}
}

// connected handles the outcome of a dial.
func (l *loop) connected(slot int32) {
	c := &l.conns[slot]
	now := l.now()
	l.rec.At(now)
	code, err := unix.GetsockoptInt(c.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = syscall.Errno(code)
	}
	if err != nil {
		l.lose(slot, causeOf(os.NewSyscallError("connect", err)), now)
		return
	}
	c.dialing = false
	l.dialing--
	c.progress = now
	l.rec.Connected()
	c.session.Record(exchange.PhaseConnect, now-c.began)
	l.out.Reset()
	l.perform(slot, &l.out, c.session.Connected(now, &l.out), now)
}

// readable reads a connection once. The output of its session goes into the batch.
func (l *loop) readable(e epoll.Event) {
	c := &l.conns[e.Fd]
	if l.batch.full() {
		l.release()
	}
	n, errno := epoll.Receive(c.fd, l.buf)
	if errno == unix.EAGAIN {
		return
	}
	now := l.now()
	l.rec.At(now)
	switch {
	case errno == unix.EINTR:
		l.again = append(l.again, e)
		return
	case errno != 0:
		l.lose(e.Fd, causeOf(errno), now)
		return
	case n == 0:
		l.lose(e.Fd, exchange.CauseClosed, now)
		return
	case n == len(l.buf) || epoll.Ended(e): // more, or the end, follows
		l.again = append(l.again, e)
	}
	l.rec.Read()
	r := l.batch.next(e.Fd, now)
	r.action = c.session.Feed(l.buf[:n], now, &r.out)
	c.progress = max(c.progress, c.session.LastReply())
	if r.action != exchange.Read || r.out.Len() > 0 {
		c.read = true
		l.batch.keep()
	}
}

// release writes what the batch holds.
func (l *loop) release() {
	for _, r := range l.batch.take() {
		now := l.now()
		l.rec.At(now)
		c := &l.conns[r.slot]
		c.read = false
		c.session.Written(r.at, now)
		l.perform(r.slot, &r.out, r.action, now)
	}
}

// perform writes the output of a session and does what else it wants.
func (l *loop) perform(slot int32, out *exchange.Output, action exchange.Action, now int64) {
	c := &l.conns[slot]
	if out.Len() > 0 {
		if len(c.rest) > 0 { // after what still waits
			c.rest = out.Keep(c.rest, 0)
		} else if !l.send(slot, out, now) {
			return
		}
	}
	switch action {
	case exchange.Close:
		l.drop(slot, now)
	case exchange.Idle:
		if !c.tried {
			c.tried = true
			l.tried(now)
		}
		c.idle = true
		l.idle = append(l.idle, slot)
	case exchange.Handshake: // such a program has the other transport
		l.lose(slot, exchange.CauseTLS, now)
	case exchange.Read:
	}
}

// send writes the output, and keeps what the socket does not take.
func (l *loop) send(slot int32, out *exchange.Output, now int64) bool {
	c := &l.conns[slot]
	sent, err := epoll.SendAll(c.fd, out.Chunks())
	if err != nil {
		l.lose(slot, causeOf(err), now)
		return false
	}
	if sent > 0 {
		c.progress = now
	}
	if sent < out.Len() {
		c.rest = out.Keep(c.rest, sent)
	}
	return true
}

// flush writes what the socket had not taken.
func (l *loop) flush(slot int32, now int64) {
	c := &l.conns[slot]
	sent, err := epoll.SendAll(c.fd, c.rest)
	if err != nil {
		l.lose(slot, causeOf(err), now)
		return
	}
	if sent > 0 {
		c.progress = now
	}
	for len(c.rest) > 0 && sent >= len(c.rest[0]) {
		sent -= len(c.rest[0])
		c.rest = c.rest[1:]
	}
	if len(c.rest) > 0 {
		c.rest[0] = c.rest[0][sent:]
		return
	}
	c.rest = nil
}

// lose ends a connection that failed.
func (l *loop) lose(slot int32, cause exchange.Cause, now int64) {
	l.conns[slot].session.Lost(cause)
	l.drop(slot, now)
}

// drop closes a connection and empties its slot.
func (l *loop) drop(slot int32, now int64) {
	c := &l.conns[slot]
	if c.fd >= 0 {
		_ = unix.Close(c.fd) // of no consequence: nothing more is said
	}
	if c.dialing {
		l.dialing--
	} else {
		l.rec.Disconnected()
	}
	l.alive--
	if !c.tried {
		c.tried = true
		l.tried(now)
	}
	if c.idle {
		l.idle = slices.DeleteFunc(l.idle, func(s int32) bool { return s == slot })
	}
	c.fd, c.dialing, c.idle, c.rest = -1, false, false, nil
	if c.session.Opened() {
		c.failures = 0
		l.empty = append(l.empty, slot)
		return
	}
	c.retryAt = now + int64(min(firstBackoff<<min(c.failures, 10), l.timing.maxBackoff))
	c.failures = min(c.failures+1, 100)
	l.later = append(l.later, slot)
}
