package scenarios

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// actions returns the actions of a step; more than one is an error.
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

// Sends reports whether the step sends octets that the author wrote.
func (st *Step) Sends() bool {
	return st.Send != nil || st.Data != nil || st.Bdat != nil || len(st.Commands) > 0
}

func (x *expander) checkShape(n *yaml.Node, st *Step) {
	names := st.actions()
	switch {
	case len(names) > 1:
		x.Fail(n, "write a step for each", "more than one action in a step: %s", strings.Join(names, " and "))
	case len(names) == 0 && st.S == nil:
		x.Fail(n, "use C, S, send, data, use or another action; see smtpspec help scenarios", "step without an action")
	}
	if st.S != nil && len(names) == 1 {
		switch names[0] {
		case "C", "send", "data", "bdat", "connect":
		case "auth":
			if len(st.Expect) > 1 {
				x.Fail(n, "", "auth takes one expectation: the reply that ends the exchange")
			}
		case "close":
			if st.Close != "half" {
				x.Fail(n, "use close: half to end only sending", "S after close: %s; nothing is received any more", st.Close)
			}
		default:
			x.Fail(n, "write S as a separate step", "S with %s, which has no reply", names[0])
		}
	}
	if len(st.With) > 0 {
		x.Fail(n, "", "with without use")
	}
	if st.Unread && (!st.Sends() || st.S != nil) {
		x.Fail(n, "", "unread is only for a step that sends and has no S")
	}
	if st.Last && st.Bdat == nil {
		x.Fail(n, "", "last is only for bdat")
	}
	if (st.Cut != nil || st.Gap != nil) && !st.Sends() {
		x.Fail(n, "", "cut and gap are only for a step that sends")
	}
	if st.Data != nil && !strings.HasSuffix(st.Data.Raw, "\r\n") && !strings.HasSuffix(st.Data.Raw, "}") && st.Data.Raw != "" {
		x.Fail(n, `end it with "\r\n" in double quotes; write send for octets without an end of data`, "data must end with CRLF, otherwise the end of data is not recognized")
	}
	switch st.Close {
	case "", "fin", "rst", "half":
	default:
		x.Fail(n, "use fin, rst or half", "invalid close %q", st.Close)
	}
	if h := st.TLS; h != nil {
		if h.Hello != "" && !slices.Contains(HelloKinds(), h.Hello) {
			x.Fail(n, "use one of "+strings.Join(HelloKinds(), ", "), "unknown hello %q", h.Hello)
		}
		if h.Version != "" && !slices.Contains([]string{"1.0", "1.1", "1.2", "1.3"}, h.Version) {
			x.Fail(n, `use "1.0", "1.1", "1.2" or "1.3", in quotes`, "invalid TLS version %q", h.Version)
		}
	}
	if st.Connect != nil && st.Connect.Port != "" {
		if _, err := ParseNeed("port " + st.Connect.Port); err != nil {
			x.Fail(n, "", "%v", err)
		}
	}
	if x.scenario.Subject == SubjectRelay && st.On != "upstream" && st.On != "downstream" && len(names) > 0 && names[0] != "delivered" && names[0] != "pause" {
		x.Fail(n, "add on: upstream or on: downstream", "missing lane in a step of a relay scenario")
	}
}

// checkBlock checks a step that is replaced by other steps.
func (x *expander) checkBlock(n *yaml.Node, st *Step) {
	names := append(st.blocks(), st.actions()...)
	if st.S != nil {
		names = append(names, "S")
	}
	if len(names) > 1 {
		x.Fail(n, "write a step for each", "%s cannot be combined with %s in a step", names[0], strings.Join(names[1:], " and "))
	}
	if st.Use == "" && len(st.With) > 0 {
		x.Fail(n, "", "with without use")
	}
	if st.Cut != nil || st.Gap != nil || st.Within != nil || st.Last || st.Unread {
		x.Fail(n, "write them in the step that they are for", "cut, gap, within, last and unread do not apply to %s", names[0])
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
