package scenarios

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Outcome is one thing that may happen when a reply is awaited: a reply code, a
// class of codes (5yz), or no reply: fin, rst, close, silence.
type Outcome string

// Outcomes without a reply.
const (
	Fin     Outcome = "fin"
	Rst     Outcome = "rst"
	Closed  Outcome = "close"
	Silence Outcome = "silence"
)

var codeForm = regexp.MustCompile(`^[2-5](?:[0-9][0-9z]|yz)$`)

// ending reports whether the outcome is one without a reply.
func (o Outcome) ending() bool { return o == Fin || o == Rst || o == Closed || o == Silence }

// Code reports whether the outcome is a reply.
func (o Outcome) Code() bool { return codeForm.MatchString(string(o)) }

// MatchesCode reports whether a reply code is this outcome.
func (o Outcome) MatchesCode(code int) bool {
	if len(o) != 3 || code < 100 || code > 999 {
		return false
	}
	for i, digit := range [3]byte{byte('0' + code/100), byte('0' + code/10%10), byte('0' + code%10)} {
		if o[i] != digit && o[i] != 'y' && o[i] != 'z' {
			return false
		}
	}
	return o.Code() // last, as it costs the most
}

// MatchesEnding reports whether an ending (fin, rst or silence) is this outcome.
func (o Outcome) MatchesEnding(end Outcome) bool {
	return o == end || (o == Closed && (end == Fin || end == Rst))
}

// Outcomes is a set of outcomes.
type Outcomes []Outcome

// MatchesCode reports whether a reply code is in the set.
func (os Outcomes) MatchesCode(code int) bool {
	for _, o := range os {
		if o.MatchesCode(code) {
			return true
		}
	}
	return false
}

// MatchesEnding reports whether an ending is in the set.
func (os Outcomes) MatchesEnding(end Outcome) bool {
	for _, o := range os {
		if o.MatchesEnding(end) {
			return true
		}
	}
	return false
}

func (os Outcomes) String() string {
	words := make([]string, len(os))
	for i, o := range os {
		words[i] = string(o)
	}
	return strings.Join(words, "|")
}

// DecodeNode reads the value from a YAML node.
func (os *Outcomes) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	w, ok := d.Word(n)
	if !ok {
		return
	}
	for part := range strings.SplitSeq(w, "|") {
		o := Outcome(strings.TrimSpace(part))
		switch {
		case o.Code(), o.ending():
			*os = append(*os, o)
		default:
			set, ok := namesOf(d.Src).outcomeSet(string(o), d.Used)
			if !ok {
				hint := "use a code (250), a class (5yz), fin, rst, close, silence or a name of outcomes, joined by |"
				d.Fail(n, cmp.Or(strictyaml.DidYouMean(string(o), namesOf(d.Src).outcomeNames()), hint), "invalid outcome %q", string(o))
				return
			}
			*os = append(*os, set.Outcomes...)
		}
	}
}

// Expect is what one reply of a server must be. For a client under test only
// Command, Text, Capture and the times are set.
type Expect struct {
	Pos       strictyaml.Pos     `yaml:"-"`
	Code      Outcomes           `yaml:"code"`
	Should    Outcomes           `yaml:"should"`
	Skip      Skip               `yaml:"skip"`
	Grammar   Grammar            `yaml:"grammar"`
	Enhanced  strictyaml.Strings `yaml:"enhanced"`
	Base64    bool               `yaml:"base64"` // text, not_text and capture look at the decoded text
	Text      []Pattern          `yaml:"text"`
	NotText   []Pattern          `yaml:"not_text"`
	Lines     *Range             `yaml:"lines"`
	Keyword   []Pattern          `yaml:"keyword"`
	NoKeyword strictyaml.Strings `yaml:"no_keyword"`
	Capture   Captures           `yaml:"capture"`
	Within    *Duration          `yaml:"within"`
	NotBefore *Duration          `yaml:"not_before"`
	Level     requirements.Level `yaml:"level"`
	// Command is the pattern of a command line that a client must send.
	Command *Template `yaml:"-"`
}

// maxPattern bounds a regular expression, in octets.
const maxPattern = 16 << 10

// Pattern is a regular expression (RE2) that may contain variables, whose values are
// quoted.
type Pattern struct{ Template }

// Compile replaces the variables and compiles.
func (p Pattern) Compile(lookup Lookup) (*regexp.Regexp, error) {
	text, err := p.ExpandWith(lookup, regexp.QuoteMeta)
	if err != nil {
		return nil, err
	}
	if len(text) > maxPattern {
		return nil, fmt.Errorf("regular expression too long: %d octets, at most %d", len(text), maxPattern)
	}
	return regexp.Compile(string(text))
}

// DecodeNode reads the value from a YAML node.
func (p *Pattern) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	p.Template.DecodeNode(d, n)
	if _, err := p.Compile(func(string) (string, bool) { return "x", true }); err != nil {
		d.Fail(n, "use RE2 syntax", "%v", err)
	}
}

// Captures bind variables to groups of patterns.
type Captures []Capture

// Capture is one binding.
type Capture struct {
	Name    string
	Pattern Pattern
}

// DecodeNode reads the value from a YAML node.
func (cs *Captures) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	d.Pairs(n, func(key, value *yaml.Node) {
		c := Capture{Name: key.Value}
		d.Decode(value, reflect.ValueOf(&c.Pattern))
		if !nameForm.MatchString(key.Value) {
			d.Fail(key, "use letters, digits, _ and -", "invalid variable name %q", key.Value)
		}
		*cs = append(*cs, c)
	})
}

// Skip has the outcomes and lines under which a rule does not apply: the case is
// skipped.
type Skip struct {
	Code   Outcomes
	Unless []Pattern // that some line must match
}

// DecodeNode reads the value from a YAML node.
func (s *Skip) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		s.Code.DecodeNode(d, n)
		return
	}
	type form struct {
		Code   Outcomes  `yaml:"code"`
		Unless []Pattern `yaml:"unless"`
	}
	var f form
	d.MappingOneOrMany(n, &f, reflect.TypeFor[[]Pattern]())
	s.Code, s.Unless = f.Code, f.Unless
}

// expectReply reads an S of a server under test.
func expectReply(d *strictyaml.Decoder, n *yaml.Node) *Expect {
	e := &Expect{Pos: d.Src.Pos(n)}
	if n.Kind != yaml.MappingNode {
		e.Code.DecodeNode(d, n)
		return e
	}
	before := len(d.Problems)
	d.MappingOneOrMany(n, e, reflect.TypeFor[[]Pattern]())
	if len(e.Code) == 0 {
		e.Code = e.Grammar.Code()
	}
	for _, x := range e.Enhanced {
		for part := range strings.SplitSeq(x, "|") {
			if !enhancedForm.MatchString(part) {
				d.Fail(n, "for example 5.1.1 or 5.7.x", "invalid enhanced status code %q", part)
			}
		}
	}
	if len(e.Code) == 0 && len(d.Problems) == before {
		d.Fail(n, "for example: code: 250", "expectation without code")
	}
	return e
}

var enhancedForm = regexp.MustCompile(`^[245x]\.(?:[0-9]{1,3}|x)\.(?:[0-9]{1,3}|x)$`)

// MatchesEnhanced reports whether an enhanced status code such as 5.1.1 fits a
// pattern such as 5.1.x|5.7.1.
func MatchesEnhanced(pattern, code string) bool {
	have := strings.Split(code, ".")
	for p := range strings.SplitSeq(pattern, "|") {
		want := strings.Split(p, ".")
		if len(want) != len(have) {
			continue
		}
		ok := true
		for i := range want {
			ok = ok && (want[i] == "x" || want[i] == have[i])
		}
		if ok {
			return true
		}
	}
	return false
}

// expectCommand reads a C of a client under test.
func expectCommand(d *strictyaml.Decoder, n *yaml.Node) *Expect {
	e := &Expect{Pos: d.Src.Pos(n)}
	if n.Kind == yaml.MappingNode {
		type form struct {
			Command *Template          `yaml:"command"`
			Text    []Pattern          `yaml:"text"`
			NotText []Pattern          `yaml:"not_text"`
			Capture Captures           `yaml:"capture"`
			Within  *Duration          `yaml:"within"`
			Level   requirements.Level `yaml:"level"`
			End     Outcomes           `yaml:"end"`
		}
		var f form
		d.MappingOneOrMany(n, &f, reflect.TypeFor[[]Pattern]())
		e.Command, e.Text, e.NotText, e.Capture, e.Within, e.Level, e.Code = f.Command, f.Text, f.NotText, f.Capture, f.Within, f.Level, f.End
		return e
	}
	e.Command = &Template{}
	e.Command.DecodeNode(d, n)
	return e
}
