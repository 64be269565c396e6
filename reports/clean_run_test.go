package reports_test

import (
	"math"
	"testing"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestCleanRun(t *testing.T) {
	in := sample.Run()
	in.Cases[0].ElapsedMS = math.NaN()
	in.Cases[1].Findings[0].AtMS = math.Inf(1)
	in.Started = time.Date(2026, 1, 1, 0, 0, 0, 0, time.FixedZone("\x1b", 3600))
	in.Requirements = nil
	out := reports.CleanRun(in, 1000)
	if out.Cases[0].ElapsedMS != 0 || out.Cases[1].Findings[0].AtMS != 0 {
		t.Error("numbers that are none are kept")
	}
	if out.Started.Location() != time.UTC || !out.Started.Equal(in.Started) {
		t.Errorf("started %v", out.Started)
	}
	if out.Requirements == nil || out.Cases[0].Findings == nil || out.Format != reports.RunFormat {
		t.Error("a list is nil, or the format is missing")
	}
	out.Cases[0].Transcript[0].Octets = "changed"
	if in.Cases[0].Transcript[0].Octets == "changed" {
		t.Error("the copy shares its events")
	}
}
