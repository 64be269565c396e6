package waivers

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// File are the deviations that an operator excuses for a time, as waivers.yaml
// has them:
//
//	waivers:
//	  - case: smuggling.body/lf-dot-lf/*     # an id; * stands for one cell of a matrix
//	    finding:                             # exactly this finding, and no other in the case
//	      requirement: SEC-smuggling-eod-lf-dot-lf
//	      got: "250 2.0.0 Ok: queued"        # what came, as the report shows it without the CRLF at its end
//	    reason: the front end refuses bare LF, ticket 12
//	    expires: 2027-01-31                  # the last day on which it is in force, UTC
//
// In place of got, matches is a regular expression (RE2) that the whole of what
// came has to match, for a reply that contains a queue id. expected and requirement
// may be left out; where they are given they have to be those of the finding.
//
// A failed case or a warning of which every finding is excused is waived. An
// expired waiver excuses nothing. One whose case passes is reported; one whose
// case deviates, but not in this finding, is an error, and so is one that names
// no case.
type File struct {
	Path string
	List []Waiver
	text []byte
}

// Waiver excuses one finding in one or more cases.
type Waiver struct {
	Case    strictyaml.Located `yaml:"case"`
	Finding Finding            `yaml:"finding"`
	Reason  strictyaml.Located `yaml:"reason"`
	Expires strictyaml.Day     `yaml:"expires"`
	At      strictyaml.Pos     `yaml:"-"`

	form *regexp.Regexp // of Finding.Matches
}

// Finding says which finding is excused.
type Finding struct {
	Requirement strictyaml.Located `yaml:"requirement"`
	Expected    strictyaml.Located `yaml:"expected"`
	Got         strictyaml.Located `yaml:"got"`
	Matches     strictyaml.Located `yaml:"matches"`
	At          strictyaml.Pos     `yaml:"-"`
}

// applies reports whether a waiver is about a case.
func (w *Waiver) applies(id string) bool {
	ok, _ := path.Match(w.Case.Text, id) // checked when the file was read
	return ok
}

// excuses reports whether a finding is exactly the one that is meant.
func (w *Waiver) excuses(f *reports.Finding) bool {
	if q := w.Finding.Requirement.Text; q != "" && q != f.Requirement {
		return false
	}
	if e := w.Finding.Expected.Text; e != "" && e != f.Wanted() {
		return false
	}
	if w.form != nil {
		return w.form.MatchString(observed(f))
	}
	return w.Finding.Got.Text == observed(f)
}

// observed is what a waiver has to name: what came, or what is said of it.
func observed(f *reports.Finding) string {
	return strings.TrimSuffix(cmp.Or(f.Came(), f.Message()), `\r\n`)
}

// expired reports whether the last day of a waiver is over.
func (w *Waiver) expired(now time.Time) bool { return !now.Before(w.Expires.Time.AddDate(0, 0, 1)) }

func (w *Waiver) until() string { return w.Expires.Time.Format(time.DateOnly) }

// place is where a waiver is in its file.
func (w *Waiver) place() string { return text.Place(w.At.File, w.At.Line) }
