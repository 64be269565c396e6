package terminal

import (
	"bytes"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestWriteLoad_golden(t *testing.T) {
	for name, c := range map[string]struct {
		load *reports.Load
		o    Options
	}{
		"plain":   {sample.BusyLoad(), Options{}},
		"80":      {sample.BusyLoad(), Options{Width: 80}},
		"120":     {sample.BusyLoad(), Options{Width: 120}},
		"color":   {sample.BusyLoad(), Options{Width: 100, Color: true}},
		"quiet":   {sample.BusyLoad(), Options{Quiet: true}},
		"met":     {sample.Concluded(sample.Load(), "p99<50ms"), Options{Width: 80}},
		"mixed":   {sample.MixedLoad(), Options{Width: 80}},
		"folder":  {sample.FolderLoad(), Options{Width: 80}},
		"hostile": {sample.HostileLoad(), Options{Width: 80, Color: true}},
		"nothing": {sample.Concluded(&reports.Load{Plan: reports.LoadPlan{Scenario: "load.classic", TLS: "none"}}, "p99<50ms"), Options{Width: 80}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteLoad(&b, c.load, c.o); err != nil {
				t.Fatal(err)
			}
			reporttest.Golden(t, "testdata/load-"+name+".txt", b.Bytes())
		})
	}
}

func TestWriteLoad_width(t *testing.T) {
	for _, width := range []int{60, 80, 100, 120} {
		var b bytes.Buffer
		if err := WriteLoad(&b, sample.BusyLoad(), Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		for _, line := range lines[:len(lines)-1] { // the summary is one line, for those who search it
			if len(line) > width {
				t.Errorf("width %d: %q", width, line)
			}
		}
	}
}

func TestWriteProbe(t *testing.T) {
	var b strings.Builder
	if err := WriteProbesHead(&b, Options{}); err != nil {
		t.Fatal(err)
	}
	counts := reports.LoadCounts{Attempted: 1000, Accepted: 999, Failed: 1}
	for _, p := range []reports.LoadProbe{
		{Rate: 100, Kind: reports.ProbeDoubling, Verdict: reports.ProbeMet, Counts: counts, MessagesPerS: 99.9, P50: 300, P99: 2000},
		{Rate: 12.5, Kind: reports.ProbeBisection, Verdict: reports.ProbeSaturated, Counts: counts, MessagesPerS: 12, P50: 300, P99: 2e6, Why: "the generator was the bottleneck: \x1b[2J"},
		{Rate: 50, Kind: reports.ProbeConfirmation, Verdict: reports.ProbeMissed, Why: "p99<1ms: 2.00 ms"},
	} {
		if err := WriteProbe(&b, p, Options{}); err != nil {
			t.Fatal(err)
		}
	}
	const want = `      rate  accepted/s        p50        p99   errors  verdict
       100        99.9     300 us    2.00 ms     0.1%  met
      12.5        12.0     300 us     2.00 s     0.1%  saturated, the generator was the bottleneck: \x1b[2J
        50         0.0       0 us       0 us        -  missed (confirmation), p99<1ms: 2.00 ms
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}

func TestWriteLoad_delivery(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found   reports.LoadDelivery
		dead    string
		says    string
		quietly bool // it is said with Quiet as well
	}{
		"right":   {reports.LoadDelivery{Accepted: 90, Once: 90}, "", "90 accepted, 90 delivered once, 0 missing", false},
		"missing": {reports.LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", "missing: l1-00000000002a", true},
		"doubled": {reports.LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", "missed: 2 messages delivered more than once", true},
		"refused": {reports.LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", "1 message refused and delivered", true},
		"unsent":  {reports.LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", "1 delivered and never sent whole", true},
		"unknown": {reports.LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", "of 4 whose outcome is unknown 3 were", false},
		"unread":  {reports.LoadDelivery{Error: "delivery.dir: permission denied"}, "", "delivery could not be verified", true},
		"crashed": {reports.LoadDelivery{Accepted: 90, Missing: 90}, "the target died", "the target died", true},
	} {
		l := sample.Load()
		l.Delivery, l.Dead = &c.found, c.dead
		reports.ConcludeLoad(l, nil)
		for _, quiet := range []bool{false, true} {
			var b bytes.Buffer
			if err := WriteLoad(&b, l, Options{Width: 200, Quiet: quiet}); err != nil {
				t.Fatal(err)
			}
			if (!quiet || c.quietly) != strings.Contains(b.String(), c.says) {
				t.Errorf("%s, quiet %v: want %q in\n%s", name, quiet, c.says, b.String())
			}
		}
	}
}
