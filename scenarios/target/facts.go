package target

import (
	"cmp"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Fact is a property of a server, given in target.yaml, that scenarios can need.
type Fact struct {
	// Name is used in needs: and when:, and is the name of a variable.
	Name string
	// Key is the key of target.yaml that gives it.
	Key string
	// Text describes it.
	Text string
	// Index is its position among the values of the key.
	Index int
	// Optional reports whether a server may lack it: without the key, scenarios that
	// need it do not apply.
	Optional bool
	// NoVariable reports whether it has no variable.
	NoVariable bool

	domain bool // it is the domain of the value
	form   form
	of     func(*Target) []string // its values, where they are not in declares
	was    string                 // an earlier name
}

// declares is the prefix of the keys whose values are in Declares.
const declares = "declares."

// facts is the table of facts. A new key of declares is one row.
var facts = []Fact{
	{Name: "delivery", Key: "delivery.dir", NoVariable: true, Text: "the directory in which delivered messages appear", of: func(t *Target) []string { return []string{t.Delivery.Dir} }},
	{Name: "auth", Key: "auth.user and auth.password", NoVariable: true, Text: "a user and a password", of: credentials},
	{Name: "token", Key: "auth.token", Text: "an OAuth access token", of: func(t *Target) []string { return []string{t.Auth.Token} }},
	{Name: "certificate", Key: "tls.certificate and tls.key", Optional: true, NoVariable: true, Text: "a certificate by which a client logs in", of: func(t *Target) []string { return []string{t.TLS.Certificate} }},
	{Name: "domain", Key: "domain", Text: "the domain of the server", of: func(t *Target) []string { return []string{t.Domain} }},
	{Name: "mailbox", Key: "mailboxes.known", form: formAddress, Text: "a mailbox that exists", of: func(t *Target) []string { return t.Mailboxes.Known }},
	{Name: "mailbox2", Key: "mailboxes.known", Index: 1, form: formAddress, Text: "another one", of: func(t *Target) []string { return t.Mailboxes.Known }},
	{Name: "unknown", Key: "mailboxes.unknown", form: formAddress, Text: "a local mailbox that does not exist", of: func(t *Target) []string { return []string{t.Mailboxes.Unknown} }},
	{Name: "foreign", Key: "mailboxes.foreign", form: formAddress, Text: "a mailbox elsewhere, to which nothing is relayed", of: func(t *Target) []string { return []string{t.Mailboxes.Foreign} }},
	{Name: "foreign_domain", Key: "mailboxes.foreign", form: formAddress, domain: true, Text: "the domain of ${foreign}", of: func(t *Target) []string { return []string{t.Mailboxes.Foreign} }},

	{Name: "max_size", Key: declares + "max_size", form: formNumber, Text: "octets of the largest message"},
	{Name: "max_recipients", Key: declares + "max_recipients", form: formNumber, Text: "the most recipients of a message"},
	{Name: "idle_timeout", Key: declares + "idle_timeout", form: formPeriod, Text: "after which a silent client is dropped"},
	{Name: "etrn_queue", Key: declares + "etrn_queue", form: formQueues, Optional: true, was: "held", Text: "a mailbox whose mail waits for ETRN or ATRN"},
	{Name: "etrn_queue_domain", Key: declares + "etrn_queue", form: formQueues, domain: true, Optional: true, was: "held_domain", Text: "the domain of ${etrn_queue}"},
	{Name: "etrn_queue2", Key: declares + "etrn_queue", Index: 1, form: formQueues, Optional: true, was: "held2", Text: "another one"},
	{Name: "etrn_queue2_domain", Key: declares + "etrn_queue", Index: 1, form: formQueues, domain: true, Optional: true, was: "held2_domain", Text: "the domain of ${etrn_queue2}"},
	{Name: "null_mx", Key: declares + "null_mx", form: formDomain, Optional: true, Text: "a domain whose only MX is the root"},
	{Name: "reassigned", Key: declares + "reassigned", form: formAddress, Optional: true, Text: "a mailbox that had another owner after 1990"},
	{Name: "forwarded", Key: declares + "forwarded", form: formAddress, Optional: true, Text: "a mailbox that has moved; its mail is forwarded to the spool (delivery.dir)"},
	{Name: "moved", Key: declares + "moved", form: formAddress, Optional: true, Text: "a mailbox that has moved, and does not accept mail any more"},
	{Name: "forwarded_utf8", Key: declares + "forwarded_utf8", form: formAddress, Optional: true, Text: "as ${forwarded}, and the new address is not ASCII"},
	{Name: "moved_utf8", Key: declares + "moved_utf8", form: formAddress, Optional: true, Text: "as ${moved}, and the new address is not ASCII"},
	{Name: "failing", Key: declares + "failing", form: formAddresses, Optional: true, Text: "a mailbox that RCPT accepts and whose delivery fails"},
	{Name: "failing2", Key: declares + "failing", Index: 1, form: formAddresses, Optional: true, Text: "another one"},
	{Name: "list", Key: declares + "list", form: formAddress, Optional: true, Text: "a mailing list with mailboxes.known among its members"},
	{Name: "ambiguous", Key: declares + "ambiguous", form: formAddress, Optional: true, Text: "a name for which VRFY finds several mailboxes"},
	{Name: "full", Key: declares + "full", form: formAddress, Optional: true, Text: "a mailbox over its quota"},
	{Name: "ascii_only", Key: declares + "ascii_only", form: formAddress, Optional: true, Text: "a mailbox that does not accept a header in UTF-8"},
}

// Facts returns every fact.
func Facts() []Fact { return slices.Clone(facts) }

// credentials returns the user, if there is also a password.
func credentials(t *Target) []string {
	if t.Auth.User == "" || t.Auth.Password == "" {
		return nil
	}
	return []string{t.Auth.User}
}

// FactNames returns the names of the facts, sorted.
func FactNames() []string {
	names := make([]string, len(facts))
	for i, f := range facts {
		names[i] = f.Name
	}
	slices.Sort(names)
	return names
}

// LookupFact returns the fact of a name.
func LookupFact(name string) (Fact, bool) {
	if i := slices.IndexFunc(facts, func(f Fact) bool { return f.Name == name }); i >= 0 {
		return facts[i], true
	}
	return Fact{}, false
}

// Source returns the key of target.yaml for a message to the operator.
func (f Fact) Source() string {
	if f.Index > 0 {
		return f.Key + " (two of them)"
	}
	return f.Key
}

// declared returns the key below declares, and reports whether it has one.
func (f Fact) declared() (string, bool) { return strings.CutPrefix(f.Key, declares) }

// values returns all that a target gives for the key of the fact.
func (f Fact) values(t *Target) []string {
	if f.of != nil {
		return f.of(t)
	}
	key, _ := f.declared()
	return t.Declares[key]
}

// value returns the fact itself, "" if the target does not have it.
func (f Fact) value(t *Target) string {
	values := f.values(t)
	if f.Index >= len(values) {
		return ""
	}
	v := values[f.Index]
	if f.domain {
		v = v[strings.LastIndexByte(v, '@')+1:]
	}
	return v
}

// FactHint returns what to write in place of an unknown fact, or "".
func FactHint(name string) string {
	return cmp.Or(FactRenamed(name), strictyaml.DidYouMean(name, FactNames()))
}

// FactRenamed returns a hint with the current name of a renamed fact, or "".
func FactRenamed(name string) string {
	if i := slices.IndexFunc(facts, func(f Fact) bool { return f.was == name }); i >= 0 && name != "" {
		return "it was renamed to " + facts[i].Name
	}
	return ""
}
