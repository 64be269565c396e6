package target

import (
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// form is how the values of a fact are written in target.yaml.
type form int

const (
	formText form = iota
	formAddress
	formAddresses // one or more
	formQueues    // one or more addresses with a domain
	formDomain
	formNumber
	formPeriod
)

// read returns the values of a node.
func (f form) read(d *strictyaml.Decoder, n *yaml.Node) []string {
	switch f {
	case formAddresses, formQueues:
		var list strictyaml.Strings
		list.DecodeNode(d, n)
		return list
	case formNumber:
		if v, ok := d.Number(n); ok && v > 0 {
			return []string{strconv.Itoa(v)}
		}
	case formPeriod:
		var v Period
		v.DecodeNode(d, n)
		if v > 0 {
			return []string{time.Duration(v).String()}
		}
	default:
		if v, ok := d.Text(n); ok && v != "" {
			return []string{v}
		}
	}
	return nil
}

// problem returns what is wrong with a value and what to write instead; both are "" for
// a valid value.
func (f form) problem(value string) (wrong, hint string) {
	isAddress := f == formAddress || f == formAddresses || f == formQueues
	switch {
	case !isAddress && f != formDomain:
		return "", ""
	case strings.ContainsFunc(value, func(c rune) bool { return c <= ' ' || c == '<' || c == '>' || c == 0x7f }):
		return "is not a mailbox", "use an address without brackets: alice@example.com"
	case f == formQueues && !strings.Contains(value, "@"):
		return "has no domain", "use a mailbox with a domain: carol@branch.example"
	case f == formDomain && strings.Contains(value, "@"):
		return "is a mailbox", "use a domain: nomail.example"
	}
	return "", ""
}

// Period is a time in target.yaml.
type Period time.Duration

// DecodeNode reads the value from a YAML node.
func (p *Period) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Word(n)
	if !ok {
		return
	}
	v, err := time.ParseDuration(w)
	if err != nil || v < 0 || v > time.Hour {
		d.Fail(n, "use a number with a unit, such as 300ms, 5s or 2m (at most an hour)", "invalid time %q", w)
		return
	}
	*p = Period(v)
}
