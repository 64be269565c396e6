package scenarios

import (
	"cmp"
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// lintSteps checks the steps of a case together.
func (l *Loader) lintSteps(d *strictyaml.Decoder, c *Case) {
	for _, st := range c.Steps {
		for _, id := range st.Proves {
			if _, ok := l.Requirements.Get(id); !ok {
				l.unknownRequirement(d, c.placeOf(st), c, id)
			}
		}
	}
	before := len(d.Problems)
	lintReplies(d, c)
	if len(d.Problems) == before { // or the missing S is reported already
		lintExpectations(d, c)
	}
	lintVariables(d, c)
}

// placeOf returns the position of a step, or that of the scenario if the step is in
// a shared fragment.
func (c *Case) placeOf(st *Step) *yaml.Node {
	pos := c.Pos
	if st.Pos.File == c.Pos.File {
		pos = st.Pos
	}
	return &yaml.Node{Line: pos.Line, Column: pos.Col}
}

// lintExpectations reports a case that passes with any target.
func lintExpectations(d *strictyaml.Decoder, c *Case) {
	at := &yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}
	switch {
	case len(c.Steps) == 0:
		d.Fail(at, "", "scenario %s has no steps in play", c.ID)
	case c.Probe, len(c.Watch) > 0, slices.ContainsFunc(c.Steps, (*Step).affectsVerdict):
	default:
		d.Fail(at, "add an S or another expectation for the rule, without when", "scenario %s has no expectation in play", c.ID)
	}
}

// affectsVerdict reports whether the outcome of a step affects the verdict, whatever
// the target offers.
func (st *Step) affectsVerdict() bool {
	if st.Prepares || st.Gate != nil {
		return false
	}
	return len(st.Expect) > 0 || st.Collect != nil || st.ExpectSilence != nil || st.ExpectOpen != nil || st.AtrnReceive != nil ||
		st.Delivered != nil || st.TLS != nil || st.Auth != nil || st.Accept != nil
}

// lintReplies reports a step that sends something and whose reply is never read.
func lintReplies(d *strictyaml.Decoder, c *Case) {
	if c.Subject != SubjectServer {
		return
	}
	conns := map[string]*unanswered{}
	var order []*unanswered
	for _, st := range c.Steps {
		conn := conns[st.On]
		if conn == nil {
			conn = &unanswered{}
			conns[st.On] = conn
			order = append(order, conn)
		}
		conn.step(st)
	}
	said := map[*Step]bool{}
	for _, conn := range order {
		conn.end()
		for _, st := range conn.never {
			if !said[st] {
				said[st] = true
				d.Fail(c.placeOf(st), "add an S, or unread: true if the reply does not matter", "scenario %s does not read the reply to line %d", c.ID, st.Pos.Line)
			}
		}
	}
}

// unanswered are the steps of one connection whose replies are still to come.
type unanswered struct {
	greeting bool    // the greeting is still to come
	lines    []*Step // one for each command line or mail object
	octets   []*Step // those of send, which may be answered by any number of replies
	never    []*Step // those that cannot be answered any more
}

func (u *unanswered) step(st *Step) {
	if st.Connect != nil {
		u.end()
		u.greeting = true
	}
	if !st.Unread {
		u.sends(st)
	}
	switch {
	case st.Collect != nil, st.AtrnReceive != nil:
		u.greeting, u.lines, u.octets = false, nil, nil
	case st.ExpectSilence != nil, st.TLS != nil:
		u.octets = nil
	case st.Auth == nil:
		u.reads(len(st.Expect))
	}
	if st.Close == "fin" || st.Close == "rst" {
		u.end()
	}
}

func (u *unanswered) sends(st *Step) {
	for range st.Commands {
		u.lines = append(u.lines, st)
	}
	switch {
	case st.Data != nil, st.Bdat != nil:
		u.lines = append(u.lines, st)
	case st.Send != nil:
		u.octets = append(u.octets, st)
	}
}

// reads removes replies that were read; which octets caused which is unknown.
func (u *unanswered) reads(replies int) {
	if replies == 0 {
		return
	}
	u.octets = nil
	if u.greeting {
		u.greeting = false
		replies--
	}
	u.lines = u.lines[min(replies, len(u.lines)):]
}

// end is the end of the connection.
func (u *unanswered) end() {
	u.never = append(append(u.never, u.lines...), u.octets...)
	u.greeting, u.lines, u.octets = false, nil, nil
}

// lintVariables checks that each variable has a value when it is used.
func lintVariables(d *strictyaml.Decoder, c *Case) {
	var bound []string
	undefined := func(at *yaml.Node, name, where string) {
		words := slices.Concat(target.Builtins(), target.FactNames(), bound, sortedKeys(target.Derived()))
		for _, v := range c.Vars {
			words = append(words, v.Name)
		}
		d.Fail(at, cmp.Or(target.FactRenamed(name), strictyaml.DidYouMean(name, words)), "undefined variable ${%[2]s} (%[3]s) in scenario %[1]s", c.ID, name, where)
	}
	for i, v := range c.Vars {
		t, err := ParseTemplate(v.Value)
		if err != nil {
			d.Fail(c.place("vars"), "", "variable %s: %v", v.Name, err)
			continue
		}
		before := &Case{Vars: c.Vars[:i]}
		for _, name := range t.Names() {
			if !before.known(name) {
				undefined(c.place("vars"), name, "in the variable "+v.Name)
			}
		}
	}
	for _, st := range c.Steps {
		for _, name := range st.names() {
			if !c.known(name) && !slices.Contains(bound, name) {
				undefined(c.placeOf(st), name, fmt.Sprintf("line %d", st.Pos.Line))
			}
		}
		bound = append(bound, st.captured()...)
	}
}
