package player

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
)

// peer is one connection of a scripted server. A script is lines:
//
//	S text      sends a line          raw "octets"   sends octets (Go syntax)
//	some        reads an octet
//	C prefix    reads a line          one "octets"   the same, each in a write of its own
//	data        reads to CRLF.CRLF    flood "octets" sends them until the client is gone
//	fin, rst    ends the connection   sleep 20ms     waits
//	tls         begins TLS            hold           reads and keeps until the client ends
//	stuck       reads nothing until the test ends
type peer struct {
	net.Conn          // TLS after tls
	raw      net.Conn // TCP
	r        *bufio.Reader

	mu       sync.Mutex
	got      bytes.Buffer // what the client sent
	segments []string     // as they came
	end      error        // how the client ended
}

// server is a scripted server; the script of a connection is that of its
// number, the last one for those beyond.
type server struct {
	t     *testing.T
	ln    net.Listener
	tls   *tls.Config
	roots *x509.CertPool
	done  chan struct{}
	scram func(*peer) error // what the verb scram does
	file  func() error      // what the verb file does

	mu    sync.Mutex
	peers []*peer
	wg    sync.WaitGroup
}

// certificate is one for example.com, made once.
var certificate = sync.OnceValues(func() (*tls.Config, *x509.CertPool) {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return &tls.Config{Certificates: s.TLS.Certificates, MinVersion: tls.VersionTLS12}, roots
})

func serve(t *testing.T, scripts ...string) *server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config, roots := certificate()
	s := &server{t: t, ln: ln, tls: config, roots: roots, done: make(chan struct{})}
	s.wg.Go(func() {
		for i := 0; ; i++ {
			nc, err := ln.Accept()
			if err != nil {
				return
			}
			p := &peer{Conn: nc, raw: nc}
			p.r = bufio.NewReader(&tap{p})
			s.mu.Lock()
			s.peers = append(s.peers, p)
			s.mu.Unlock()
			script := scripts[min(i, len(scripts)-1)]
			s.wg.Go(func() {
				defer p.Close()
				if err := s.run(p, script); err != nil {
					t.Errorf("connection %d: %v", i, err)
				}
			})
		}
	})
	t.Cleanup(s.stop)
	return s
}

// stop ends the server and waits for it.
func (s *server) stop() {
	select {
	case <-s.done:
	default:
		close(s.done)
	}
	s.ln.Close()
	s.mu.Lock()
	for _, p := range s.peers {
		p.raw.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
}

// tap notes what is read.
type tap struct{ p *peer }

func (w *tap) Read(b []byte) (int, error) {
	n, err := w.p.Read(b)
	w.p.mu.Lock()
	defer w.p.mu.Unlock()
	if n > 0 {
		w.p.got.Write(b[:n])
		w.p.segments = append(w.p.segments, string(b[:n]))
	}
	if err != nil {
		w.p.end = err
	}
	return n, err
}

func (s *server) run(p *peer, script string) error {
	for line := range strings.Lines(script) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if verb == "" {
			continue
		}
		if err := s.step(p, verb, rest); err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSpace(line), err)
		}
	}
	return nil
}

func (s *server) step(p *peer, verb, rest string) error {
	octets := func() []byte {
		text, err := strconv.Unquote(rest)
		if err != nil {
			s.t.Errorf("%s %s: %v", verb, rest, err)
		}
		return []byte(text)
	}
	switch verb {
	case "S":
		_, err := io.WriteString(p.Conn, rest+"\r\n")
		return err
	case "raw":
		_, err := p.Write(octets())
		return err
	case "one":
		for _, b := range octets() {
			if _, err := p.Write([]byte{b}); err != nil {
				return err
			}
		}
		return nil
	case "flood":
		for b := bytes.Repeat(octets(), 1000); ; {
			if _, err := p.Write(b); err != nil {
				return nil //nolint:nilerr // the client has had enough
			}
		}
	case "C":
		line, err := p.r.ReadString('\n')
		if err == nil && !strings.HasPrefix(line, rest) {
			err = fmt.Errorf("have %q", line)
		}
		return err
	case "data":
		for last := ""; !strings.HasSuffix(last, "\r\n.\r\n"); {
			b, err := p.r.ReadByte()
			if err != nil {
				return err
			}
			last = (last + string(b))[max(0, len(last)-4):]
		}
		return nil
	case "fin":
		_ = p.Close() // the client may have been first
	case "rst":
		if t, ok := p.Conn.(*net.TCPConn); ok {
			_ = t.SetLinger(0)
		}
		return p.Close()
	case "sleep":
		d, err := time.ParseDuration(rest)
		time.Sleep(d)
		return err
	case "tls":
		tc := tls.Server(p.Conn, s.tls)
		if err := tc.Handshake(); err != nil {
			return nil //nolint:nilerr // the client's part to judge
		}
		p.Conn = tc
	case "hold":
		_, _ = io.Copy(io.Discard, p.r)
	case "some":
		_, err := p.r.ReadByte()
		return err
	case "scram":
		s.mu.Lock()
		play := s.scram
		s.mu.Unlock()
		return play(p)
	case "file":
		return s.file()
	case "stuck":
		<-s.done
	default:
		return errors.New("no such verb")
	}
	return nil
}

// await waits for the end of every script.
func (s *server) await() {
	s.ln.Close()
	s.wg.Wait()
}

// received returns what the client sent on a connection, its segments, and
// how it ended.
func (s *server) received(i int) (text string, segments []string, end error) {
	s.await()
	p := s.peers[i]
	return p.got.String(), p.segments, p.end
}

// target is the scripted server as the player sees it.
func (s *server) target() *Target {
	return &Target{
		Host: "127.0.0.1", Ports: map[string]int{"smtp": s.ln.Addr().(*net.TCPAddr).Port}, DefaultPort: "smtp",
		TLS:    &tls.Config{RootCAs: s.roots, ServerName: "example.com", MinVersion: tls.VersionTLS12},
		Facts:  map[string]string{"mailbox": "alice@example.org", "mailbox2": "bob@example.org", "domain": "example.org", "auth": "test", "delivery": "yes", "idle_timeout": "50ms"},
		User:   "test",
		Offers: func(scenarios.Need) bool { return true },

		Password: "pass word", IdleTimeout: 50 * time.Millisecond,
	}
}

// testRequirements are those that the tests prove.
func testRequirements(t testing.TB) *requirements.Requirements {
	t.Helper()
	rs, err := requirements.Read(fstest.MapFS{"r.yaml": {Data: []byte(
		"- {id: R-must, rfc: '5321', section: '1', level: MUST, role: server, text: a}\n" +
			"- {id: R-should, rfc: '5321', section: '1', level: SHOULD, role: server, text: a}\n" +
			"- {id: R-security, rfc: security, section: a, level: MUST, role: server, text: a}\n" +
			"- {id: R-absence, rfc: '5321', section: '1', level: MUST NOT, role: server, text: a, absence: true}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// load reads one case with the given steps and further keys of the scenario.
func load(t testing.TB, keys, play string) *scenarios.Case {
	t.Helper()
	text := "section: test\nscenarios:\n  - id: t\n    title: t\n"
	if !strings.Contains(keys, "proves:") {
		keys += "\nproves: R-must"
	}
	for line := range strings.SplitSeq(strings.TrimSpace(keys), "\n") {
		text += "    " + line + "\n"
	}
	text += "    play:\n"
	for line := range strings.SplitSeq(strings.TrimSpace(play), "\n") {
		text += "      " + strings.TrimPrefix(line, "\t\t\t") + "\n"
	}
	loader := &scenarios.Loader{Requirements: testRequirements(t)}
	set, err := loader.Load("t.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	return set.Cases[0]
}

// player runs cases against a scripted server with small limits.
func (s *server) player() *Player {
	return &Player{
		Target: s.target(), Requirements: testRequirements(s.t), NewID: func() string { return "s0-1" },
		Limits: Limits{Reply: 2 * time.Second, Case: 20 * time.Second, Octets: 1 << 20, Silence: 50 * time.Millisecond},
	}
}

// why is what a report says of a result.
func why(r *Result) string {
	c := reports.Case{Reason: r.Reason, Findings: r.Findings}
	return c.Why()
}

func (s *server) play(keys, play string) *Result {
	s.t.Helper()
	return s.player().Run(context.Background(), load(s.t, keys, play))
}
