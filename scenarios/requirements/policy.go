package requirements

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// policyFile is the policy table among the requirements.
const policyFile = "policies.yaml"

// Policy is an entry of the policy table: it decides how to read a sentence that can be read
// in two ways, or which of two contradicting requirements applies.
type Policy struct {
	ID       string `yaml:"id"`
	Question string `yaml:"question"`
	Default  string `yaml:"default"` // the reading that decides
	Strict   string `yaml:"strict"`  // the stricter one that can be chosen instead, or ""
}

// Policies is the policy table.
type Policies struct{ all []*Policy }

// Get returns an entry.
func (ps *Policies) Get(id string) (*Policy, bool) {
	for _, p := range ps.all {
		if p.ID == id {
			return p, true
		}
	}
	return nil, false
}

// All returns every entry in the order of the table.
func (ps *Policies) All() []*Policy { return ps.all }

// IDs returns the ids in the order of the table.
func (ps *Policies) IDs() []string {
	ids := make([]string, len(ps.all))
	for i, p := range ps.all {
		ids[i] = p.ID
	}
	return ids
}

// LoadPolicies reads a policy table. All problems are reported at once, as
// Problems.
func LoadPolicies(path string, text []byte) (*Policies, error) {
	ps := &Policies{}
	d := &strictyaml.Decoder{Src: strictyaml.NewSource(path, text)}
	root, ok := d.Document(text)
	if !ok {
		return nil, d.Problems
	}
	for _, n := range d.List(root) {
		p := &Policy{}
		d.DecodeInto(n, p)
		if _, dup := ps.Get(p.ID); dup {
			d.Fail(n, "", "duplicate policy %s", p.ID)
		}
		if !PolicyForm.MatchString(p.ID) || p.Question == "" || p.Default == "" {
			d.Fail(n, "", "a policy needs an id such as C01, a question and a default")
		}
		ps.all = append(ps.all, p)
	}
	return ps, d.Problems.ErrOrNil()
}

// Readings are the entries of the policy table whose stricter reading decides.
// All others are read as the default says.
type Readings []string

// Values that choose the readings of the whole table.
const (
	DefaultReadings = "default"
	StrictReadings  = "strict"
)

// Strict returns the readings of StrictReadings.
func (ps *Policies) Strict() Readings {
	var out Readings
	for _, p := range ps.all {
		if p.Strict != "" {
			out = append(out, p.ID)
		}
	}
	return out
}

// ParseReadings reads a choice: DefaultReadings, StrictReadings for every entry
// that has a stricter reading, or ids of such entries joined by commas.
func (ps *Policies) ParseReadings(text string) (Readings, error) {
	strict := ps.Strict()
	switch text {
	case "", DefaultReadings:
		return nil, nil
	case StrictReadings:
		return strict, nil
	}
	var chosen Readings
	for word := range strings.SplitSeq(text, ",") {
		id := strings.ToUpper(strings.TrimSpace(word))
		_, known := ps.Get(id)
		switch {
		case !known:
			return nil, fmt.Errorf("unknown policy %q: use %s, %s or ids such as %s", word, DefaultReadings, StrictReadings, strings.Join(strict[:min(2, len(strict))], ","))
		case !slices.Contains(strict, id):
			return nil, fmt.Errorf("policy %s has no stricter reading; choose from %s", id, strings.Join(strict, ", "))
		case !slices.Contains(chosen, id):
			chosen = append(chosen, id)
		}
	}
	return chosen, nil
}

// PolicyForm is the form of the id of a policy.
var PolicyForm = regexp.MustCompile(`^C[0-9]{2}$`)
