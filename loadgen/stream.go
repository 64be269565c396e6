package loadgen

import (
	"context"
	"crypto/tls"
	"net"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smtpspec/smtpspec/loadgen/exchange"
	"github.com/smtpspec/smtpspec/loadgen/measure"
	"github.com/smtpspec/smtpspec/loadgen/schedule"
)

// streams is the transport with a goroutine for each connection, for TLS and for systems
// without an epoll loop.
type streams struct {
	*run
	rec        *measure.Recorder
	paced      *schedule.OpenSupply // open loop
	closed     *schedule.ClosedSupply
	dial       chan struct{} // bounds the connections that are being opened
	limiter    *schedule.DialLimiter
	nextSource atomic.Uint64 // of the source addresses
}

func newStreams(r *run) *streams {
	s := &streams{run: r, rec: r.newRecorder(), dial: make(chan struct{}, maxDialing), limiter: schedule.NewDialLimiter(r.ConnectRate)}
	if r.openLoop() {
		s.paced = r.openSupply(0, 1)
	} else {
		s.closed = schedule.NewClosedSupply(r.Window)
	}
	return s
}

func (s *streams) recorder() *measure.Recorder { return s.rec }

func (s *streams) supply() schedule.EndingSupply {
	if s.paced != nil {
		return s.paced
	}
	return s.closed
}

func (s *streams) work(ctx context.Context) error {
	var group sync.WaitGroup
	for range s.Connections {
		group.Go(func() { s.slot(ctx) })
	}
	group.Wait()
	return nil
}

// slot keeps one connection, and opens another when it has ended.
func (s *streams) slot(ctx context.Context) {
	backoff, first := min(firstBackoff, s.timing.maxBackoff), true
	for ctx.Err() == nil && !s.supply().Exhausted(s.now()) {
		c, ok := s.open(ctx)
		if first {
			s.tried(s.now())
			first = false
		}
		switch {
		case c == nil:
			return
		case ok:
			c.converse(ctx)
		}
		if c.session.Opened() {
			backoff = min(firstBackoff, s.timing.maxBackoff)
			continue
		}
		if !sleep(ctx, backoff) {
			return
		}
		backoff = min(2*backoff, s.timing.maxBackoff)
	}
}

// stream is one connection.
type stream struct {
	*streams
	raw     net.Conn
	conn    net.Conn // raw, or TLS upon it
	session exchange.Session
	out     exchange.Output
	wrote   int64 // when octets last went
	quit    bool  // the reply to QUIT is awaited
}

// open dials. It returns nil when there is no message to dial for.
func (s *streams) open(ctx context.Context) (c *stream, ok bool) {
	select {
	case s.dial <- struct{}{}:
		defer func() { <-s.dial }()
	case <-ctx.Done():
		return nil, false
	}
	if !sleep(ctx, s.limiter.Reserve(s.now())) {
		return nil, false
	}
	begin := s.now()
	c = &stream{streams: s}
	s.locked(begin, func() {
		counted := s.Counts(begin)
		var first *exchange.Ticket
		if s.closed != nil {
			t, ok := s.closed.Take(begin)
			if !ok {
				c = nil
				return
			}
			first, counted = &t, t.Counted
		}
		c.session = exchange.NewSession(s.Program, s.supply(), s.rec, s.budget(), s.Depth, first, counted)
	})
	if c == nil {
		return nil, false
	}
	dialer := net.Dialer{Timeout: s.Timeout}
	if n := uint64(len(s.Sources)); n > 0 {
		dialer.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(s.Sources[(s.nextSource.Add(1)-1)%n], 0))
		dialer.Control = latePortControl
	}
	conn, err := dialer.DialContext(ctx, "tcp", s.Address.String())
	now := s.now()
	s.locked(now, func() {
		if err != nil {
			c.session.Lost(s.causeOf(ctx, err))
			return
		}
		s.rec.Connected()
		c.session.Record(exchange.PhaseConnect, now-begin)
	})
	c.raw, c.conn = conn, conn
	return c, err == nil
}

func (s *streams) causeOf(ctx context.Context, err error) exchange.Cause {
	if ctx.Err() != nil {
		return s.cause()
	}
	return causeOf(err)
}

// locked runs f with the lock of the recorder.
func (s *streams) locked(now int64, f func()) {
	s.rec.Lock()
	defer s.rec.Unlock()
	s.rec.At(now)
	f()
}

// converse runs the session to its end.
func (c *stream) converse(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = c.raw.Close() }) // wakes what reads or writes
	defer func() {
		stop()
		_ = c.raw.Close() // nothing more is said either way
		c.locked(c.now(), c.rec.Disconnected)
	}()
	if c.Program.TLS {
		if err := c.secure(ctx); err != nil {
			c.lost(ctx, err, exchange.CauseTLS)
			return
		}
	}
	c.wrote = c.now()
	action := c.event(func(now int64) exchange.Action { return c.session.Connected(now, &c.out) })
	buf := make([]byte, 4<<10)
	for {
		if err := c.write(); err != nil {
			c.lost(ctx, err, "")
			return
		}
		switch action {
		case exchange.Close:
			return
		case exchange.Handshake:
			if err := c.secure(ctx); err != nil {
				c.lost(ctx, err, exchange.CauseTLS)
				return
			}
			action = c.event(func(now int64) exchange.Action { return c.session.Secured(now, &c.out) })
			continue
		case exchange.Idle:
			action = c.next(ctx)
			continue
		case exchange.Read:
		}
		n, err := c.read(buf)
		if n == 0 && err != nil {
			c.lost(ctx, err, "")
			return
		}
		action = c.event(func(now int64) exchange.Action {
			c.rec.Read()
			return c.session.Feed(buf[:n], now, &c.out)
		})
	}
}

func (c *stream) event(f func(now int64) exchange.Action) (action exchange.Action) {
	c.out.Reset()
	now := c.now()
	c.locked(now, func() { action = f(now) })
	return action
}

// next waits for the time of the next message, or ends an idle session.
func (c *stream) next(ctx context.Context) exchange.Action {
	if c.paced != nil {
		for ctx.Err() == nil && !c.Stopped() {
			t, ok := c.paced.Reserve()
			if ok {
				if !c.until(ctx, t.Intended) {
					break
				}
				return c.event(func(now int64) exchange.Action { return c.session.Offer(t, now, &c.out) })
			}
			if c.paced.Exhausted(c.now()) || !sleep(ctx, time.Millisecond) { // the schedule has not begun
				break
			}
		}
	}
	c.quit = true
	return c.event(func(now int64) exchange.Action { return c.session.Quit(now, &c.out) })
}

// until waits for a time. It returns false when the run ends.
func (c *stream) until(ctx context.Context, at int64) bool {
	for {
		left := time.Duration(at - c.now())
		if left <= 0 {
			return true
		}
		if c.Stopped() || !sleep(ctx, min(left, 50*time.Millisecond)) {
			return false
		}
	}
}

func (c *stream) secure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	begin := c.now()
	conn := tls.Client(c.raw, c.TLS)
	done := make(chan error, 1)
	go func() { done <- conn.HandshakeContext(ctx) }() // its deep stack ends with it
	if err := <-done; err != nil {
		return err
	}
	now := c.now()
	c.locked(now, func() { c.session.Record(exchange.PhaseTLS, now-begin) })
	c.conn = conn
	return nil
}

func (c *stream) write() error {
	for _, chunk := range c.out.Chunks() {
		for piece := range slices.Chunk(chunk, writeSize) { // a slow peer has the time for each
			if err := c.conn.SetWriteDeadline(time.Now().Add(c.Timeout)); err != nil {
				return err
			}
			if _, err := c.conn.Write(piece); err != nil {
				return err
			}
		}
	}
	if c.out.Len() > 0 {
		c.wrote = c.now()
	}
	c.out.Reset()
	return nil
}

func (c *stream) read(buf []byte) (int, error) {
	bound := c.Timeout
	if c.quit || c.session.Ending() {
		bound = min(bound, c.timing.quitTimeout)
	}
	from := time.Duration(max(c.wrote, c.session.LastReply()))
	if err := c.conn.SetReadDeadline(c.epoch.Add(from + bound)); err != nil {
		return 0, err
	}
	return c.conn.Read(buf)
}

// lost ends the session for a failure of the network; otherwise is the cause when the error
// alone does not tell one.
func (c *stream) lost(ctx context.Context, err error, otherwise exchange.Cause) {
	cause := c.causeOf(ctx, err)
	if otherwise != "" && ctx.Err() == nil && cause == exchange.CauseConnect {
		cause = otherwise
	}
	c.locked(c.now(), func() { c.session.Lost(cause) })
}
