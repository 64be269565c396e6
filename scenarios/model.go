package scenarios

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// File is a scenario file as it was written.
type File struct {
	Path      string             `yaml:"-"`
	Section   string             `yaml:"section"`
	Labels    strictyaml.Strings `yaml:"labels"`
	Profiles  strictyaml.Strings `yaml:"profiles"`
	Outcomes  OutcomeSets        `yaml:"outcomes"`
	Axes      Axes               `yaml:"axes"`
	Fragments Fragments          `yaml:"fragments"`
	Scenarios []*Scenario        `yaml:"scenarios"`
}

// Subject is the party under test.
type Subject string

// The three subjects. Only servers are tested today.
const (
	SubjectServer Subject = "server"
	SubjectClient Subject = "client"
	SubjectRelay  Subject = "relay"
)

// Scenario is one entry of a file, before its matrix is expanded.
type Scenario struct {
	Pos           strictyaml.Pos     `yaml:"-"`
	Keys          strictyaml.Keys    `yaml:"-"`
	ID            string             `yaml:"id"`
	Title         string             `yaml:"title"`
	Subject       Subject            `yaml:"subject"`
	Profiles      strictyaml.Strings `yaml:"profiles"`
	Proves        strictyaml.Strings `yaml:"proves"`
	Also          strictyaml.Strings `yaml:"also"`
	Level         requirements.Level `yaml:"level"`
	Policy        string             `yaml:"policy"`
	StrictReading requirements.Level `yaml:"strict_reading"`
	Needs         strictyaml.Strings `yaml:"needs"`
	Labels        strictyaml.Strings `yaml:"labels"`
	Serial        bool               `yaml:"serial"`
	Probe         bool               `yaml:"probe"`
	Watch         strictyaml.Strings `yaml:"watch"`
	Fault         strictyaml.Strings `yaml:"fault"`
	Vars          Vars               `yaml:"vars"`
	Matrix        Matrix             `yaml:"matrix"`
	Given         *Steps             `yaml:"given"`
	Play          RawPlay            `yaml:"play"`
	Section       string             `yaml:"-"`
	File          string             `yaml:"-"`
	source        *strictyaml.Source // for messages, and for the names that it can use
	broken        bool               // its own keys could not be read
}

// RawPlay is a list of steps before matrix variables and fragment parameters are
// replaced; only after that can its steps be read.
type RawPlay struct{ node *yaml.Node }

func (p RawPlay) steps() []*yaml.Node {
	if p.node == nil {
		return nil
	}
	return p.node.Content
}

// Case is a scenario with one combination of its matrix, in which fragments are
// replaced by their steps.
type Case struct {
	ID       string
	Title    string
	Section  string
	Subject  Subject
	Profiles []string
	Proves   []string
	Level    requirements.Level
	Policy   string
	// StrictReading is the level under the stricter reading of Policy; "" for the same level.
	StrictReading requirements.Level
	StrictlyRead  bool // that reading decides
	Needs         []Need
	Labels        []string
	Serial        bool
	Probe         bool
	Watch         []string
	Faults        []string // of the bundled server, that fail this case
	Vars          Vars
	Steps         []*Step
	Scenario      *Scenario
	Pos           strictyaml.Pos
	keys          strictyaml.Keys // positions of the keys of the case or its cell
}

// Fragment is a named list of steps.
type Fragment struct {
	Pos    strictyaml.Pos
	Params Vars
	Play   RawPlay
	source *strictyaml.Source
}

// ProvesAny reports whether the case, or one of its steps, proves a requirement.
func (c *Case) ProvesAny(requirement string) bool {
	if slices.Contains(c.Proves, requirement) {
		return true
	}
	for _, st := range c.Steps {
		if slices.Contains(st.Proves, requirement) {
			return true
		}
	}
	return false
}

// UsesPort reports whether a case opens a connection on a port by its name.
func (c *Case) UsesPort(port string) bool {
	return slices.ContainsFunc(c.Steps, func(st *Step) bool { return st.Connect != nil && st.Connect.Port == port })
}

// Sends reports whether a step of the case sends a command line with a verb.
func (c *Case) Sends(verb string) bool {
	return slices.ContainsFunc(c.Steps, func(st *Step) bool {
		return slices.ContainsFunc(slices.Concat(st.Commands, []Template(st.Send)), func(t Template) bool {
			first := strings.FieldsFunc(t.Raw, func(r rune) bool { return r <= ' ' })
			return len(first) > 0 && strings.EqualFold(first[0], verb)
		})
	})
}
