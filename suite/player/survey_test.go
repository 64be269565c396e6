package player

import (
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// TestSurveyWithoutEHLO surveys servers that refuse EHLO.
func TestSurveyWithoutEHLO(t *testing.T) {
	for _, c := range []struct {
		name, script string
		helo         bool
	}{
		{"HELO alone", "S 220 hi\nC EHLO\nS 500 what?\nC HELO\nS 250 hi\nhold", true},
		{"EHLO for now", "S 220 hi\nC EHLO\nS 451 later\nhold", false},
		{"neither", "S 220 hi\nC EHLO\nS 502 no\nC HELO\nS 502 no\nhold", false},
		{"EHLO", "S 220 hi\nC EHLO\nS 250 hi\nhold", false},
	} {
		s := serve(t, c.script, "S 220 hi\nC HELO client\nS 250 hi\nhold")
		v, err := TakeSurvey(t.Context(), s.target(), s.player().Limits, "smtp")
		if err != nil || v.HELO != c.helo {
			t.Errorf("%s: %v, %v", c.name, v, err)
			continue
		}
		if !c.helo {
			continue
		}
		p := s.player()
		p.Target.HELO = v.HELO
		if r := p.Run(t.Context(), load(t, "", "- {connect: {}, S: 220}\n- {C: \"${ehlo} ${client}\", S: 250}")); r.Verdict != reports.Pass {
			t.Errorf("%s: %s", c.name, why(r))
		}
	}
}
