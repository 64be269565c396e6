package reports

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func TestWriteLoad_golden2(t *testing.T) {
	for name, l := range map[string]*Load{"load.xml": busyLoad(), "load-hostile.xml": hostileLoad()} {
		var b bytes.Buffer
		if err := WriteLoadJUnit(&b, l); err != nil {
			t.Fatal(err)
		}
		reporttest.Golden(t, "testdata/"+name, b.Bytes())
		if bad := parseXML(t, b.Bytes()).check(); len(bad) > 0 {
			t.Errorf("%s is not valid: %s", name, strings.Join(bad, "\n"))
		}
		lint(t, b.Bytes())
	}
}

func TestLoadJUnit(t *testing.T) {
	l := concluded(sampleLoad(), "p99<50ms", "errors<1%")
	l.Target.Name = "a \x1b[31m<server>"
	var b bytes.Buffer
	if err := WriteLoadJUnit(&b, l); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 3 || got.Failures != 1 || got.Errors != 0 || got.Suites[0].Cases[2].Failure == nil {
		t.Errorf("%d tests, %d failures, %d errors", got.Tests, got.Failures, got.Errors)
	}
	l.Dead = "gone"
	ConcludeLoad(l, nil)
	b.Reset()
	if err := WriteLoadJUnit(&b, l); err != nil || !strings.Contains(b.String(), `<error message="gone"`) {
		t.Errorf("%v: %s", err, b.String())
	}
}

func TestWriteLoad_unmeasured(t *testing.T) {
	l := sampleLoad()
	l.Plan.WarmupS = 1
	concluded(l, "p99(connect)<1h", "p99<50ms")
	var b bytes.Buffer
	if err := WriteLoadJUnit(&b, l); err != nil {
		t.Fatal(err)
	}
	var got junitSuites
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Errors != 2 || got.Failures != 0 || got.Suites[0].Cases[1].Error == nil {
		t.Errorf("got %d errors and %d failures, want 2 and 0", got.Errors, got.Failures)
	}
}

func TestWriteLoad_incomplete(t *testing.T) {
	l := concluded(sampleLoad())
	l.Counts.Attempted++
	var b bytes.Buffer
	if WriteLoadJUnit(&b, l) == nil || b.Len() > 0 {
		t.Errorf("got %q, want an error", b.String())
	}
}

func TestWriteLoad_delivery2(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found LoadDelivery
		dead  string
		junit string
	}{
		"right":   {LoadDelivery{Accepted: 90, Once: 90}, "", `tests="2" failures="0" errors="0"`},
		"missing": {LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", "1 message accepted and not delivered"},
		"doubled": {LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", `tests="2" failures="1"`},
		"refused": {LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", `failures="1"`},
		"unsent":  {LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", `failures="1"`},
		"unknown": {LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", `failures="0" errors="0"`},
		"unread":  {LoadDelivery{Error: "delivery.dir: permission denied"}, "", `errors="2"`},
		"crashed": {LoadDelivery{Accepted: 90, Missing: 90}, "the target died", `errors="1"`},
	} {
		l := sampleLoad()
		l.Delivery, l.Dead = &c.found, c.dead
		ConcludeLoad(l, nil)
		var b bytes.Buffer
		if err := WriteLoadJUnit(&b, l); err != nil || !strings.Contains(b.String(), c.junit) {
			t.Errorf("%s: %v, want %q in\n%s", name, err, c.junit, b.String())
		}
	}
}
