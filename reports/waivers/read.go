package waivers

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// anything is what no finding is.
const anything = `554 no waiver is about this: \x00\xff, 0 2 4 5 6 a z`

// waiverFile is what a file of waivers has.
type waiverFile struct {
	Waivers []Waiver `yaml:"waivers"`
}

// Read reads the text of waivers.yaml. An error is scenarios.Problems:
// all of them, each with its place.
func Read(file string, text []byte) (*File, error) {
	w := &File{Path: file, text: text}
	var doc waiverFile
	if err := strictyaml.Decode(file, text, &doc); err != nil {
		return nil, err
	}
	w.List = doc.Waivers
	var problems strictyaml.Problems
	for i := range w.List {
		problems = append(problems, w.check(&w.List[i])...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return w, nil
}

// check says what is wrong with one waiver.
func (w *File) check(v *Waiver) strictyaml.Problems {
	var problems strictyaml.Problems
	fail := func(at strictyaml.Pos, hint, format string, args ...any) {
		problems = append(problems, strictyaml.NewProblem(w.text, at, hint, format, args...))
	}
	if v.Case.Text == "" {
		fail(v.At, "case: mail.before-hello, for instance", "a waiver needs the case that it excuses")
	} else if _, err := path.Match(v.Case.Text, ""); err != nil {
		fail(v.Case.Pos, "an id; * stands for one cell of a matrix", "invalid case id %q", v.Case.Text)
	}
	if strings.TrimSpace(v.Reason.Text) == "" {
		fail(v.At, "reason: who accepted this, and why", "a waiver needs a reason")
	}
	if v.Expires.Pos.Line == 0 {
		fail(v.At, "expires: 2027-01-31, the last day on which it is in force", "a waiver needs the day on which it expires")
	}
	got, matches := v.Finding.Got, v.Finding.Matches
	switch {
	case v.Finding.At.Line == 0:
		fail(v.At, `finding: {got: "250 2.0.0 Ok"}, as the report of the case shows what came`, "a waiver needs the finding that it excuses")
	case got.Text != "" && matches.Text != "":
		fail(matches.Pos, "got is the whole text, matches a regular expression; give one of them", "the finding has got and matches")
	case got.Text == "" && matches.Text == "":
		fail(v.Finding.At, `got: "250 2.0.0 Ok", as the report of the case shows what came`, "the finding does not say what came")
	case matches.Text != "":
		form, err := regexp.Compile(`\A(?:` + matches.Text + `)\z`)
		switch {
		case err != nil:
			_, err = regexp.Compile(matches.Text) // the same without what was put around it
			if err == nil {
				fail(matches.Pos, "regular expressions are those of RE2", "invalid regular expression %q", matches.Text)
				break
			}
			fail(matches.Pos, "regular expressions are those of RE2", "%v", err)
		case form.MatchString("") || form.MatchString(anything):
			fail(matches.Pos, "write what came", "%q matches anything: another finding would be excused as well", matches.Text)
		}
		v.form = form
	}
	return problems
}

// Check makes sure that each waiver is about a case that exists. An error is
// scenarios.Problems.
func (w *File) Check(ids []string) error {
	var problems strictyaml.Problems
	for i := range w.List {
		v := &w.List[i]
		if slices.ContainsFunc(ids, v.applies) {
			continue
		}
		hint := "smtpspec list shows all of them; * stands for one cell of a matrix"
		if s := strictyaml.Suggest(v.Case.Text, ids); s != "" {
			hint = "did you mean " + s + "?"
		}
		problems = append(problems, strictyaml.NewProblem(w.text, v.Case.Pos, hint, "unknown case %q", v.Case.Text))
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}
