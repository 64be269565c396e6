// Package target has what target.yaml says about the server, client or relay under
// test: facts, ports and profiles in a table each, the TLS configuration, the
// variables that scenarios get from it, and the walk through the spool.
//
// It must not know scenarios, verdicts or load: a new fact is one row of facts.go.
package target

import (
	"strconv"
	"time"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Target is target.yaml: what the operator declares about the server under test.
type Target struct {
	Name       string      `yaml:"name"`
	Host       string      `yaml:"host"`
	Ports      PortNumbers `yaml:"ports"`
	Domain     string      `yaml:"domain"`
	Mailboxes  Mailboxes   `yaml:"mailboxes"`
	Auth       Auth        `yaml:"auth"`
	TLS        TLS         `yaml:"tls"`
	Delivery   Delivery    `yaml:"delivery"`
	Declares   Declares    `yaml:"declares"`
	Authorized bool        `yaml:"authorized"`
}

// Mailboxes are the only addresses that mail is sent to.
type Mailboxes struct {
	Known   strictyaml.Strings `yaml:"known"`
	Unknown string             `yaml:"unknown"` // local, does not exist
	Foreign string             `yaml:"foreign"` // not local: relaying to it must be refused
}

// Auth is a valid pair of credentials, and an access token.
type Auth struct {
	User        string `yaml:"user"`
	Password    string `yaml:"password"`
	PasswordEnv string `yaml:"password_env"`
	Token       string `yaml:"token"` // of OAuth, for OAUTHBEARER
	TokenEnv    string `yaml:"token_env"`
}

// Delivery is where delivered messages appear.
type Delivery struct {
	Dir    string  `yaml:"dir"`
	Match  string  `yaml:"match"`
	Settle *Period `yaml:"settle"` // nil for DefaultSettle
}

// DefaultSettle is how long to wait for a surplus message.
const DefaultSettle = time.Second

// Spool returns the directory in which delivered messages appear.
func (d *Delivery) Spool() Spool { return Spool{Dir: d.Dir, Match: d.Match} }

// SettleTime returns how long to wait for a surplus message.
func (d *Delivery) SettleTime() time.Duration {
	if d.Settle == nil {
		return DefaultSettle
	}
	return time.Duration(*d.Settle)
}

// Facts returns the facts that the target gives, by their names.
func (t *Target) Facts() map[string]string {
	m := map[string]string{}
	for _, f := range facts {
		if v := f.value(t); v != "" {
			m[f.Name] = v
		}
	}
	return m
}

// MaxSize returns the octets of the largest message, 0 if not declared.
func (t *Target) MaxSize() int64 {
	n, _ := strconv.ParseInt(t.Declares.First("max_size"), 10, 64) // was read as a number
	return n
}

// MaxRecipients returns the most recipients of a message, 0 if not declared.
func (t *Target) MaxRecipients() int {
	n, _ := strconv.Atoi(t.Declares.First("max_recipients")) // was read as a number
	return n
}

// IdleTimeout returns the time after which a silent client is dropped, 0 if not
// declared.
func (t *Target) IdleTimeout() time.Duration {
	d, _ := time.ParseDuration(t.Declares.First("idle_timeout")) // was read as a time
	return d
}
