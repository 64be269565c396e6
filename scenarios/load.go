package scenarios

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// SharedFile is the file whose fragments every other file may use.
const SharedFile = "fragments.yaml"

// Set is scenarios that were loaded together.
type Set struct {
	Files []*File
	Cases []*Case
}

// Loader reads scenario files against the requirements and fragments of a
// catalogue.
type Loader struct {
	Requirements *requirements.Requirements
	Policies     *requirements.Policies // nil accepts any id of an entry
	shared       *names
	// Complete is true when a complete catalogue is read, in which every shared name has
	// to be used.
	Complete bool
	// Taken reports whether a file of the catalogue has that path; nil where there is
	// no catalogue.
	Taken func(path string) bool
}

// LoadFS reads every scenario file below a directory. All problems are reported at
// once, as Problems.
func (l *Loader) LoadFS(fsys fs.FS) (*Set, error) {
	var paths []string
	err := fs.WalkDir(fsys, ".", func(p string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && (path.Ext(p) == ".yaml" || path.Ext(p) == ".yml") {
			paths = append(paths, p)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	if i := slices.Index(paths, SharedFile); i >= 0 { // first, because the others use it
		paths = slices.Insert(slices.Delete(paths, i, i+1), 0, SharedFile)
	}
	return l.LoadFiles(fsys, paths)
}

// LoadFiles reads files, the shared names first.
func (l *Loader) LoadFiles(fsys fs.FS, paths []string) (*Set, error) {
	var shared *strictyaml.Source
	set, problems, seen := &Set{}, strictyaml.Problems{}, map[any]bool{}
	first := 0 // files that have to be known before the others
	if len(paths) > 0 && paths[0] == SharedFile {
		first = 1
	}
	for i, part := range [][]string{paths[:first], paths[first:]} {
		files, err := strictyaml.Each(fsys, part, l.parse)
		if err != nil {
			return nil, fmt.Errorf("read scenario file: %w", err)
		}
		for _, f := range files {
			problems = append(problems, set.add(f)...)
			maps.Copy(seen, f.used)
		}
		if i == 0 && len(files) == 1 {
			l.shared, shared = files[0].names, files[0].source
		}
	}
	if l.Complete && len(problems) == 0 {
		problems = l.shared.unused(shared, seen)
	}
	problems = append(problems, set.duplicates()...)
	return set, problems.ErrOrNil()
}

// Load reads one scenario file of a user. A path that is also that of a file of the
// catalogue gets the prefix "./", so that the two can be distinguished.
func (l *Loader) Load(path string, text []byte) (*Set, error) {
	if l.Taken != nil && l.Taken(path) {
		path = "./" + path
	}
	set := &Set{}
	problems := set.add(l.parse(path, text))
	problems = append(problems, set.duplicates()...)
	return set, problems.ErrOrNil()
}

// parsed is the content of one file; file is nil if it cannot be read.
type parsed struct {
	file     *File
	source   *strictyaml.Source
	names    *names       // that it gives
	used     map[any]bool // names that it uses
	cases    []*Case
	problems strictyaml.Problems
}

// add adds the content of a file, and returns its problems.
func (set *Set) add(p parsed) strictyaml.Problems {
	if p.file != nil {
		set.Files = append(set.Files, p.file)
		set.Cases = append(set.Cases, p.cases...)
	}
	return p.problems
}

func (l *Loader) parse(path string, text []byte) parsed {
	d := &strictyaml.Decoder{Src: strictyaml.NewSource(path, text), Used: map[any]bool{}}
	root, ok := d.Document(text)
	if !ok {
		return parsed{problems: d.Problems}
	}
	f := &File{Path: path}
	d.Decode(root, reflect.ValueOf(f))
	out := parsed{file: f, source: d.Src, used: map[any]bool{}}
	out.names = &names{fragments: f.Fragments, axes: f.Axes, outcomes: f.Outcomes, shared: l.shared}
	d.Src.Scope = out.names
	spend := newBudget()
	for _, s := range f.Scenarios {
		s.inherit(f, d.Src)
		if s.broken || len(d.Problems) >= strictyaml.MaxProblems {
			continue
		}
		cases, problems := s.expand(l, spend, out.used)
		d.Problems = append(d.Problems, problems...)
		if spend.spent() || len(d.Problems) >= strictyaml.MaxProblems {
			break
		}
		out.cases = append(out.cases, cases...)
	}
	if len(d.Problems) == 0 && len(f.Scenarios) > 0 {
		d.Problems = out.names.unused(d.Src, out.used)
	}
	out.problems = d.Problems
	return out
}

// DecodeNode reads the value from a YAML node.
func (s *Scenario) DecodeNode(d *strictyaml.Decoder, n *yaml.Node) {
	before := len(d.Problems)
	d.Mapping(n, reflect.ValueOf(s).Elem())
	s.broken = len(d.Problems) > before
}

// inherit copies what the file sets for all its scenarios.
func (s *Scenario) inherit(f *File, src *strictyaml.Source) {
	s.source = src
	s.Section, s.File = f.Section, f.Path
	s.Labels = append(slices.Clone(f.Labels), s.Labels...)
	if s.Subject == "" {
		s.Subject = SubjectServer
	}
	if s.Profiles == nil {
		s.Profiles = f.Profiles
	}
	if s.Profiles == nil {
		s.Profiles = strictyaml.Strings{target.DefaultProfile}
	}
}

func (set *Set) duplicates() strictyaml.Problems {
	var problems strictyaml.Problems
	first := map[string]*Case{}
	var reported *Scenario // one problem for all its cells
	for _, c := range set.Cases {
		if old, dup := first[c.ID]; dup && old.Scenario != c.Scenario {
			if c.Scenario == reported || len(problems) >= strictyaml.MaxProblems {
				continue
			}
			reported = c.Scenario
			problems = append(problems, c.Scenario.source.Problem(&yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}, "",
				"duplicate id %s: first given at %s:%d", c.ID, old.Pos.File, old.Pos.Line))
			continue
		}
		first[c.ID] = c
	}
	return problems
}
