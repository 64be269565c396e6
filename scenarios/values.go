package scenarios

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Vars are variables and their values, in the order of the file.
type Vars []Var

// Var is one variable.
type Var struct {
	Name  string
	Value string
}

// Get returns the value of a variable.
func (vs Vars) Get(name string) (string, bool) {
	for _, v := range vs {
		if v.Name == name {
			return v.Value, true
		}
	}
	return "", false
}

// DecodeNode reads the value from a YAML node.
func (vs *Vars) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		if !nameForm.MatchString(key.Value) {
			d.Fail(key, "use letters, digits, _ and -", "invalid variable name %q", key.Value)
		}
		if w, ok := d.Word(value); ok {
			*vs = append(*vs, Var{Name: key.Value, Value: w})
		}
	})
}

var nameForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// DecodeNode reads the value from a YAML node.
func (p *RawPlay) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		d.Fail(n, "each step begins with a dash", "expected a list of steps, got %s", strictyaml.Describe(n))
		return
	}
	p.node = n
}

// Range is a number or an interval of numbers; Max is -1 for no upper bound.
type Range struct{ Min, Max int }

// Holds reports whether a number is in the range.
func (r Range) Holds(n int) bool { return n >= r.Min && (r.Max < 0 || n <= r.Max) }

func (r Range) String() string {
	switch {
	case r.Max < 0:
		return fmt.Sprintf("%d or more", r.Min)
	case r.Min == r.Max:
		return strconv.Itoa(r.Min)
	default:
		return fmt.Sprintf("%d to %d", r.Min, r.Max)
	}
}

// DecodeNode reads the value from a YAML node.
func (r *Range) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Word(n)
	if !ok {
		return
	}
	low, high, isRange := strings.Cut(w, "..")
	var err1, err2 error
	r.Min, err1 = strconv.Atoi(low)
	r.Max = r.Min
	if isRange {
		r.Max = -1
		if high != "" {
			r.Max, err2 = strconv.Atoi(high)
		}
	}
	if err1 != nil || err2 != nil || r.Min < 0 || (r.Max >= 0 && r.Max < r.Min) {
		d.Fail(n, "use a number, or a range such as 0..1 or 1..", "invalid count %q", w)
	}
}

// Duration is a fixed time plus times from target.yaml.
type Duration struct {
	Fixed time.Duration
	Facts []string // names of facts to add, such as idle_timeout
}

// Value adds the facts; a fact that is missing is an error.
func (t *Duration) Value(fact func(string) (time.Duration, bool)) (time.Duration, error) {
	sum := t.Fixed
	for _, name := range t.Facts {
		v, ok := fact(name)
		if !ok {
			return 0, fmt.Errorf("target.yaml has no %s", name)
		}
		sum += v
	}
	return sum, nil
}

// DecodeNode reads the value from a YAML node.
func (t *Duration) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Word(n)
	if !ok {
		return
	}
	for part := range strings.SplitSeq(w, "+") {
		part = strings.TrimSpace(part)
		if isDurationFact(part) {
			t.Facts = append(t.Facts, part)
			continue
		}
		v, err := time.ParseDuration(part)
		if err != nil || v < 0 || v > time.Hour {
			d.Fail(n, "use a time such as 300ms, 5s or 2m (at most an hour), or a sum with idle_timeout", "invalid duration %q", part)
			return
		}
		t.Fixed += v
	}
}

func isDurationFact(name string) bool { return name == "idle_timeout" }

// Cut tells where octets are cut into segments.
type Cut struct {
	EachOctet bool
	At        []int // offsets, ascending
}

// DecodeNode reads the value from a YAML node.
func (c *Cut) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Value == "octet" {
		c.EachOctet = true
		return
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		at, err := strconv.Atoi(item.Value)
		if item.Kind != yaml.ScalarNode || err != nil || at < 1 || (len(c.At) > 0 && at <= c.At[len(c.At)-1]) {
			d.Fail(item, "use octet, or offsets in ascending order, each at least 1", "invalid offset %s", strictyaml.Describe(item))
			return
		}
		c.At = append(c.At, at)
	}
}

// DecodeNode reads the value from a YAML node.
func (p *Auth) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		p.Mechanism, _ = d.Text(n)
	} else {
		type form struct {
			Mechanism string    `yaml:"mechanism"`
			Initial   *bool     `yaml:"initial"`
			User      *Template `yaml:"user"`
			Password  *Template `yaml:"password"`
			Forge     string    `yaml:"forge"`
			Message   *Template `yaml:"message"`
		}
		var f form
		d.DecodeInto(n, &f)
		*p = Auth(f)
	}
	if p.Forge != "" && !slices.Contains(ForgeKinds(), p.Forge) {
		d.Fail(n, "use one of "+strings.Join(ForgeKinds(), ", "), "unknown forge %q", p.Forge)
	}
	if p.Forge != "" && p.Mechanism != "SCRAM-SHA-256" && (p.Forge != "name" || p.Mechanism != "PLAIN") {
		d.Fail(n, "use forge with SCRAM-SHA-256; forge: name also with PLAIN", "%s does not support forge: %s", p.Mechanism, p.Forge)
	}
	if p.Message != nil && p.Mechanism != "OAUTHBEARER" {
		d.Fail(n, "write the exchange of another mechanism with C and S", "message is only for OAUTHBEARER")
	}
	if known := AuthMechanisms(); !slices.Contains(known, p.Mechanism) {
		d.Fail(n, "use one of "+strings.Join(known, ", ")+"; any other exchange can be written with C and S", "unsupported mechanism %q", p.Mechanism)
	}
}
