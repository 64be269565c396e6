package suite_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// calibration is what is known of a real server: every fail and warn that a run
// against it gives, read in its transcript and confirmed by hand.
type calibration struct {
	Server     string      `yaml:"server"`
	Deviations []deviation `yaml:"deviations"`
}

// deviation is one confirmed departure, in one or more cases.
type deviation struct {
	Cases   strictyaml.Strings `yaml:"cases"` // ids; * matches one cell of a matrix
	Verdict string             `yaml:"verdict"`
	Got     string             `yaml:"got"` // RE2 that what came must match
	RFC     string             `yaml:"rfc"` // the sentence that is broken, with its place
	Note    string             `yaml:"note"`
}

func loadCalibration(target string) (*calibration, error) {
	file := filepath.Join("..", "fixtures", "targets", target, "calibration.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := &calibration{}
	return c, strictyaml.Decode(file, text, c)
}

// compare says where a run and the calibration disagree.
func (k *calibration) compare(run *reports.Run) []string {
	var wrong []string
	used := make([]map[string]bool, len(k.Deviations))
	for i := range used {
		used[i] = map[string]bool{}
	}
	for _, c := range run.Cases {
		switch c.Verdict {
		case reports.Error:
			wrong = append(wrong, fmt.Sprintf("error %s: %s", c.ID, c.Why()))
		case reports.Fail, reports.Warn:
			i, pattern := k.find(c)
			if i < 0 {
				wrong = append(wrong, fmt.Sprintf("not in the calibration: %s %s: %s", c.Verdict, c.ID, c.Why()))
				continue
			}
			used[i][pattern] = true
		}
	}
	for i, d := range k.Deviations {
		for _, pattern := range d.Cases {
			if !used[i][pattern] {
				wrong = append(wrong, fmt.Sprintf("in the calibration, but the run did not show it: %s %s", d.Verdict, pattern))
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

// find returns the deviation that explains a case, with its exact finding.
func (k *calibration) find(c reports.Case) (index int, pattern string) {
	for i, d := range k.Deviations {
		for _, p := range d.Cases {
			if ok, _ := path.Match(p, c.ID); ok && d.Verdict == string(c.Verdict) && d.explains(c) {
				return i, p
			}
		}
	}
	return -1, ""
}

func (d deviation) explains(c reports.Case) bool {
	re, err := regexp.Compile(d.Got)
	if err != nil {
		return false
	}
	for _, f := range c.Findings {
		if f.Verdict == c.Verdict && re.MatchString(f.Came()) {
			return true
		}
	}
	return false
}
