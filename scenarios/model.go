package scenarios

import (
	"slices"

	"gopkg.in/yaml.v3"
)

// File is a scenario file as it was written.
type File struct {
	Path      string      `yaml:"-"`
	Section   string      `yaml:"section"`
	Labels    Strings     `yaml:"labels"`
	Profiles  Strings     `yaml:"profiles"`
	Outcomes  OutcomeSets `yaml:"outcomes"`
	Axes      Axes        `yaml:"axes"`
	Fragments Fragments   `yaml:"fragments"`
	Scenarios []*Scenario `yaml:"scenarios"`
}

// Subject is the party under test.
type Subject string

// The three subjects. Only servers are played today.
const (
	SubjectServer Subject = "server"
	SubjectClient Subject = "client"
	SubjectRelay  Subject = "relay"
)

// Scenario is one entry of a file, before its matrix is expanded.
type Scenario struct {
	Pos           Pos     `yaml:"-"`
	Keys          Keys    `yaml:"-"`
	ID            string  `yaml:"id"`
	Title         string  `yaml:"title"`
	Subject       Subject `yaml:"subject"`
	Profiles      Strings `yaml:"profiles"`
	Proves        Strings `yaml:"proves"`
	Also          Strings `yaml:"also"`
	Level         Level   `yaml:"level"`
	Policy        string  `yaml:"policy"`
	StrictReading Level   `yaml:"strict_reading"`
	Needs         Strings `yaml:"needs"`
	Labels        Strings `yaml:"labels"`
	Serial        bool    `yaml:"serial"`
	Probe         bool    `yaml:"probe"`
	Watch         Strings `yaml:"watch"`
	Fault         Strings `yaml:"fault"`
	Vars          Vars    `yaml:"vars"`
	Matrix        Matrix  `yaml:"matrix"`
	Given         *Steps  `yaml:"given"`
	Play          RawPlay `yaml:"play"`
	Section       string  `yaml:"-"`
	File          string  `yaml:"-"`
	source        *source // for messages, and for the names that it sees
	broken        bool    // its own keys could not be read
}

// RawPlay is a play before matrix variables and fragment parameters are
// replaced; only then can its steps be read.
type RawPlay struct{ node *yaml.Node }

func (p RawPlay) steps() []*yaml.Node {
	if p.node == nil {
		return nil
	}
	return p.node.Content
}

// Case is one playable scenario: a scenario with one combination of its matrix,
// and with its fragments in place.
type Case struct {
	ID       string
	Title    string
	Section  string
	Subject  Subject
	Profiles []string
	Proves   []string
	Level    Level
	Policy   string
	// StrictReading is the level under the stricter reading of Policy; "" leaves Level as it is.
	StrictReading Level
	Stricter      bool // that reading decides
	Needs         []Need
	Labels        []string
	Serial        bool
	Probe         bool
	Watch         []string
	Faults        []string // of the bundled server, that fail this case
	Vars          Vars
	Steps         []*Step
	Scenario      *Scenario
	Pos           Pos
	keys          Keys // where the words of the case are, be it in its cell
}

// Fragment is a named piece of play.
type Fragment struct {
	Pos    Pos
	Params Vars
	Play   RawPlay
	source *source
}

// Keys are the places of the keys of a mapping.
type Keys map[string]Pos

// Pos is a place in a scenario file; lines and columns count from 1.
type Pos struct {
	File string
	Line int
	Col  int
}

// Level is the force of a requirement.
type Level string

// Levels in the words of RFC 2119, and INFO for what is only recorded.
const (
	Must      Level = "MUST"
	MustNot   Level = "MUST NOT"
	Should    Level = "SHOULD"
	ShouldNot Level = "SHOULD NOT"
	May       Level = "MAY"
	Info      Level = "INFO"
)

// Levels lists every level, the strictest first.
func Levels() []Level { return []Level{Must, MustNot, Should, ShouldNot, May, Info} }

// Rank orders levels: 2 for MUST and MUST NOT, 1 for SHOULD and SHOULD NOT, 0
// for what never fails.
func (l Level) Rank() int {
	switch l {
	case Must, MustNot:
		return 2
	case Should, ShouldNot:
		return 1
	default:
		return 0
	}
}

// ProvesAny tells whether the case, or one of its steps, proves a requirement.
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
