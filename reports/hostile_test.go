package reports

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func TestHostileStringsInJSON(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			r := poisoned(s)
			if err := WriteJSON(&bytes.Buffer{}, r); err == nil {
				t.Fatal("a run with hostile verdicts is written")
			}
			c := &r.Cases[0]
			c.Verdict, c.Level, c.Findings[0].Verdict, c.Transcript[0].Kind = Warn, "MAY", Warn, SawReply
			c.Findings[0].Expected.Kind, c.Findings[0].Got.Kind, c.Reason = WantOutcomes, SawReply, Because(ReasonStated, s)
			if c.ID == "" {
				c.ID = "case"
			}
			Conclude(r, false)
			text := toJSON(t, r)
			reporttest.CheckLines(t, "json", text)
			if !json.Valid(text) || len(text) > 8<<20 {
				t.Errorf("%d octets, valid %t", len(text), json.Valid(text))
			}
			if _, err := ReadRun(bytes.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
}
