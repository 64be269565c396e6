package loadgen

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// sink is a server that a test can alter. It says how long it held back the
// final reply of each message.
type sink struct {
	t        testing.TB
	listener net.Listener
	group    sync.WaitGroup

	// delay is how long the final reply of the n-th message is held back.
	delay func(n int64) time.Duration
	// say may give another reply to a verb (CONTENT for the end of data) of the
	// n-th connection; "" is the usual one, "rst" and "fin" end the connection,
	// "hang" is silence, "endless" and a text is that without end,
	// "drip" an octet now and then, and "stall" a 354 after which nothing is read.
	say func(conn, n int64, verb string) string

	tls *tls.Config // sessions are secured from the beginning
	// before is called before a connection answers a verb, and READ before it
	// reads content. May be nil.
	before func(conn int64, verb string)

	messages, sessions atomic.Int64
	frozen             sync.RWMutex // held for writing while the sink is frozen

	done chan struct{}
	once sync.Once

	mu sync.Mutex
	// atLeast and atMost bound what a client that waits for each reply can have
	// seen, however busy the machine is: from having read the end of data to just
	// before the final reply was written, and from just before 354 was written to
	// having read the next command.
	atLeast, atMost []time.Duration
	ids             map[string]int
	octets          int64          // of all messages
	from            map[string]int // connections by their address
	conns           map[net.Conn]bool
}

func newSink(t testing.TB, alter func(s *sink)) *sink {
	s := &sink{t: t, ids: map[string]int{}, conns: map[net.Conn]bool{}, from: map[string]int{}, done: make(chan struct{})}
	if alter != nil {
		alter(s)
	}
	var err error
	if s.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	s.group.Go(s.accept)
	t.Cleanup(s.stop)
	return s
}

func (s *sink) stop() {
	s.listener.Close()
	s.once.Do(func() { close(s.done) })
	s.mu.Lock()
	for c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.group.Wait()
}

func (s *sink) address() netip.AddrPort { return netip.MustParseAddrPort(s.listener.Addr().String()) }

func (s *sink) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns[c] = true
		s.from[c.RemoteAddr().(*net.TCPAddr).IP.String()]++
		s.mu.Unlock()
		n := s.sessions.Add(1)
		peer := c
		if s.tls != nil {
			peer = tls.Server(c, s.tls)
		}
		s.group.Go(func() {
			s.serve(peer, n)
			c.Close()
			s.mu.Lock()
			delete(s.conns, c)
			s.mu.Unlock()
		})
	}
}

// serve answers one connection. Replies to commands that came together go out
// together.
func (s *sink) serve(c net.Conn, conn int64) {
	asked, answered := time.Time{}, false
	r, w := bufio.NewReaderSize(c, 64<<10), bufio.NewWriter(c)
	var step int64
	var said string
	before := s.before
	if before == nil {
		before = func(int64, string) {}
	}
	reply := func(verb, usual string) bool {
		before(conn, verb)
		s.frozen.RLock()
		defer s.frozen.RUnlock()
		step++
		switch verb {
		case "DATA":
			asked = time.Now()
		case "CONTENT":
			answered = true
		}
		if s.say != nil {
			switch other := s.say(conn, step, verb); other {
			case "":
			case "rst":
				_ = c.(*net.TCPConn).SetLinger(0)
				return false
			case "fin":
				return false
			case "hang":
				_, _ = io.Copy(io.Discard, c)
				return false
			case "stall":
				fmt.Fprint(w, "354 go\r\n")
				w.Flush()
				<-s.done
				return false
			case "drip": // octets, but never a reply
				for ticker := time.NewTicker(20 * time.Millisecond); ; {
					if _, err := c.Write([]byte(".")); err != nil {
						return false
					}
					<-ticker.C
				}
			default:
				if text, endless := strings.CutPrefix(other, "endless "); endless {
					for err := error(nil); err == nil; _, err = c.Write([]byte(text)) {
					}
					return false
				}
				usual = other
			}
		}
		said = usual
		fmt.Fprintf(w, "%s\r\n", usual)
		return r.Buffered() > 0 || w.Flush() == nil
	}
	if !reply("GREETING", "220 sink") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		if answered {
			s.mu.Lock()
			s.atMost = append(s.atMost, time.Since(asked))
			s.mu.Unlock()
			answered = false
		}
		verb, args, _ := strings.Cut(strings.TrimSpace(line), " ")
		var ok bool
		switch verb {
		case "EHLO":
			ok = reply(verb, "250-sink\r\n250-PIPELINING\r\n250 CHUNKING")
		case "DATA":
			ok = reply(verb, "354 go") && w.Flush() == nil
			before(conn, "READ")
			if ok && strings.HasPrefix(said, "354") {
				ok = s.content(r, reply)
			}
		case "BDAT":
			size, _, _ := strings.Cut(args, " ")
			n, _ := strconv.Atoi(size)
			body := make([]byte, n)
			if _, err := io.ReadFull(r, body); err != nil {
				return
			}
			ok = s.took(body, reply)
		case "QUIT":
			reply(verb, "221 bye")
			return
		default:
			ok = reply(verb, "250 ok")
		}
		if !ok {
			return
		}
	}
}

func (s *sink) content(r *bufio.Reader, reply func(string, string) bool) bool {
	var body []byte
	for {
		line, err := r.ReadBytes('\n')
		if err != nil {
			return false
		}
		if string(line) == ".\r\n" {
			return s.took(body, reply)
		}
		body = append(body, line...)
	}
}

// took notes a message and answers, after the time that it is to be held.
func (s *sink) took(body []byte, reply func(string, string) bool) bool {
	begin := time.Now()
	n := s.messages.Add(1)
	_, field, _ := bytes.Cut(body, []byte("Message-ID: <"))
	id, _, _ := bytes.Cut(field, []byte("@"))
	if s.delay != nil {
		timer := time.NewTimer(s.delay(n - 1))
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.done:
		}
	}
	before := time.Since(begin)
	ok := reply("CONTENT", "250 taken")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ids[string(id)]++
	s.octets += int64(len(body))
	s.atLeast = append(s.atLeast, before)
	return ok
}

// distinct tells whether every message had an id of its own.
func (s *sink) distinct() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, n := range s.ids {
		if n != 1 || id == "" {
			return fmt.Errorf("id %q came %d times", id, n)
		}
	}
	return nil
}
