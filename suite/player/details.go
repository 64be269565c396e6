package player

import (
	"encoding/base64"
	"regexp"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/scenarios"
	"github.com/smtpspec/smtpspec/scenarios/wire"
)

// details checks a reply against an expectation, apart from its code.
func (j *judge) details(r wire.Reply) error {
	for _, p := range j.e.Skip.Unless {
		re, err := p.Compile(j.lookup)
		if err != nil {
			return err
		}
		if !anyMatch(re, r.Lines) {
			return &inapplicable{reports.Reason{Kind: reports.ReasonNoLine, Pattern: p.Raw}}
		}
	}
	if len(j.e.Enhanced) > 0 {
		want := strings.Join(j.e.Enhanced, "|")
		have, ok := r.Enhanced()
		if !ok || !scenarios.MatchesEnhanced(want, have.String()) {
			return j.unmet(reports.Expectation{Kind: reports.WantEnhanced, Outcomes: strings.Split(want, "|")}, j.saw())
		}
	}
	if j.e.Lines != nil && !j.e.Lines.Holds(len(r.Lines)) {
		return j.unmet(reports.Expectation{Kind: reports.WantLines, Count: bounds(j.e.Lines)},
			reports.Observation{Kind: reports.SawLines, Count: len(r.Lines), Octets: j.saw().Octets})
	}
	if err := j.e.Grammar.Check(r); err != nil {
		return j.unmet(reports.Expectation{Kind: reports.WantGrammar, Name: j.e.Grammar.Form()},
			reports.Observation{Kind: reports.SawDeparture, Octets: j.saw().Octets, Cause: err.Error()})
	}
	if j.e.Base64 {
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Text()))
		if err != nil {
			return j.unmet(reports.Expectation{Kind: reports.WantBase64}, j.saw())
		}
		r.Lines = []string{string(text)}
	}
	for _, p := range j.e.Text {
		if err := j.line(p, r.Lines, true); err != nil {
			return err
		}
	}
	for _, p := range j.e.NotText {
		if err := j.line(p, r.Lines, false); err != nil {
			return err
		}
	}
	for _, p := range j.e.Keyword {
		whole := scenarios.Pattern{Template: p.Template}
		re, err := whole.Compile(j.lookup)
		if err != nil {
			return err
		}
		re, err = regexp.Compile(`(?i)^(?:` + re.String() + `)$`)
		if err != nil {
			return err
		}
		if len(r.Lines) < 2 || !anyMatch(re, r.Lines[1:]) {
			return j.unmet(reports.Expectation{Kind: reports.WantKeyword, Pattern: p.Raw}, j.saw())
		}
	}
	for _, k := range j.e.NoKeyword {
		if wire.ParseCapabilities(r).Has(k, "") {
			return j.unmet(reports.Expectation{Kind: reports.WantNoKeyword, Name: k}, j.saw())
		}
	}
	return j.capture(r)
}

func (j *judge) line(p scenarios.Pattern, lines []string, want bool) error {
	re, err := p.Compile(j.lookup)
	if err != nil {
		return err
	}
	kind := reports.WantNoLine
	if want {
		kind = reports.WantLine
	}
	if anyMatch(re, lines) != want {
		return j.unmet(reports.Expectation{Kind: kind, Pattern: p.Raw}, j.saw())
	}
	return nil
}

func anyMatch(re *regexp.Regexp, lines []string) bool {
	for _, l := range lines {
		if re.MatchString(l) {
			return true
		}
	}
	return false
}

// capture binds variables to parts of the reply.
func (j *judge) capture(r wire.Reply) error {
	for _, c := range j.e.Capture {
		re, err := c.Pattern.Compile(j.lookup)
		if err != nil {
			return err
		}
		found := false
		for _, l := range r.Lines {
			if m := re.FindStringSubmatch(l); m != nil {
				j.vars[c.Name] = m[min(1, len(m)-1)]
				found = true
				break
			}
		}
		if !found {
			return j.unmet(reports.Expectation{Kind: reports.WantCapture, Name: c.Name, Pattern: c.Pattern.Raw}, j.saw())
		}
	}
	return nil
}
