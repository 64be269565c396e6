package player

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/wire/sasl"
)

// Player runs cases against one target. It may be used by many goroutines.
type Player struct {
	Target *Target
	Limits Limits
	// Requirements gives the reference of a requirement for findings.
	Requirements *requirements.Requirements
	// NewID gives each run of a case an id that no other has.
	NewID func() string

	pace pace
}

// Run runs one case. It always returns a result, whatever the server does;
// when ctx ends the result says so.
func (p *Player) Run(ctx context.Context, c *scenarios.Case) *Result {
	ctx, cancel := context.WithTimeoutCause(ctx, p.Limits.Case, errCaseTooLong)
	defer cancel()
	s := newSession(p, c)
	defer s.closeAll()
	for _, st := range c.Steps {
		if st.Gate != nil && p.Target.Offers(*st.Gate) == st.Gate.Not {
			continue
		}
		err := s.step(ctx, st)
		if errors.Is(err, errSkipRest) {
			break
		}
		if err != nil {
			s.stop(ctx, st, err)
			break
		}
	}
	if c.Probe && s.failure == nil {
		if err := s.expectOpen(ctx, &scenarios.Step{Pos: c.Pos, ExpectOpen: &scenarios.ExpectOpen{}}); err != nil {
			s.stop(ctx, &scenarios.Step{Pos: c.Pos}, err)
		}
	}
	s.leftovers()
	return s.conclude()
}

// errSkipRest ends a case early, with nothing wrong.
var errSkipRest = errors.New("the case is over")

var errCaseTooLong = errors.New("the case took longer than it may")

// session is the state of one case.
type session struct {
	*Player
	c        *scenarios.Case
	result   *Result
	conns    map[string]*conn
	order    []string
	vars     map[string]string
	secret   map[string]bool // variables that hold a credential
	redactor *redactor
	failure  error           // what stopped the case
	observed string          // the last reply to a step that proves, for MAY and INFO
	scram    *sasl.Scram     // the last exchange of SCRAM, for one that sends it again
	quietEnd map[string]bool // connections on which replies may be left unread

	unspecified bool // X.0.0 was seen
	sending     bool // what is expanded now is sent
	messages    int  // that were sent so far, each a header of its own
}

func newSession(p *Player, c *scenarios.Case) *session {
	s := &session{
		Player: p, c: c, result: &Result{Started: time.Now()}, conns: map[string]*conn{},
		secret: map[string]bool{}, redactor: newRedactor(p.Target), quietEnd: map[string]bool{},
	}
	s.bindVariables()
	return s
}

// mismatch is an expectation that was not met and that ends the case.
type mismatch struct{ finding reports.Finding }

func (m *mismatch) Error() string { return m.finding.Message() }

// undecided is a condition under which the case says nothing.
type undecided struct{ reason reports.Reason }

func (u *undecided) Error() string { return u.reason.String() }

// undetermined is one that a library explains.
func undetermined(text string) error {
	return &undecided{reports.Reason{Kind: reports.ReasonUndetermined, Text: text}}
}

// inapplicable is an outcome under which the rule of the case does not apply.
type inapplicable struct{ reason reports.Reason }

func (n *inapplicable) Error() string { return n.reason.String() }

func (s *session) step(ctx context.Context, st *scenarios.Step) error {
	switch {
	case st.Connect != nil:
		if err := s.connect(ctx, st); err != nil {
			return err
		}
	case st.Accept != nil:
		return errors.New("only servers can be tested")
	case st.Sends():
		if err := s.send(ctx, st); err != nil {
			return err
		}
	case st.TLS != nil:
		return s.handshake(ctx, st)
	case st.Auth != nil:
		return s.auth(ctx, st)
	case st.Pause != nil:
		return s.pause(ctx, st)
	case st.ExpectSilence != nil:
		return s.expectSilence(ctx, st)
	case st.Collect != nil:
		return s.collect(ctx, st)
	case st.AtrnReceive != nil:
		return s.atrnReceive(ctx, st)
	case st.Delivered != nil:
		return s.delivered(ctx, st)
	case st.Close != "":
		if err := s.closeConn(st); err != nil {
			return err
		}
	case st.ExpectOpen != nil:
		return s.expectOpen(ctx, st)
	}
	return s.expectAll(ctx, st)
}

// conn returns the connection of a step.
func (s *session) conn(st *scenarios.Step) (*conn, error) {
	name := connName(st)
	c, ok := s.conns[name]
	if !ok {
		return nil, fmt.Errorf("line %d: connection %s is not open; a connect step is missing", st.Pos.Line, name)
	}
	if c.spent {
		return nil, &undecided{reports.Reason{Kind: reports.ReasonEnded}}
	}
	return c, nil
}

func connName(st *scenarios.Step) string {
	if st.On == "" {
		return "a"
	}
	return st.On
}

func (s *session) connect(ctx context.Context, st *scenarios.Step) error {
	address, ok := s.Target.Address(st.Connect.Port)
	if !ok {
		return &undecided{reports.Reason{Kind: reports.ReasonNoPort, Name: st.Connect.Port}}
	}
	name := connName(st)
	if old, open := s.conns[name]; open {
		old.close()
	}
	d := net.Dialer{Timeout: s.Limits.Reply}
	nc, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		s.result.Lost = true
		return fmt.Errorf("connect to %s: %w", address, err)
	}
	s.note(name, reports.Observation{Kind: reports.SawConnected, Peer: address})
	s.conns[name] = newConn(name, nc, s.Limits.Octets)
	if !slices.Contains(s.order, name) {
		s.order = append(s.order, name)
	}
	if st.Connect.TLS {
		return s.handshake(ctx, &scenarios.Step{Pos: st.Pos, On: st.On, TLS: &scenarios.Handshake{}, Prepares: true})
	}
	return nil
}

func (s *session) closeConn(st *scenarios.Step) error {
	c, err := s.conn(st)
	if err != nil {
		return err
	}
	s.quietEnd[c.name] = true
	switch st.Close {
	case "half":
		s.note(c.name, reports.Observation{Kind: reports.SawHalfClosed, By: reports.ByClient})
		if err := c.half(); err != nil && !gone(err) {
			return fmt.Errorf("half-close: %w", err)
		}
	case "rst":
		s.note(c.name, reports.Observation{Kind: reports.SawReset, By: reports.ByClient})
		c.reset()
	default:
		s.note(c.name, reports.Observation{Kind: reports.SawClosed, By: reports.ByClient})
		c.close()
	}
	return nil
}

func (s *session) closeAll() {
	for _, c := range s.conns {
		c.close()
	}
}

func (s *session) pause(ctx context.Context, st *scenarios.Step) error {
	d, err := s.duration(st.Pause, 0)
	if err != nil {
		return err
	}
	return wait(ctx, d)
}
