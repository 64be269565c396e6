package scenarios

import (
	"io/fs"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
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
	Conflict   string `yaml:"conflict"`
	Note       string `yaml:"note"`
	Reason     string `yaml:"reason"` // why nothing can prove it
}

// Reference names the place of the rule, such as "RFC 5321 §4.5.2".
func (r *Requirement) Reference() string {
	switch {
	case r.RFC == "security":
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

// LoadRequirements reads every YAML file of a folder but the policy table. All problems are reported
// at once, as Problems.
func LoadRequirements(fsys fs.FS) (*Requirements, error) {
	rs := &Requirements{byID: map[string]*Requirement{}}
	paths, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	paths = slices.DeleteFunc(paths, func(p string) bool { return p == policyFile })
	texts := map[string][]byte{}
	for _, p := range paths {
		if texts[p], err = fs.ReadFile(fsys, p); err != nil {
			return nil, err
		}
	}
	var problems Problems
	for _, f := range each(paths, func(p string) requirementFile { return readRequirements("requirements/"+p, texts[p]) }) {
		problems = append(problems, rs.add(f)...)
	}
	return rs, problems.errOrNil()
}

// requirementFile is one file of requirements, with the node of each.
type requirementFile struct {
	all   []*Requirement
	nodes []*yaml.Node
	d     *decoder
}

func readRequirements(path string, text []byte) requirementFile {
	f := requirementFile{d: &decoder{src: newSource(path, text)}}
	root, ok := f.d.document(text)
	if !ok {
		return f
	}
	for _, n := range f.d.list(root) {
		r := &Requirement{}
		f.d.decodeInto(n, r)
		if r.ID == "" || r.Level == "" || r.Text == "" {
			f.d.fail(n, "", "a requirement needs id, level and text")
		}
		f.all, f.nodes = append(f.all, r), append(f.nodes, n)
	}
	return f
}

// add takes over what a file holds, and returns its problems.
func (rs *Requirements) add(f requirementFile) Problems {
	for i, r := range f.all {
		if _, dup := rs.byID[r.ID]; dup {
			f.d.fail(f.nodes[i], "", "requirement %s is given twice", r.ID)
		}
		rs.byID[r.ID] = r
		rs.all = append(rs.all, r)
	}
	return f.d.problems
}
