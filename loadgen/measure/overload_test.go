package measure

import (
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

func TestOverloads(t *testing.T) {
	lag := func(us float64) reports.LoadLatency { return reports.LoadLatency{Count: 100, P99: us} }
	for name, c := range map[string]struct {
		source reports.LoadSource
		open   bool
		want   string // "" for none
	}{
		"idle":                       {reports.LoadSource{}, true, ""},
		"no free connection":         {reports.LoadSource{Busy: 0.3, Processors: 0.4, Delayed: 100_000}, true, ""},
		"nearly":                     {reports.LoadSource{Busy: 0.94, Processors: 1.89, LagUS: lag(9_900), QueuedUS: 9_900}, true, ""},
		"busy loop":                  {reports.LoadSource{Busy: 0.99}, false, "busy for 99 %"},
		"no processor left":          {reports.LoadSource{Processors: 1.98}, false, "99 % of its processors"},
		"late":                       {reports.LoadSource{LagUS: lag(12_000)}, true, "12ms or more too late"},
		"late in closed loop":        {reports.LoadSource{LagUS: lag(12_000)}, false, ""},
		"queue for the processor":    {reports.LoadSource{QueuedUS: 20_000}, false, "waited 20ms or more"},
		"others have the processors": {reports.LoadSource{RunQueueWait: 0.12}, false, "waited for a processor for 12 %"},
		"busy and late":              {reports.LoadSource{Busy: 1, LagUS: lag(50_000)}, true, "; 1 % of the messages"},
	} {
		if got := strings.Join(Overloads(c.source, 2, c.open), "; "); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
