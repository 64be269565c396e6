package reports

import (
	"bytes"
	"strings"
	"testing"
)

func TestVerifiedDeliveryDecides(t *testing.T) {
	ids := map[string][]string{"missing": {"l1-00000000002a"}}
	for name, c := range map[string]struct {
		found   LoadDelivery
		dead    string
		code    int
		says    string
		quietly bool // it is said with Quiet as well
		junit   string
	}{
		"right":   {LoadDelivery{Accepted: 90, Once: 90}, "", 0, "90 accepted, 90 delivered once, 0 missing", false, `tests="2" failures="0" errors="0"`},
		"missing": {LoadDelivery{Accepted: 90, Once: 89, Missing: 1, Examples: ids}, "", 1, "missing: l1-00000000002a", true, "1 message accepted and not delivered"},
		"doubled": {LoadDelivery{Accepted: 90, Once: 88, Duplicated: 2}, "", 1, "missed: 2 messages delivered more than once", true, `tests="2" failures="1"`},
		"refused": {LoadDelivery{Accepted: 90, Once: 90, RefusedDelivered: 1}, "", 1, "1 message refused and delivered", true, `failures="1"`},
		"unsent":  {LoadDelivery{Accepted: 90, Once: 90, UnsentDelivered: 1}, "", 1, "1 delivered and never sent whole", true, `failures="1"`},
		"unknown": {LoadDelivery{Accepted: 90, Once: 90, Unknown: 4, UnknownDelivered: 3}, "", 0, "of 4 whose outcome is unknown 3 were", false, `failures="0" errors="0"`},
		"unread":  {LoadDelivery{Error: "delivery.dir: permission denied"}, "", 3, "delivery could not be verified", true, `errors="2"`},
		"crashed": {LoadDelivery{Accepted: 90, Missing: 90}, "the target died", 3, "the target died", true, `errors="1"`},
	} {
		l := sampleLoad()
		l.Delivery, l.Dead = &c.found, c.dead
		ConcludeLoad(l, nil)
		if got := LoadExitCode(l); got != c.code {
			t.Errorf("%s: exit code %d, want %d", name, got, c.code)
		}
		for _, quiet := range []bool{false, true} {
			var b bytes.Buffer
			if err := WriteLoadTerminal(&b, l, TerminalOptions{Width: 200, Quiet: quiet}); err != nil {
				t.Fatal(err)
			}
			if (!quiet || c.quietly) != strings.Contains(b.String(), c.says) {
				t.Errorf("%s, quiet %v: want %q in\n%s", name, quiet, c.says, b.String())
			}
		}
		var b bytes.Buffer
		if err := WriteLoadJUnit(&b, l); err != nil || !strings.Contains(b.String(), c.junit) {
			t.Errorf("%s: %v, want %q in\n%s", name, err, c.junit, b.String())
		}
	}
}
