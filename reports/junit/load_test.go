package junit

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestWriteLoad_golden(t *testing.T) {
	for name, l := range map[string]*reports.Load{"load.xml": sample.BusyLoad(), "load-hostile.xml": sample.HostileLoad()} {
		var b bytes.Buffer
		if err := WriteLoad(&b, l); err != nil {
			t.Fatal(err)
		}
		reporttest.Golden(t, "testdata/"+name, b.Bytes())
		if bad := parseXML(t, b.Bytes()).check(); len(bad) > 0 {
			t.Errorf("%s is not valid: %s", name, strings.Join(bad, "\n"))
		}
		lint(t, b.Bytes())
	}
}

func TestWriteLoad(t *testing.T) {
	l := sample.Concluded(sample.Load(), "p99<50ms", "errors<1%")
	l.Target.Name = "a \x1b[31m<server>"
	var b bytes.Buffer
	if err := WriteLoad(&b, l); err != nil {
		t.Fatal(err)
	}
	var got suites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 3 || got.Failures != 1 || got.Errors != 0 || got.Suites[0].Cases[2].Failure == nil {
		t.Errorf("%d tests, %d failures, %d errors", got.Tests, got.Failures, got.Errors)
	}
	l.Dead = "gone"
	reports.ConcludeLoad(l, nil)
	b.Reset()
	if err := WriteLoad(&b, l); err != nil || !strings.Contains(b.String(), `<error message="gone"`) {
		t.Errorf("%v: %s", err, b.String())
	}
}

func TestWriteLoad_unmeasured(t *testing.T) {
	l := sample.Load()
	l.Plan.WarmupS = 1
	sample.Concluded(l, "p99(connect)<1h", "p99<50ms")
	var b bytes.Buffer
	if err := WriteLoad(&b, l); err != nil {
		t.Fatal(err)
	}
	var got suites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Errors != 2 || got.Failures != 0 || got.Suites[0].Cases[1].Error == nil {
		t.Errorf("got %d errors and %d failures, want 2 and 0", got.Errors, got.Failures)
	}
}

func TestWriteLoad_incomplete(t *testing.T) {
	l := sample.Concluded(sample.Load())
	l.Counts.Attempted++
	var b bytes.Buffer
	if WriteLoad(&b, l) == nil || b.Len() > 0 {
		t.Errorf("got %q, want an error", b.String())
	}
}

func TestWriteLoad_delivery(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found reports.LoadDelivery
		dead  string
		junit string
	}{
		"right":   {reports.LoadDelivery{Accepted: 90, Once: 90}, "", `tests="2" failures="0" errors="0"`},
		"missing": {reports.LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", "1 message accepted and not delivered"},
		"doubled": {reports.LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", `tests="2" failures="1"`},
		"refused": {reports.LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", `failures="1"`},
		"unsent":  {reports.LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", `failures="1"`},
		"unknown": {reports.LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", `failures="0" errors="0"`},
		"unread":  {reports.LoadDelivery{Error: "delivery.dir: permission denied"}, "", `errors="2"`},
		"crashed": {reports.LoadDelivery{Accepted: 90, Missing: 90}, "the target died", `errors="1"`},
	} {
		l := sample.Load()
		l.Delivery, l.Dead = &c.found, c.dead
		reports.ConcludeLoad(l, nil)
		var b bytes.Buffer
		if err := WriteLoad(&b, l); err != nil || !strings.Contains(b.String(), c.junit) {
			t.Errorf("%s: %v, want %q in\n%s", name, err, c.junit, b.String())
		}
	}
}
