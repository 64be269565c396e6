package reports_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestWriteJSON_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			r := sample.Filled(s)
			if err := reports.WriteJSON(&bytes.Buffer{}, r); err == nil {
				t.Fatal("a run with hostile verdicts is written")
			}
			c := &r.Cases[0]
			c.Verdict, c.Level, c.Findings[0].Verdict, c.Transcript[0].Kind = reports.Warn, "MAY", reports.Warn, reports.SawReply
			c.Findings[0].Expected.Kind, c.Findings[0].Got.Kind, c.Reason = reports.WantOutcomes, reports.SawReply, reports.Because(reports.ReasonStated, s)
			if c.ID == "" {
				c.ID = "case"
			}
			reports.Conclude(r, false)
			text := toJSON(t, r)
			reporttest.CheckLines(t, "json", text)
			if !json.Valid(text) || len(text) > 8<<20 {
				t.Errorf("%d octets, valid %t", len(text), json.Valid(text))
			}
			if _, err := reports.ReadRun(bytes.NewReader(text)); err != nil {
				t.Error(err)
			}
		})
	}
}
