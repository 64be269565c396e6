package target

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Port is a port that target.yaml can name.
type Port struct {
	Name string
	// ImplicitTLS reports whether TLS begins with the connection.
	ImplicitTLS bool
	// LMTP reports whether the client greets with LHLO.
	LMTP bool
	// Text describes what listens there.
	Text string

	was string // an earlier name
}

// Hello returns the command with which a client greets there.
func (p Port) Hello() string {
	if p.LMTP {
		return "LHLO " + ClientName
	}
	return "EHLO " + ClientName
}

// Names of ports that the program itself opens.
const (
	PortSMTP        = "smtp"
	PortSubmission  = "submission"
	PortSubmissions = "submissions"
	PortLMTP        = "lmtp"
)

// Ports returns the ports that a target can have.
func Ports() []Port {
	return []Port{
		{Name: PortSMTP, Text: "mail from other servers"},
		{Name: PortSubmission, Text: "STARTTLS and AUTH"},
		{Name: PortSubmissions, Text: "TLS from the start", ImplicitTLS: true},
		{Name: PortLMTP, Text: "local delivery (RFC 2033)", LMTP: true},
		{Name: "odmr", Text: "On-Demand Mail Relay (RFC 2645)"},
		{Name: "dummy", Text: "a host that never takes mail (RFC 7504)"},
		{Name: "reject554", Text: "a host that greets with 554", was: "refusing"},
	}
}

// PortNames returns the names of the ports.
func PortNames() []string {
	var names []string
	for _, p := range Ports() {
		names = append(names, p.Name)
	}
	return names
}

// LookupPort returns the port of a name, and a port without properties for an unknown
// name.
func LookupPort(name string) Port {
	all := Ports()
	if i := slices.IndexFunc(all, func(p Port) bool { return p.Name == name }); i >= 0 {
		return all[i]
	}
	return Port{Name: name}
}

// PortHint returns what to write in place of an unknown port.
func PortHint(name string) string {
	for _, p := range Ports() {
		if p.was == name {
			return "it was renamed to " + p.Name
		}
	}
	return cmp.Or(strictyaml.DidYouMean(name, PortNames()), "use one of "+strings.Join(PortNames(), ", "))
}

// PortNumbers are the numbers of the ports that exist.
type PortNumbers map[string]int

// Set gives a port its number.
func (p *PortNumbers) Set(name string, number int) {
	if *p == nil {
		*p = PortNumbers{}
	}
	(*p)[name] = number
}

// DecodeNode reads the value from a YAML node.
func (p *PortNumbers) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		number, ok := d.Number(value)
		switch {
		case !slices.Contains(PortNames(), key.Value):
			d.Fail(key, PortHint(key.Value), "unknown port %q", key.Value)
		case !ok || number == 0: // a port that does not exist
		case number > 65535:
			d.Fail(value, "", "invalid port number %[2]d for %[1]s: use 1 to 65535", key.Value, number)
		default:
			p.Set(key.Value, number)
		}
	})
}
