package suite_test

import (
	"bufio"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/smtpspec/smtpspec/fixtures/refserver"
	"github.com/smtpspec/smtpspec/fixtures/refserver/server"
	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/target"
	"github.com/smtpspec/smtpspec/suite"
	"github.com/smtpspec/smtpspec/suite/player"
)

// fake is a server that knows a few words, and more for the tests:
//
//	LF       answers with a bare LF
//	AGAIN    is refused at first
//	DIE      the server ends: no listener, no connection
//	HANG     the server accepts connections and never sends anything again
type fake struct {
	ln       net.Listener
	greeting string
	hello    string // the reply to EHLO
	lethal   bool   // LETHAL is DIE

	mu    sync.Mutex
	conns map[net.Conn]bool
	hung  bool
	seen  []string // the verbs in their order
	wg    sync.WaitGroup
}

func startFake(t *testing.T, changes ...func(*fake)) *fake {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &fake{
		ln: ln, conns: map[net.Conn]bool{}, greeting: "220 fake.example hi\r\n",
		hello: "250-fake.example\r\n250-PIPELINING\r\n250 AUTH PLAIN\r\n",
	}
	for _, change := range changes {
		change(f)
	}
	f.wg.Go(f.accept)
	t.Cleanup(func() {
		f.die()
		f.wg.Wait()
	})
	return f
}

func (f *fake) accept() {
	for {
		nc, err := f.ln.Accept()
		if err != nil {
			return
		}
		f.mu.Lock()
		f.conns[nc] = true
		f.mu.Unlock()
		f.wg.Go(func() {
			f.serve(nc)
			f.mu.Lock()
			delete(f.conns, nc)
			f.mu.Unlock()
			nc.Close()
		})
	}
}

// die closes everything.
func (f *fake) die() {
	f.ln.Close()
	f.mu.Lock()
	defer f.mu.Unlock()
	for nc := range f.conns {
		nc.Close()
	}
}

func (f *fake) serve(nc net.Conn) {
	r := bufio.NewReader(nc)
	answer := f.greeting
	for {
		f.mu.Lock()
		hung := f.hung
		f.mu.Unlock()
		if !hung {
			if _, err := fmt.Fprint(nc, answer); err != nil {
				return
			}
		}
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		f.mu.Lock()
		f.seen = append(f.seen, verb)
		f.mu.Unlock()
		if verb == "LETHAL" && f.lethal {
			verb = "DIE"
		}
		switch verb {
		case "EHLO":
			answer = f.hello
		case "AGAIN":
			if answer = "250 ok\r\n"; f.count(verb) == 1 {
				answer = "500 not at first\r\n"
			}
		case "LF":
			answer = "250 bare\n"
		case "DIE":
			f.die()
			return
		case "HANG":
			f.mu.Lock()
			f.hung = true
			f.mu.Unlock()
		case "QUIT":
			fmt.Fprint(nc, "221 bye\r\n")
			return
		default:
			answer = "250 ok\r\n"
		}
	}
}

// count is how often a verb came.
func (f *fake) count(verb string) int {
	n := 0
	for _, seen := range f.verbs() {
		if seen == verb {
			n++
		}
	}
	return n
}

// verbs are those that came, in their order.
func (f *fake) verbs() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.seen...)
}

// options run a catalogue of the test on the fake server.
func (f *fake) options(t *testing.T, text string) suite.Options {
	t.Helper()
	cases, requirements := load(t, text)
	return suite.Options{
		Cases: cases, Requirements: requirements,
		Target: &target.Target{
			Name: "fake", Host: "127.0.0.1", Ports: target.PortNumbers{"smtp": f.ln.Addr().(*net.TCPAddr).Port},
		},
		Limits: player.Limits{Reply: 300 * time.Millisecond},
	}
}

// sanity is the first and last case of a catalogue.
const sanity = `
  - id: sanity.first
    title: first
    level: MUST
    labels: [sanity-first]
    play: [{connect: {}, S: 220}, {C: FIRST, S: 250}]
  - id: sanity.last
    title: last
    level: MUST
    labels: [sanity-last]
    play: [{connect: {}, S: 220}, {C: LAST, S: 250}]
`

func load(t *testing.T, text string) ([]*scenarios.Case, *requirements.Requirements) {
	t.Helper()
	requirements, err := requirements.Read(fstest.MapFS{"r.yaml": {Data: []byte(
		"- {id: R-must, rfc: '5321', section: '1', level: MUST, role: server, text: a}\n" +
			"- {id: R-other, rfc: '5321', section: '2', level: SHOULD, role: client, text: b}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := (&scenarios.Loader{Requirements: requirements}).Load("t.yaml", []byte("section: test\nscenarios:\n"+text))
	if err != nil {
		t.Fatal(err)
	}
	return set.Cases, requirements
}

// run prepares and runs.
func run(t *testing.T, o suite.Options) *reports.Run {
	t.Helper()
	s, err := suite.Prepare(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := s.Run(t.Context())
	reports.Conclude(r, false)
	return r
}

// verdicts are those of a run by case.
func verdicts(r *reports.Run) map[string]reports.Verdict {
	m := map[string]reports.Verdict{}
	for i := range r.Cases {
		m[r.Cases[i].ID] = r.Cases[i].Verdict
	}
	return m
}

// bundled starts the reference server, with a spool.
func bundled(t *testing.T) (*target.Target, *x509.CertPool) {
	t.Helper()
	spool := filepath.Join(t.TempDir(), "spool")
	store, err := refserver.NewMaildirStore(spool, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(spool, 0o755); err != nil {
		t.Fatal(err)
	}
	cfg := refserver.DefaultConfig("bundled.example")
	cfg.Users = map[string]string{"test@bundled.example": "secret-of-the-bundled-server"}
	cfg.IdleTimeout, cfg.Limits.MessageSize = slowness*3*time.Second, 1<<20
	server, err := server.Start(cfg, refserver.StrictRules(), refserver.NewBackend(cfg, store))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Shutdown(t.Context()) }) // the context has ended: what is open is closed
	port := func(i int) int { return server.Addr(i).(*net.TCPAddr).Port }
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(server.CertificatePEM())
	return &target.Target{
		Name: "bundled", Host: "127.0.0.1", Domain: cfg.Domain,
		Ports:     target.PortNumbers{"smtp": port(0), "submission": port(1), "submissions": port(2), "lmtp": port(3)},
		Mailboxes: target.Mailboxes{Known: cfg.Mailboxes, Unknown: "nobody@" + cfg.Domain, Foreign: "user@elsewhere.example"},
		Auth:      target.Auth{User: "test@bundled.example", Password: "secret-of-the-bundled-server"},
		TLS:       target.TLS{ServerName: cfg.Domain},
		Delivery:  target.Delivery{Dir: spool, Settle: new(target.Period(150 * time.Millisecond))},
		Declares: target.Declares{
			"max_size": {strconv.FormatInt(cfg.Limits.MessageSize, 10)}, "max_recipients": {strconv.Itoa(cfg.Limits.Recipients)}, "idle_timeout": {cfg.IdleTimeout.String()},
		},
	}, roots
}
