package scenarios

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// actions names what a step does; more than one is a mistake.
func (st *Step) actions() []string {
	var names []string
	add := func(name string, set bool) {
		if set {
			names = append(names, name)
		}
	}
	add("connect", st.Connect != nil)
	add("accept", st.Accept != nil)
	add("C", st.C != nil)
	add("send", st.Send != nil)
	add("data", st.Data != nil)
	add("bdat", st.Bdat != nil)
	add("tls", st.TLS != nil)
	add("auth", st.Auth != nil)
	add("pause", st.Pause != nil)
	add("expect_silence", st.ExpectSilence != nil)
	add("collect", st.Collect != nil)
	add("atrn_receive", st.AtrnReceive != nil)
	add("delivered", st.Delivered != nil)
	add("close", st.Close != "")
	add("expect_open", st.ExpectOpen != nil)
	return names
}

// Sends tells whether the step puts octets of the author on the wire.
func (st *Step) Sends() bool {
	return st.Send != nil || st.Data != nil || st.Bdat != nil || len(st.Commands) > 0
}

func (x *expander) checkShape(n *yaml.Node, st *Step) {
	names := st.actions()
	switch {
	case len(names) > 1:
		x.Fail(n, "write a step for each", "a step does one thing, this one has %s", strings.Join(names, " and "))
	case len(names) == 0 && st.S == nil:
		x.Fail(n, "C, S, send, data, use and others: smtpspec help scenarios", "a step without an action")
	}
	if st.S != nil && len(names) == 1 {
		switch names[0] {
		case "C", "send", "data", "bdat", "connect":
		case "auth":
			if len(st.Expect) > 1 {
				x.Fail(n, "", "auth has one reply, that to its end")
			}
		case "close":
			if st.Close != "half" {
				x.Fail(n, "close: half ends sending alone", "nothing is received after close: %s", st.Close)
			}
		default:
			x.Fail(n, "write the S as a step of its own", "%s has no replies", names[0])
		}
	}
	if len(st.With) > 0 {
		x.Fail(n, "", "with belongs to use")
	}
	if st.Unread && (!st.Sends() || st.S != nil) {
		x.Fail(n, "", "unread belongs to a step that sends and has no S")
	}
	if st.Last && st.Bdat == nil {
		x.Fail(n, "", "last belongs to bdat")
	}
	if (st.Cut != nil || st.Gap != nil) && !st.Sends() {
		x.Fail(n, "", "cut and gap belong to a step that sends")
	}
	if st.Data != nil && !strings.HasSuffix(st.Data.Raw, "\r\n") && !strings.HasSuffix(st.Data.Raw, "}") && st.Data.Raw != "" {
		x.Fail(n, `end it with "\r\n" in double quotes; write send for octets without an end of data`, "data has to end with CRLF, or the end of data would not be one")
	}
	switch st.Close {
	case "", "fin", "rst", "half":
	default:
		x.Fail(n, "fin, rst or half", "%q is no way to close", st.Close)
	}
	if h := st.TLS; h != nil {
		if h.Hello != "" && !slices.Contains(HelloKinds(), h.Hello) {
			x.Fail(n, "one of "+strings.Join(HelloKinds(), ", "), "%q is no kind of hello", h.Hello)
		}
		if h.Version != "" && !slices.Contains([]string{"1.0", "1.1", "1.2", "1.3"}, h.Version) {
			x.Fail(n, `"1.0", "1.1", "1.2" or "1.3", in quotes`, "%q is no version of TLS", h.Version)
		}
	}
	if st.Connect != nil && st.Connect.Port != "" {
		if _, err := ParseNeed("port " + st.Connect.Port); err != nil {
			x.Fail(n, "", "%v", err)
		}
	}
	if x.scenario.Subject == SubjectRelay && st.On != "upstream" && st.On != "downstream" && len(names) > 0 && names[0] != "delivered" && names[0] != "pause" {
		x.Fail(n, "on: upstream or on: downstream", "a step of a relay scenario names its lane")
	}
}

// checkBlock refuses what a step that stands for others cannot have.
func (x *expander) checkBlock(n *yaml.Node, st *Step) {
	names := append(st.blocks(), st.actions()...)
	if st.S != nil {
		names = append(names, "S")
	}
	if len(names) > 1 {
		x.Fail(n, "write a step for each", "%s stands for steps and does nothing else, this step has %s too", names[0], strings.Join(names[1:], " and "))
	}
	if st.Use == "" && len(st.With) > 0 {
		x.Fail(n, "", "with belongs to use")
	}
	if st.Cut != nil || st.Gap != nil || st.Within != nil || st.Last || st.Unread {
		x.Fail(n, "write it in the step that it is about", "cut, gap, within, last and unread do not reach into %s", names[0])
	}
}

// inferNeeds adds the facts that variables and steps use.
func (c *Case) inferNeeds() {
	known := map[string]bool{}
	for _, n := range c.Needs {
		known[n.String()] = true
	}
	add := func(kind NeedKind, name string) {
		n := Need{Kind: kind, Name: name}
		if !known[n.String()] {
			known[n.String()] = true
			c.Needs = append(c.Needs, n)
		}
	}
	vars := c.varFacts()
	for _, st := range c.Steps {
		if st.Gate != nil {
			continue
		}
		for _, name := range st.names() {
			for _, fact := range factsOf(name, vars) {
				add(NeedFact, fact)
			}
		}
		switch {
		case st.Delivered != nil:
			add(NeedFact, "delivery")
		case st.TLS != nil && st.TLS.Certificate:
			add(NeedFact, "certificate")
		case st.Auth != nil && st.Auth.Mechanism != "OAUTHBEARER":
			add(NeedFact, "auth")
		case st.Auth != nil && st.Auth.Message == nil:
			add(NeedFact, "token")
		case st.Connect != nil && st.Connect.Port != "" && st.Connect.Port != "smtp":
			add(NeedPort, st.Connect.Port)
		}
	}
}
