package reports

import "testing"

func TestConcludeLoad_delivery(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found LoadDelivery
		dead  string
		code  int
	}{
		"right":   {LoadDelivery{Accepted: 90, Once: 90}, "", 0},
		"missing": {LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", 1},
		"doubled": {LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", 1},
		"refused": {LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", 1},
		"unsent":  {LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", 1},
		"unknown": {LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", 0},
		"unread":  {LoadDelivery{Error: "delivery.dir: permission denied"}, "", 3},
		"crashed": {LoadDelivery{Accepted: 90, Missing: 90}, "the target died", 3},
	} {
		l := sampleLoad()
		l.Delivery, l.Dead = &c.found, c.dead
		ConcludeLoad(l, nil)
		if got := LoadExitCode(l); got != c.code {
			t.Errorf("%s: exit code %d, want %d", name, got, c.code)
		}
	}
}
