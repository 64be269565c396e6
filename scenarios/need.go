package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/target"
)

// NeedKind tells where a need is looked up.
type NeedKind int

// Kinds of needs.
const (
	NeedKeyword NeedKind = iota // an EHLO keyword; not offered: skip
	NeedPort                    // a port of target.yaml; missing: skip
	NeedFact                    // a key of target.yaml; missing: unknown, or skip where it is optional
)

// Need is something that a target has to offer (or, with Not, must not offer)
// for a scenario or step to run.
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
		if !slices.Contains(target.PortNames(), n.Name) {
			return n, fmt.Errorf("unknown port %q; %s", n.Name, target.PortHint(n.Name))
		}
	case len(words) >= 1 && len(words) <= 2 && words[0] == strings.ToUpper(words[0]):
		n.Kind, n.Name = NeedKeyword, words[0]
		if len(words) == 2 {
			n.Param = words[1]
		}
	case len(words) == 1:
		n.Kind, n.Name = NeedFact, words[0]
		if _, ok := target.LookupFact(n.Name); !ok {
			if hint := target.FactHint(n.Name); hint != "" {
				return n, fmt.Errorf("unknown need %q; %s", text, hint)
			}
			return n, fmt.Errorf("unknown need %q: use one of the facts %s, or an EHLO keyword in capitals", text, strings.Join(target.FactNames(), ", "))
		}
	default:
		return n, fmt.Errorf("invalid need %q: use a keyword (AUTH PLAIN), a port (port lmtp) or a fact (delivery)", text)
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
