package reports_test

import (
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func TestConcludeLoad_delivery(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found reports.LoadDelivery
		dead  string
		code  int
	}{
		"right":   {reports.LoadDelivery{Accepted: 90, Once: 90}, "", 0},
		"missing": {reports.LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", 1},
		"doubled": {reports.LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", 1},
		"refused": {reports.LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", 1},
		"unsent":  {reports.LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", 1},
		"unknown": {reports.LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", 0},
		"unread":  {reports.LoadDelivery{Error: "delivery.dir: permission denied"}, "", 3},
		"crashed": {reports.LoadDelivery{Accepted: 90, Missing: 90}, "the target died", 3},
	} {
		l := sample.Load()
		l.Delivery, l.Dead = &c.found, c.dead
		reports.ConcludeLoad(l, nil)
		if got := reports.LoadExitCode(l); got != c.code {
			t.Errorf("%s: exit code %d, want %d", name, got, c.code)
		}
	}
}
