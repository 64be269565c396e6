package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Target is target.yaml: what the operator says of the server under test.
type Target struct {
	Name       string          `yaml:"name"`
	Host       string          `yaml:"host"`
	Ports      TargetPorts     `yaml:"ports"`
	Domain     string          `yaml:"domain"`
	Mailboxes  TargetMailboxes `yaml:"mailboxes"`
	Auth       TargetAuth      `yaml:"auth"`
	TLS        TargetTLS       `yaml:"tls"`
	Delivery   TargetDelivery  `yaml:"delivery"`
	Declares   TargetDeclares  `yaml:"declares"`
	Authorized bool            `yaml:"authorized"`
}

// TargetPorts are the ports that exist; 0 for those that do not.
type TargetPorts struct {
	SMTP        int `yaml:"smtp"`
	Submission  int `yaml:"submission"`
	Submissions int `yaml:"submissions"`
	LMTP        int `yaml:"lmtp"`
	ODMR        int `yaml:"odmr"`     // On-Demand Mail Relay (RFC 2645)
	Dummy       int `yaml:"dummy"`    // a host that never takes mail (RFC 7504)
	Refusing    int `yaml:"refusing"` // it takes no mail from this client, and greets with 554
}

// Map returns the ports that exist by their names.
func (p TargetPorts) Map() map[string]int {
	m := map[string]int{}
	for name, n := range map[string]int{"smtp": p.SMTP, "submission": p.Submission, "submissions": p.Submissions, "lmtp": p.LMTP, "odmr": p.ODMR, "dummy": p.Dummy, "refusing": p.Refusing} {
		if n != 0 {
			m[name] = n
		}
	}
	return m
}

// TargetMailboxes are the only addresses that mail is sent to.
type TargetMailboxes struct {
	Known   Strings `yaml:"known"`
	Unknown string  `yaml:"unknown"` // local, does not exist
	Foreign string  `yaml:"foreign"` // not local: relaying to it must be refused
}

// TargetAuth is a good pair of credentials, and an access token.
type TargetAuth struct {
	User        string `yaml:"user"`
	Password    string `yaml:"password"`
	PasswordEnv string `yaml:"password_env"`
	Token       string `yaml:"token"` // of OAuth, for OAUTHBEARER
	TokenEnv    string `yaml:"token_env"`
}

// TargetTLS says how the certificate is checked.
type TargetTLS struct {
	CA         string `yaml:"ca"` // a PEM file
	ServerName string `yaml:"server_name"`
	// Certificate and Key are PEM files of a client, by which it logs in (EXTERNAL).
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
	Insecure    bool   `yaml:"insecure"`
}

// TargetDelivery says where delivered messages appear.
type TargetDelivery struct {
	Dir    string    `yaml:"dir"`
	Match  string    `yaml:"match"`
	Settle *Duration `yaml:"settle"` // how long to wait for one message too many; default 1s
}

// Spool is the folder in which delivered messages appear.
func (d *TargetDelivery) Spool() Spool { return Spool{Dir: d.Dir, Match: d.Match} }

// TargetDeclares is what the operator says of the server's limits.
type TargetDeclares struct {
	MaxSize       int       `yaml:"max_size"` // octets
	MaxRecipients int       `yaml:"max_recipients"`
	IdleTimeout   *Duration `yaml:"idle_timeout"`
	Held          Strings   `yaml:"held"`       // mailboxes whose mail waits until their host calls (ETRN, ATRN)
	NullMX        string    `yaml:"null_mx"`    // a domain whose only MX is the root
	Reassigned    string    `yaml:"reassigned"` // a mailbox that had another owner after 1990 (RRVS)
	Forwarded     string    `yaml:"forwarded"`  // a mailbox that has moved; its mail is sent on to below delivery.dir
	Moved         string    `yaml:"moved"`      // a mailbox that has moved, and takes no mail any more
	// Failing mailboxes are taken at RCPT, and cannot be delivered to.
	Failing   Strings `yaml:"failing"`
	List      string  `yaml:"list"`      // a mailing list with mailboxes.known among its members
	Ambiguous string  `yaml:"ambiguous"` // a name that VRFY finds several mailboxes for
	// Forwarded and Moved with a new address that is not ASCII.
	ForwardedUTF8 string `yaml:"forwarded_utf8"`
	MovedUTF8     string `yaml:"moved_utf8"`
	Full          string `yaml:"full"`       // a mailbox without room
	ASCIIOnly     string `yaml:"ascii_only"` // a mailbox that cannot get a header in UTF-8
}

// LoadTarget reads target.yaml. Paths in it are taken from its folder; the
// password may come from the environment.
func LoadTarget(path string) (*Target, error) { return loadTarget(path, true) }

// LoadFacts is LoadTarget for when it is known where the server is: host and
// ports may be missing.
func LoadFacts(path string) (*Target, error) { return loadTarget(path, false) }

func loadTarget(path string, address bool) (*Target, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the target: %w", err)
	}
	t, err := parseTarget(path, text, address)
	if err != nil {
		return nil, err
	}
	folder := filepath.Dir(path)
	for _, p := range []*string{&t.Delivery.Dir, &t.TLS.CA, &t.TLS.Certificate, &t.TLS.Key} {
		if *p != "" && !filepath.IsAbs(*p) {
			*p = filepath.Join(folder, *p)
		}
	}
	for _, secret := range []struct {
		key, name string
		value     *string
	}{
		{"auth.password_env", t.Auth.PasswordEnv, &t.Auth.Password},
		{"auth.token_env", t.Auth.TokenEnv, &t.Auth.Token},
	} {
		if secret.name == "" {
			continue
		}
		if *secret.value = os.Getenv(secret.name); *secret.value == "" {
			return nil, fmt.Errorf("%s: %s names %s, which is not set in the environment", path, secret.key, secret.name)
		}
	}
	return t, nil
}

// ParseTarget reads the text of target.yaml. All problems are reported at once,
// as Problems.
func ParseTarget(path string, text []byte) (*Target, error) { return parseTarget(path, text, true) }

// parseTarget asks for host and ports where address is set.
func parseTarget(path string, text []byte, address bool) (*Target, error) {
	d := &decoder{src: newSource(path, text)}
	root, ok := d.document(text)
	if !ok {
		return nil, d.problems.errOrNil()
	}
	t := &Target{}
	d.decode(root, reflect.ValueOf(t))
	if len(d.problems) > 0 {
		return nil, d.problems.errOrNil()
	}
	if address && t.Host == "" {
		d.fail(root, "host: 127.0.0.1, for instance, or give --target", "a target needs a host")
	}
	if address && len(t.Ports.Map()) == 0 {
		d.fail(root, "ports: {smtp: 25}, for instance, or give --target", "a target needs a port")
	}
	for name, n := range t.Ports.Map() {
		if n < 1 || n > 65535 {
			d.fail(root, "", "port %s: %d is not within 1 to 65535", name, n)
		}
	}
	for name, v := range map[string]*Duration{"declares.idle_timeout": t.Declares.IdleTimeout, "delivery.settle": t.Delivery.Settle} {
		if v != nil && len(v.Facts) > 0 {
			d.fail(root, "5s, for instance", "%s: idle_timeout cannot be said by itself", name)
		}
	}
	if t.Auth.Password != "" && t.Auth.PasswordEnv != "" {
		d.fail(root, "give one of them", "auth has password and password_env")
	}
	if (t.TLS.Certificate == "") != (t.TLS.Key == "") {
		d.fail(root, "give both", "tls has one of certificate and key")
	}
	if t.Auth.Token != "" && t.Auth.TokenEnv != "" {
		d.fail(root, "give one of them", "auth has token and token_env")
	}
	for _, c := range []byte(t.Auth.Token) {
		if c <= ' ' || c >= 0x7f {
			d.fail(root, "the token as it stands behind Bearer", "auth.token has a blank, or an octet that is not ASCII")
			break
		}
	}
	for _, address := range slices.Concat([]string{t.Mailboxes.Unknown, t.Mailboxes.Foreign, t.Declares.NullMX, t.Declares.Reassigned, t.Declares.List, t.Declares.Ambiguous, t.Declares.Full, t.Declares.ASCIIOnly}, t.Declares.moved(), t.Declares.Failing, t.Mailboxes.Known, t.Declares.Held) {
		for _, c := range []byte(address) {
			if c <= ' ' || c == '<' || c == '>' || c == 0x7f {
				d.fail(root, "an address without brackets: alice@example.com", "%q is no mailbox", address)
				break
			}
		}
	}
	for _, address := range t.Declares.Held {
		if !strings.Contains(address, "@") {
			d.fail(root, "a mailbox: carol@branch.example", "declares.held: %q has no domain", address)
		}
	}
	if strings.Contains(t.Declares.NullMX, "@") {
		d.fail(root, "a domain: nomail.example", "declares.null_mx: %q is a mailbox", t.Declares.NullMX)
	}
	return t, d.problems.errOrNil()
}

// moved lists the mailboxes that have moved.
func (d *TargetDeclares) moved() []string {
	return []string{d.Forwarded, d.Moved, d.ForwardedUTF8, d.MovedUTF8}
}

// Facts gives the variables that the target defines, by the names of the facts.
func (t *Target) Facts() map[string]string {
	m := map[string]string{}
	set := func(name, value string) {
		if value != "" {
			m[name] = value
		}
	}
	set("domain", t.Domain)
	if len(t.Mailboxes.Known) > 0 {
		set("mailbox", t.Mailboxes.Known[0])
	}
	if len(t.Mailboxes.Known) > 1 {
		set("mailbox2", t.Mailboxes.Known[1])
	}
	set("unknown", t.Mailboxes.Unknown)
	set("foreign", t.Mailboxes.Foreign)
	if t.Auth.User != "" && t.Auth.Password != "" {
		set("auth", t.Auth.User)
	}
	set("token", t.Auth.Token)
	set("certificate", t.TLS.Certificate)
	set("delivery", t.Delivery.Dir)
	if t.Declares.MaxSize > 0 {
		set("max_size", fmt.Sprint(t.Declares.MaxSize))
	}
	if t.Declares.MaxRecipients > 0 {
		set("max_recipients", fmt.Sprint(t.Declares.MaxRecipients))
	}
	for i, name := range []string{"held", "held2"} {
		if i < len(t.Declares.Held) {
			address := t.Declares.Held[i]
			set(name, address)
			set(name+"_domain", address[strings.LastIndexByte(address, '@')+1:])
		}
	}
	set("null_mx", t.Declares.NullMX)
	set("reassigned", t.Declares.Reassigned)
	for i, name := range []string{"failing", "failing2"} {
		if i < len(t.Declares.Failing) {
			set(name, t.Declares.Failing[i])
		}
	}
	set("list", t.Declares.List)
	set("ambiguous", t.Declares.Ambiguous)
	set("forwarded", t.Declares.Forwarded)
	set("moved", t.Declares.Moved)
	set("forwarded_utf8", t.Declares.ForwardedUTF8)
	set("moved_utf8", t.Declares.MovedUTF8)
	set("full", t.Declares.Full)
	set("ascii_only", t.Declares.ASCIIOnly)
	if d := t.Declares.IdleTimeout; d != nil && d.Fixed > 0 {
		set("idle_timeout", d.Fixed.String())
	}
	return m
}

// DefaultSettle is how long to wait for one message too many.
const DefaultSettle = time.Second
