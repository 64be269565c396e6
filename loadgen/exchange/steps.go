package exchange

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/smtpspec/smtpspec/loadgen/mix"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// TLS says how sessions are secured.
type TLS string

// The ways to secure a session. AsWritten leaves it to the scenario.
const (
	AsWritten TLS = ""
	StartTLS  TLS = "starttls"
	Implicit  TLS = "implicit"
)

// Settings are what a program is compiled with, beside the scenario.
type Settings struct {
	// Facts are the variables of target.yaml, see scenarios.Target.Facts.
	Facts map[string]string
	// Mailboxes are the only addresses that mail goes to.
	Mailboxes      []string
	User, Password string
	// Size is that of the body of ${message} in octets without its header. When SizeAsked
	// is set, content that has its own size is an error.
	Size      mix.Distribution
	SizeAsked bool
	// Bodies are messages that ${message} stands for, in place of one of a size. They get a
	// field X-Smtpspec-Id before their own.
	Bodies *mix.Folder
	// MaxSize is the size of the largest message that the server takes, in octets; 0 when it
	// is not known. It bounds a lognormal distribution.
	MaxSize int
	// Recipients is how many RCPT a message has; not given for as many as are written. They
	// name the mailboxes in turn.
	Recipients mix.Distribution
	// From is the address of ${sender}, "" for one of ours. With Senders above 0
	// it holds {n}, which is 1 to Senders in turn.
	From    string
	Senders int
	// Seed decides which size meets which number of recipients, and their order.
	Seed uint64
	TLS  TLS
	// Run is the part of every id that is the same for this run, and Date the
	// date of every message in the form of RFC 5322.
	Run, Date string
}

// piece is one thing that a scenario sends, with the reply that it wants.
type piece struct {
	pos    strictyaml.Pos
	role   role
	text   scenarios.Template // without CRLF, for a line
	octets []byte
	tail   []byte // shared, sent after octets
	want   codes
	// begins says that a group begins with it: the replies before it were awaited.
	begins bool
	tls    bool // the handshake: nothing is sent, nothing awaited
	scram  bool // the next message of a SCRAM exchange is sent after octets
	// follows says that it continues what the piece before began.
	follows bool
}

// compiler walks the steps of one case, with one body.
type compiler struct {
	c        *scenarios.Case
	set      Settings
	from     *mix.Senders
	body     *mix.Body
	vars     map[string]string
	ids      IDs
	p        *Program
	size     int // of the mail object, see Program.MessageSize
	problems strictyaml.Problems

	pieces  []piece
	waiting int  // pieces at the end of the list whose reply is not yet expected
	closed  bool // QUIT was sent and answered
	again   int  // piece from which the whole session is repeated, 0 for none

	transaction []piece
}

// walk takes every step and arranges the pieces.
func (x *compiler) walk() error {
	x.p = &Program{ID: x.c.ID, Title: x.c.Title}
	x.ids = NewIDs(x.set.Run)
	x.p.ids = x.ids
	x.bind()
	if x.c.Subject != scenarios.SubjectServer {
		x.fail(x.c.Pos, "", "a %s is under test here; load is put on servers", x.c.Subject)
	}
	for _, n := range x.c.Needs {
		if n.Kind == scenarios.NeedKeyword && !n.Not {
			x.p.Keywords = append(x.p.Keywords, n.Name)
		}
	}
	for _, st := range x.c.Steps {
		if len(x.problems) > 0 {
			break // what follows depends on it
		}
		x.step(st)
	}
	if len(x.problems) == 0 {
		x.arrange()
	}
	return x.err()
}

func (x *compiler) err() error {
	if len(x.problems) > 0 {
		return x.problems
	}
	return nil
}

func (x *compiler) fail(pos strictyaml.Pos, hint, format string, args ...any) {
	x.problems = append(x.problems, &strictyaml.Problem{Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// placeholder is the id that stands for that of each message.
func (x *compiler) placeholder() string { return x.ids.placeholder() }

// step takes one step of the scenario.
func (x *compiler) step(st *scenarios.Step) {
	if what := unrepeatable(st); what != "" {
		x.fail(st.Pos, "smtpspec run can run it; an exchange for load has connect, C, S, data, bdat, tls and auth", "%s cannot be compiled for load", what)
		return
	}
	again := st.Connect != nil && x.closed && x.again == 0 && st.Connect.Port == x.p.Port && st.Connect.TLS == x.p.TLS
	if (st.Connect == nil) == (len(x.pieces) == 0) && !again {
		x.fail(st.Pos, "write connect again after QUIT and the whole session once more, or leave it out",
			"an exchange for load begins with connect, and connects once, or twice where each message has its connection")
		return
	}
	if again {
		x.again, x.closed = len(x.pieces), false
	}
	switch {
	case st.Connect != nil:
		x.p.Port, x.p.TLS = st.Connect.Port, st.Connect.TLS
		x.send(piece{pos: st.Pos, role: roleGreeting})
	case st.TLS != nil:
		x.handshake(st)
	case st.Auth != nil:
		x.auth(st)
	case st.Data != nil:
		x.data(st)
	case st.Bdat != nil:
		x.chunk(st)
	}
	for _, line := range st.Commands {
		x.command(st.Pos, line)
	}
	if len(st.Expect) > 0 {
		x.expect(st)
	}
}

// unrepeatable names what in a step a program cannot do.
func unrepeatable(st *scenarios.Step) string {
	for _, e := range st.Expect {
		switch {
		case len(e.Enhanced) > 0, len(e.Text) > 0, len(e.NotText) > 0, e.Lines != nil, len(e.Keyword) > 0, len(e.NoKeyword) > 0, len(e.Should) > 0:
			return "an expectation beyond reply codes"
		case e.Grammar != "":
			return "grammar"
		case len(e.Skip.Code) > 0:
			return "skip"
		case len(e.Capture) > 0:
			return "a capture"
		case e.Within != nil, e.NotBefore != nil:
			return "a time bound"
		}
	}
	switch {
	case st.Accept != nil:
		return "accept"
	case st.Send != nil:
		return "send"
	case st.Pause != nil:
		return "pause"
	case st.ExpectSilence != nil:
		return "expect_silence"
	case st.Collect != nil:
		return "collect"
	case st.Delivered != nil:
		return "delivered"
	case st.Close != "":
		return "close"
	case st.ExpectOpen != nil:
		return "expect_open"
	case st.TLS != nil && st.TLS.Fails:
		return "a handshake that has to fail"
	case st.TLS != nil && (st.TLS.MayFail || st.TLS.Version != "" || len(st.TLS.Suites) > 0 || st.TLS.Certificate || st.TLS.Hello != ""):
		return "a handshake with options"
	case st.Auth != nil && (st.Auth.Forge != "" || st.Auth.Message != nil):
		return "auth with forge or message"
	case st.AtrnReceive != nil:
		return "atrn_receive"
	case st.Cut != nil:
		return "cut"
	case st.Gap != nil:
		return "gap"
	case st.Gate != nil:
		return "when"
	case st.On != "":
		return "on"
	case st.Within != nil:
		return "within"
	default:
		return ""
	}
}

// add appends a command.
func (x *compiler) add(pos strictyaml.Pos, r role, text scenarios.Template, octets []byte) {
	if x.closed {
		x.fail(pos, "", "nothing can be sent after QUIT")
	}
	x.send(piece{pos: pos, role: r, text: text, octets: append(octets, "\r\n"...)})
}

// send appends a piece whose reply is awaited. It goes out with the pieces before it
// unless their replies were expected.
func (x *compiler) send(p piece) {
	p.begins = x.waiting == 0
	x.pieces = append(x.pieces, p)
	x.waiting++
}

// command appends a command line.
func (x *compiler) command(pos strictyaml.Pos, line scenarios.Template) {
	octets, err := line.Expand(x.lookup)
	if err != nil {
		x.fail(pos, "", "%v", err)
		return
	}
	if bytes.Contains(octets, []byte(x.bodyPlace())) {
		x.fail(pos, "", "${message} is for data and bdat")
		return
	}
	cmd, err := wire.ParseCommand(octets)
	if err != nil {
		x.fail(pos, "", "invalid command: %v", err)
		return
	}
	r := roleOther
	switch cmd.Verb {
	case "EHLO", "HELO":
		r = roleEhlo
	case "LHLO":
		r, x.p.LMTP = roleEhlo, true
	case "MAIL":
		r = roleMail
	case "RCPT":
		r = roleRcpt
		x.guard(pos, cmd.Args)
	case "DATA":
		r = roleData
	case "QUIT":
		r = roleQuit
	case "BDAT":
		x.fail(pos, `bdat: "${message}", with last: true`, "BDAT has a step of its own")
	}
	x.add(pos, r, line, octets)
}

// guard allows no recipient but the mailboxes of target.yaml.
func (x *compiler) guard(pos strictyaml.Pos, args string) {
	path, _, err := wire.ParseRcpt(args, wire.PathOptions{UTF8: true})
	if err != nil {
		x.fail(pos, "", "invalid forward-path: %v", err)
		return
	}
	if !slices.ContainsFunc(x.set.Mailboxes, func(m string) bool { return path.Raw == "<"+m+">" }) {
		x.fail(pos, "${mailbox} is the first of them", "load goes only to mailboxes.known of target.yaml, and %s is not one of them", path.Raw)
	}
}

// expect gives the pieces that wait the replies that they want, and ends the group.
func (x *compiler) expect(st *scenarios.Step) {
	if x.waiting == 0 && x.quits() && endings(st.Expect) {
		return // the end of the connection is awaited in any case
	}
	if len(st.Expect) != x.waiting {
		x.fail(st.Pos, "S names the reply to each command since the last S", "%d replies are expected here, and %d commands wait for one", len(st.Expect), x.waiting)
		return
	}
	first := len(x.pieces) - x.waiting
	for i, e := range st.Expect {
		p := &x.pieces[first+i]
		p.want = codesOf(e.Code)
		if p.want == (codes{}) || slices.ContainsFunc(e.Code, func(o scenarios.Outcome) bool { return !o.Code() }) {
			x.fail(e.Pos, "", "only a reply code can be expected here, not %s", e.Code)
		}
	}
	x.waiting = 0
	x.closed = x.quits()
}

func (x *compiler) quits() bool {
	return len(x.pieces) > 0 && x.pieces[len(x.pieces)-1].role == roleQuit
}

func endings(expect []*scenarios.Expect) bool {
	return len(expect) == 1 && !slices.ContainsFunc(expect[0].Code, func(o scenarios.Outcome) bool {
		return o != scenarios.Fin && o != scenarios.Closed
	})
}
