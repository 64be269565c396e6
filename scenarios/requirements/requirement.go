package requirements

import (
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// Requirement is one rule of a document, as scenarios/requirements/README.md
// describes it.
type Requirement struct {
	ID         string `yaml:"id"`
	RFC        string `yaml:"rfc"`
	Section    string `yaml:"section"`
	Level      Level  `yaml:"level"`
	Role       string `yaml:"role"`
	Text       string `yaml:"text"`
	Trigger    string `yaml:"trigger"`
	Check      string `yaml:"check"`
	Observable string `yaml:"observable"`
	Verified   bool   `yaml:"verified"`
	Source     string `yaml:"source"`
	Implied    bool   `yaml:"implied"`
	Absence    bool   `yaml:"absence"` // of a reply or of the connection breaks it
	Conflict   string `yaml:"conflict"`
	Note       string `yaml:"note"`
	Reason     string `yaml:"reason"` // why no scenario can prove it
}

// Security is the RFC of the rules that no RFC has.
const Security = "security"

// Reference names the place of the rule, such as "RFC 5321 §4.5.2".
func (r *Requirement) Reference() string {
	switch {
	case r.RFC == Security:
		return "security: " + r.Section
	case r.RFC == "5321bis":
		return "RFC 5321bis §" + r.Section
	case strings.HasPrefix(r.RFC, "draft"):
		return r.RFC + " §" + r.Section
	default:
		return "RFC " + r.RFC + " §" + r.Section
	}
}

// Requirements is the catalogue of requirements.
type Requirements struct {
	byID map[string]*Requirement
	all  []*Requirement
}

// Get returns a requirement.
func (rs *Requirements) Get(id string) (*Requirement, bool) {
	r, ok := rs.byID[id]
	return r, ok
}

// All returns every requirement in the order of the files.
func (rs *Requirements) All() []*Requirement { return rs.all }

// IDs returns every id in the order of the files.
func (rs *Requirements) IDs() []string {
	ids := make([]string, len(rs.all))
	for i, r := range rs.all {
		ids[i] = r.ID
	}
	return ids
}

// Read reads every YAML file of a directory but the policy table. All problems are
// reported at once, as strictyaml.Problems.
func Read(fsys fs.FS) (*Requirements, error) {
	rs := &Requirements{byID: map[string]*Requirement{}}
	paths, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == policyFile })
	files, err := strictyaml.Each(fsys, paths, func(p string, text []byte) openFile {
		d := &strictyaml.Decoder{Src: strictyaml.NewSource("requirements/"+p, text)}
		root, _ := d.Document(text)
		return openFile{d, root}
	})
	if err != nil {
		return nil, err
	}
	var problems strictyaml.Problems
	for _, f := range files {
		problems = append(problems, rs.read(f.Decoder, f.root)...)
	}
	return rs, problems.ErrOrNil()
}

// openFile is a file whose YAML has been read.
type openFile struct {
	*strictyaml.Decoder
	root *yaml.Node
}

func (rs *Requirements) read(d *strictyaml.Decoder, root *yaml.Node) strictyaml.Problems {
	if len(d.Problems) > 0 {
		return d.Problems
	}
	for _, n := range d.List(root) {
		r := &Requirement{}
		d.DecodeInto(n, r)
		if _, dup := rs.byID[r.ID]; dup {
			d.Fail(n, "", "duplicate requirement %s", r.ID)
		}
		if r.ID == "" || r.Level == "" || r.Text == "" {
			d.Fail(n, "", "a requirement needs id, level and text")
		}
		rs.byID[r.ID] = r
		rs.all = append(rs.all, r)
	}
	return d.Problems
}
