package scenarios

import (
	"fmt"
	"slices"
	"strings"
)

// NeedKind says where a need is looked up.
type NeedKind int

// Kinds of needs.
const (
	NeedKeyword NeedKind = iota // an EHLO keyword; not offered: skip
	NeedPort                    // a port of target.yaml; missing: skip
	NeedFact                    // a key of target.yaml; missing: unknown, or skip when Optional
)

// Need is something that a target has to offer (or, with Not, must not offer)
// for a scenario or step to be played.
type Need struct {
	Kind  NeedKind
	Name  string
	Param string // a parameter of the keyword, such as PLAIN of AUTH
	Not   bool
}

func (n Need) String() string {
	s := n.Name
	if n.Kind == NeedPort {
		s = "port " + s
	}
	if n.Param != "" {
		s += " " + n.Param
	}
	if n.Not {
		s = "no " + s
	}
	return s
}

// facts are the names of target.yaml facts that a scenario can need, each with
// the key that gives it.
var facts = map[string]string{
	"delivery":       "delivery.dir",
	"auth":           "auth.user and auth.password",
	"token":          "auth.token",
	"certificate":    "tls.certificate and tls.key",
	"domain":         "domain",
	"mailbox":        "mailboxes.known",
	"mailbox2":       "mailboxes.known (two of them)",
	"unknown":        "mailboxes.unknown",
	"foreign":        "mailboxes.foreign",
	"max_size":       "declares.max_size",
	"max_recipients": "declares.max_recipients",
	"idle_timeout":   "declares.idle_timeout",
	"held":           "declares.held",
	"held_domain":    "declares.held",
	"held2":          "declares.held (two of them)",
	"held2_domain":   "declares.held (two of them)",
	"null_mx":        "declares.null_mx",
	"reassigned":     "declares.reassigned",
	"failing":        "declares.failing",
	"failing2":       "declares.failing (two of them)",
	"list":           "declares.list",
	"ambiguous":      "declares.ambiguous",
	"forwarded":      "declares.forwarded",
	"moved":          "declares.moved",
	"forwarded_utf8": "declares.forwarded_utf8",
	"moved_utf8":     "declares.moved_utf8",
	"full":           "declares.full",
	"ascii_only":     "declares.ascii_only",
}

// KeyOf is the key of target.yaml that gives a fact, or "" for a word that is none.
func KeyOf(fact string) string { return facts[fact] }

// Optional tells whether a fact is one that a target may well not have at all:
// without its key the scenarios that need it do not apply.
func Optional(fact string) bool {
	switch fact {
	case "certificate", "held", "held_domain", "held2", "held2_domain", "null_mx", "reassigned",
		"failing", "failing2", "list", "ambiguous", "forwarded", "moved", "forwarded_utf8", "moved_utf8", "full", "ascii_only":
		return true
	}
	return false
}

// Ports are the names of the ports in target.yaml.
func Ports() []string {
	return []string{"smtp", "submission", "submissions", "lmtp", "odmr", "dummy", "refusing"}
}

// ParseNeed reads a need such as "PIPELINING", "AUTH PLAIN", "no STARTTLS",
// "port submissions" or "delivery".
func ParseNeed(text string) (Need, error) {
	words := strings.Fields(text)
	var n Need
	if len(words) > 1 && words[0] == "no" {
		n.Not = true
		words = words[1:]
	}
	switch {
	case len(words) == 2 && words[0] == "port":
		n.Kind, n.Name = NeedPort, words[1]
		if !slices.Contains(Ports(), n.Name) {
			return n, fmt.Errorf("unknown port %q; there are %s", n.Name, strings.Join(Ports(), ", "))
		}
	case len(words) >= 1 && len(words) <= 2 && words[0] == strings.ToUpper(words[0]):
		n.Kind, n.Name = NeedKeyword, words[0]
		if len(words) == 2 {
			n.Param = words[1]
		}
	case len(words) == 1:
		n.Kind, n.Name = NeedFact, words[0]
		if _, ok := facts[n.Name]; !ok {
			names := sortedKeys(facts)
			if s := Suggest(n.Name, names); s != "" {
				return n, fmt.Errorf("unknown need %q; did you mean %s?", text, s)
			}
			return n, fmt.Errorf("unknown need %q; facts are %s, EHLO keywords stand in capitals", text, strings.Join(names, ", "))
		}
	default:
		return n, fmt.Errorf("%q is no need; write a keyword (AUTH PLAIN), a port (port lmtp) or a fact (delivery)", text)
	}
	return n, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
