package player

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// conn is one connection. A goroutine reads it, so that arrival times are those
// of the wire and a server can never block on us.
type conn struct {
	name  string
	nc    net.Conn
	limit int

	mu           sync.Mutex
	parser       *wire.ReplyParser
	arrived      []arrival         // replies not yet looked at
	end          scenarios.Outcome // fin or rst once the connection has ended
	endErr       error
	endAt        time.Time
	octets       int
	reads        int
	latest       time.Time     // when octets came last
	broken       error         // why nothing more can be read, although the connection has not ended
	changed      chan struct{} // closed and replaced at every change
	stopped      chan struct{} // closed when the reader has ended
	pausing      bool
	reversed     bool // the roles are reversed: what arrives is kept in raw
	raw          []byte
	discardInput bool // what arrives is counted and dropped: a TLS handshake has failed
	spent        bool // the player has ended it, see endSessions

	lastSent     string   // what was sent last, visible
	asked        question // what the replies to it are about
	lines        int      // all that were sent
	answers      int      // all that were looked at, the greeting among them
	utf8         bool     // SMTPUTF8 has been used
	foreign      bool     // a TLS record was sent in clear: the answer may be one too
	enhanced     bool     // ENHANCEDSTATUSCODES was offered
	writeBlocked bool     // the peer does not read
	below        *eofConn // the connection below TLS; nil in clear text
	before       int      // segments that had come before the last write, or -1

	certificate bool // the server asked for a certificate in the handshake
}

// maxWaiting bounds the replies of one connection that are not read yet.
const maxWaiting = 50_000

type arrival struct {
	reply wire.Reply
	at    time.Time
	read  int // the number of the read that completed it
}

func newConn(name string, nc net.Conn, limit int) *conn {
	c := &conn{name: name, nc: nc, limit: limit, parser: &wire.ReplyParser{}, changed: make(chan struct{})}
	c.read()
	return c
}

// read starts the reader.
func (c *conn) read() {
	c.stopped = make(chan struct{})
	go func(nc net.Conn, stopped chan struct{}) {
		defer close(stopped)
		buf := make([]byte, 16<<10)
		for {
			n, err := nc.Read(buf)
			if !c.took(buf[:n], err) {
				return
			}
		}
	}(c.nc, c.stopped)
}

// took records the result of a read, and reports whether to continue.
func (c *conn) took(b []byte, err error) bool {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() {
		close(c.changed)
		c.changed = make(chan struct{})
	}()
	c.octets += len(b)
	if len(b) > 0 {
		c.reads++
		c.latest = now
	}
	switch {
	case c.reversed:
		c.raw = append(c.raw, b...)
	case !c.discardInput:
		c.parse(b, now)
	}
	if c.octets > c.limit && c.broken == nil {
		c.broken = &floodError{fmt.Errorf("more than %d octets", c.limit)}
	}
	if c.broken != nil {
		c.endAt = now
		return false
	}
	if err == nil {
		return true
	}
	if c.pausing && errors.Is(err, os.ErrDeadlineExceeded) {
		return false
	}
	c.endAt, c.endErr = now, err
	switch {
	case finished(err):
		c.end = scenarios.Fin
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		c.end = scenarios.Rst
	default:
		c.broken = err
	}
	return false
}

// parse reads replies from what was received.
func (c *conn) parse(b []byte, now time.Time) {
	c.parser.Feed(b)
	for len(c.arrived) <= maxWaiting {
		r, ok := c.parser.Next()
		if !ok {
			break
		}
		c.arrived = append(c.arrived, arrival{r, now, c.reads})
	}
	switch {
	case c.parser.Err() != nil:
		c.broken = &floodError{c.parser.Err()}
	case len(c.arrived) > maxWaiting:
		c.broken = &floodError{fmt.Errorf("more than %d replies", maxWaiting)}
	}
}

// finished reports whether the peer has closed the connection with FIN or a TLS
// alert.
func finished(err error) bool {
	var alert *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.As(err, &alert) && alert.Op == "remote error"
}

// floodError is a peer that sends more than the limits.
type floodError struct{ error }

// pause stops the reader, so that TLS can take over the socket.
func (c *conn) pause() {
	c.mu.Lock()
	c.pausing = true
	c.mu.Unlock()
	_ = c.nc.SetReadDeadline(time.Unix(1, 0))
	<-c.stopped
	_ = c.nc.SetReadDeadline(time.Time{})
	c.mu.Lock()
	c.pausing = false
	c.mu.Unlock()
}

// outcome is what a wait ended with: a reply, an ending, or silence.
type outcome struct {
	reply   *arrival
	end     scenarios.Outcome // fin, rst or silence without a reply
	broken  error             // neither: why nothing more can be read
	pending []byte            // octets of a reply that was not finished
	coming  bool              // of which more came a moment before the bound
	at      time.Time
}

// stillComing is how long ago the last octet of an unfinished reply may be for a server
// that is only slow. RFC 5321 §4.5.3.2 gives the shortest reply minutes.
const stillComing = 3 * time.Second

// next waits for a reply, the end of the connection, or the end of the bound.
func (c *conn) next(ctx context.Context, bound time.Duration) (outcome, error) {
	timer := time.NewTimer(bound)
	defer timer.Stop()
	for {
		c.mu.Lock()
		if len(c.arrived) > 0 {
			a := c.arrived[0]
			c.arrived = c.arrived[1:]
			c.mu.Unlock()
			return outcome{reply: &a, at: a.at}, nil
		}
		o := outcome{end: c.end, broken: c.broken, at: c.endAt}
		changed := c.changed
		c.mu.Unlock()
		if o.end != "" || o.broken != nil {
			_, o.pending = c.unread()
			return o, nil
		}
		select {
		case <-changed:
		case <-timer.C:
			now := time.Now()
			c.mu.Lock()
			pending, coming := c.parser.Pending(), now.Sub(c.latest) < min(stillComing, bound)
			c.mu.Unlock()
			return outcome{end: scenarios.Silence, pending: pending, coming: coming, at: now}, nil
		case <-ctx.Done():
			return outcome{}, ctx.Err()
		}
	}
}

// anything waits until a reply is there or the connection has ended, or for a time.
func (c *conn) anything(ctx context.Context, bound time.Duration) error {
	timer := time.NewTimer(bound)
	defer timer.Stop()
	for {
		c.mu.Lock()
		there, changed := len(c.arrived) > 0 || c.end != "" || c.broken != nil, c.changed
		c.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// over reports whether the connection has ended, by whichever side.
func (c *conn) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.end != "" || c.broken != nil
}

// unread returns how many replies wait, and the octets of an unfinished one.
func (c *conn) unread() (replies []arrival, pending []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.arrived, c.parser.Pending()
}

// drop forgets what was received and not yet looked at.
func (c *conn) drop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.arrived, c.parser = nil, &wire.ReplyParser{}
}

// write sends octets within a bound, or until ctx ends.
func (c *conn) write(ctx context.Context, b []byte, bound time.Duration) (int, error) {
	_ = c.nc.SetWriteDeadline(time.Now().Add(bound))
	c.before = c.segments()
	stop := context.AfterFunc(ctx, func() { _ = c.nc.SetWriteDeadline(time.Unix(1, 0)) })
	n, err := c.nc.Write(b)
	stop()
	if ctx.Err() != nil && err != nil {
		err = ctx.Err()
	}
	c.writeBlocked = c.writeBlocked || errors.Is(err, os.ErrDeadlineExceeded)
	return n, err
}

// segments is how many have come, or -1 if they are not counted.
func (c *conn) segments() int {
	if t, ok := c.tcp(); ok {
		if n, ok := segmentsIn(t); ok {
			return n
		}
	}
	return -1
}

// close ends the connection at once.
func (c *conn) close() {
	if t, ok := c.tcp(); ok && c.writeBlocked {
		_ = t.Close() // TLS would wait for room to send close_notify
	}
	_ = c.nc.Close()
	<-c.stopped
}

// reset sends RST instead of FIN.
func (c *conn) reset() {
	if t, ok := c.tcp(); ok {
		_ = t.SetLinger(0)
		_ = t.Close()
	}
	c.close()
}

// tcp returns the connection below TLS, which may itself be in TLS.
func (c *conn) tcp() (*net.TCPConn, bool) {
	nc := c.nc
	for {
		wrapped, ok := nc.(interface{ NetConn() net.Conn })
		if !ok {
			break
		}
		nc = wrapped.NetConn()
	}
	t, ok := nc.(*net.TCPConn)
	return t, ok
}

// half ends sending; receiving continues.
func (c *conn) half() error {
	if w, ok := c.nc.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return errors.New("this connection has no half-close")
}

// gone reports whether an error only means that the peer has closed.
func gone(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ENOTCONN) || errors.Is(err, net.ErrClosed)
}
