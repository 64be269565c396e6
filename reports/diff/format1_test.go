package diff

import (
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// TestCompareRuns_format1 compares runs of both formats of one server: nothing differs.
func TestCompareRuns_format1(t *testing.T) {
	old, _ := readResult(t, "run-1-faults.json")
	fresh, _ := readResult(t, "run-2-faults.json")
	for _, pair := range [][2]*reports.Run{{old, fresh}, {fresh, old}} {
		d := compared(t, pair[0], pair[1], FailOnText)
		for _, c := range d.Cases {
			t.Errorf("%s: %s %s %+v %+v", c.ID, c.Change, c.Reason, c.Replies, c.Findings)
		}
	}
}

func TestCompareLoads_format1(t *testing.T) {
	_, old := readResult(t, "load-1.json")
	_, fresh := readResult(t, "load.json")
	if d, err := CompareLoads(old, fresh, 0.1); err != nil || d.Verdict == Regressed {
		t.Errorf("got %+v, %v, want no regression", d, err)
	}
}

// readResult reads a result of the tests of package reports.
func readResult(t *testing.T, name string) (*reports.Run, *reports.Load) {
	t.Helper()
	run, load, err := reports.ReadResult(reporttest.Open(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return run, load
}
