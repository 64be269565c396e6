package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile bounds a scenario file, in octets.
const maxFile = 4 << 20

// sharedFragments is the file whose fragments every other file may use.
const sharedFragments = "fragments.yaml"

// document reads the one YAML document of a file.
func (d *decoder) document(text []byte) (*yaml.Node, bool) {
	if len(text) > maxFile {
		d.fail(&yaml.Node{Line: 1, Column: 1}, "", "the file has %d octets, more than %d", len(text), maxFile)
		return nil, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			d.fail(&yaml.Node{Line: 1, Column: 1}, "", "the file is empty")
		} else {
			d.syntax(err)
		}
		return nil, false
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case err == nil:
		d.fail(&second, "split it into files", "a file holds one document")
		return nil, false
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return nil, false
	}
	if len(doc.Content) != 1 {
		d.fail(&doc, "", "the file is empty")
		return nil, false
	}
	d.check(doc.Content[0])
	return doc.Content[0], len(d.problems) == 0
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax gives an error of the YAML reader a place and the usual mend.
func (d *decoder) syntax(err error) {
	n, message := &yaml.Node{Line: 1, Column: 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		n.Line, _ = strconv.Atoi(m[1])
		message = m[2]
	}
	line := ""
	if n.Line >= 1 && n.Line <= len(d.src.lines) {
		line = d.src.lines[n.Line-1]
		n.Column = 1 + len(line) - len(strings.TrimLeft(line, " \t"))
	}
	hint := ""
	switch {
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		hint = "indent with blanks; YAML takes no tabs"
	case strings.Contains(message, "mapping values"):
		if at := strings.LastIndex(line, ": "); at >= 0 {
			n.Column = 1 + utf8.RuneCountInString(line[:at])
		}
		hint = `text with a colon and a blank in it has to stand in double quotes: C: "MAIL FROM: <a@example.com>"`
	case strings.Contains(message, "found character that cannot start"), strings.Contains(message, "did not find expected"):
		hint = `text that begins with @, %, * or a bracket, and ${…} inside [ ] or { }, has to stand in double quotes`
	case strings.Contains(message, "unknown escape"):
		hint = `a backslash in double quotes begins an escape; single quotes keep it as it is`
	}
	d.fail(n, hint, "%s", message)
}

// Set is scenarios that were loaded together.
type Set struct {
	Files []*File
	Cases []*Case
}

// Loader reads scenario files against the requirements and fragments of a
// catalogue.
type Loader struct {
	Requirements *Requirements
	Policies     *Policies // nil takes any id for an entry
	shared       *names
	// Complete says that a complete catalogue is read, in which every shared name has
	// to be used.
	Complete bool
	// Taken reports whether a file of the catalogue has that path; nil where there is
	// no catalogue.
	Taken func(path string) bool
}

// LoadFS reads every scenario file below a folder. All problems are reported at
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
	if i := slices.Index(paths, sharedFragments); i >= 0 { // first, because the others use it
		paths = slices.Insert(slices.Delete(paths, i, i+1), 0, sharedFragments)
	}
	return l.loadFiles(fsys, paths)
}

// loadFiles reads files, the shared names first.
func (l *Loader) loadFiles(fsys fs.FS, paths []string) (*Set, error) {
	var shared *source
	set, problems, seen := &Set{}, Problems{}, map[any]bool{}
	first := 0 // files that have to be known before the others
	if len(paths) > 0 && paths[0] == sharedFragments {
		first = 1
	}
	for i, part := range [][]string{paths[:first], paths[first:]} {
		files, err := each(fsys, part, l.parse)
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
	return set, problems.errOrNil()
}

// Load reads one scenario file of a user. A path that a file of the catalogue has too
// gets a dot and a slash in front, by which the two are told apart.
func (l *Loader) Load(path string, text []byte) (*Set, error) {
	if l.Taken != nil && l.Taken(path) {
		path = "./" + path
	}
	set := &Set{}
	problems := set.add(l.parse(path, text))
	problems = append(problems, set.duplicates()...)
	return set, problems.errOrNil()
}

// parsed is what one file holds; file is nil where it cannot be read.
type parsed struct {
	file     *File
	source   *source
	names    *names       // that it gives
	used     map[any]bool // names that it uses
	cases    []*Case
	problems Problems
}

// add takes over what a file holds, and returns its problems.
func (set *Set) add(p parsed) Problems {
	if p.file != nil {
		set.Files = append(set.Files, p.file)
		set.Cases = append(set.Cases, p.cases...)
	}
	return p.problems
}

func (l *Loader) parse(path string, text []byte) parsed {
	d := &decoder{src: newSource(path, text), used: map[any]bool{}}
	root, ok := d.document(text)
	if !ok {
		return parsed{problems: d.problems}
	}
	f := &File{Path: path}
	d.decode(root, reflect.ValueOf(f))
	out := parsed{file: f, source: d.src, used: map[any]bool{}}
	out.names = &names{fragments: f.Fragments, axes: f.Axes, outcomes: f.Outcomes, shared: l.shared}
	d.src.scope = out.names
	spend := newBudget()
	for _, s := range f.Scenarios {
		s.inherit(f, d.src)
		if s.broken || len(d.problems) >= maxProblems {
			continue
		}
		cases, problems := s.expand(l, spend, out.used)
		d.problems = append(d.problems, problems...)
		if spend.spent() || len(d.problems) >= maxProblems {
			break
		}
		out.cases = append(out.cases, cases...)
	}
	if len(d.problems) == 0 && len(f.Scenarios) > 0 {
		d.problems = out.names.unused(d.src, out.used)
	}
	out.problems = d.problems
	return out
}

func (s *Scenario) decodeNode(d *decoder, n *yaml.Node) {
	before := len(d.problems)
	d.mapping(n, reflect.ValueOf(s).Elem())
	s.broken = len(d.problems) > before
}

// inherit takes over what the file says for all its scenarios.
func (s *Scenario) inherit(f *File, src *source) {
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
		s.Profiles = Strings{DefaultProfile}
	}
}

func (set *Set) duplicates() Problems {
	var problems Problems
	first := map[string]*Case{}
	var said *Scenario // once is enough for all its cells
	for _, c := range set.Cases {
		if old, dup := first[c.ID]; dup && old.Scenario != c.Scenario {
			if c.Scenario == said || len(problems) >= maxProblems {
				continue
			}
			said = c.Scenario
			problems = append(problems, c.Scenario.source.problem(&yaml.Node{Line: c.Pos.Line, Column: c.Pos.Col}, "",
				"id %s is taken by %s:%d", c.ID, old.Pos.File, old.Pos.Line))
			continue
		}
		first[c.ID] = c
	}
	return problems
}
