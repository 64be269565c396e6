package htmlreport

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// generator tells how the load generator itself fared.
func generator(views []*loadView) loadPart {
	s := loadPart{ID: "generator", Title: "Generator"}
	t := loadTable{Caption: "The load generator", Head: loadHead("", "value", views), Words: 1}
	add := func(name string, of func(reports.LoadSource) float64, show func(float64) string) {
		t.compare(name, each(views, func(v *loadView) float64 { return of(v.Source) }), show)
	}
	add("CPU, user and system", func(s reports.LoadSource) float64 { return s.CPUS }, func(f float64) string { return fmt.Sprintf("%.2f s", f) })
	add("CPU a message", func(s reports.LoadSource) float64 { return s.CPUPerMessageUS }, text.Micros)
	add("processors used on average", func(s reports.LoadSource) float64 { return s.Processors }, func(f float64) string { return fmt.Sprintf("%.2f", f) })
	add("memory at most", func(s reports.LoadSource) float64 { return float64(s.MaxRSSBytes) }, func(f float64) string { return fmt.Sprintf("%.1f MiB", f/(1<<20)) })
	add("the busiest loop did not wait", func(s reports.LoadSource) float64 { return s.Busy }, func(f float64) string {
		if f == 0 {
			return "not measured"
		}
		return percent(f, 1)
	})
	add("waited for a processor, 1% at least", func(s reports.LoadSource) float64 { return s.QueuedUS }, text.Micros)
	add("threads waited for a processor", func(s reports.LoadSource) float64 { return s.RunQueueWait }, func(f float64) string { return percent(f, 1) })
	add("longest pause of the garbage collector", func(s reports.LoadSource) float64 { return s.PausedUS }, text.Micros)
	if slices.ContainsFunc(views, func(v *loadView) bool { return v.Corrected }) {
		add("delay after the scheduled time, p50", func(s reports.LoadSource) float64 { return s.LagUS.P50 }, text.Micros)
		add("delay after the scheduled time, p99", func(s reports.LoadSource) float64 { return s.LagUS.P99 }, text.Micros)
		add("delay after the scheduled time, at most", func(s reports.LoadSource) float64 { return s.LagUS.Max }, text.Micros)
		add("messages that found no free connection", func(s reports.LoadSource) float64 { return float64(s.Delayed) }, whole)
	}
	s.Tables = []loadTable{t}
	var texts []string
	for _, v := range views {
		text := "not saturated: nothing shows that the generator was the bottleneck"
		if v.Source.Saturated {
			text = "saturated, so that the figures may be its own limit: " + v.Source.Why
		}
		if v.Source.WithServer {
			text += "; CPU and memory are also those of the bundled server, which ran in the same process"
		}
		texts = append(texts, sentence(v.named(text))+".")
	}
	s.Text = strings.Join(texts, " ")
	return s
}

// delivery shows what was found in the spool.
func delivery(views []*loadView) loadPart {
	s := loadPart{ID: "delivery", Title: "Delivery"}
	for _, v := range views {
		d := v.Delivery
		if d == nil {
			continue
		}
		if d.Error != "" {
			s.Text += sentence(v.named("not verified: "+d.Error)) + ". "
			continue
		}
		t := loadTable{Caption: v.named(fmt.Sprintf("What was found of the messages, after %s", text.Duration(1000*d.WaitedS))), Head: []string{"", "messages", "for example"}, Words: 1, Prose: 1}
		for _, r := range []struct {
			name, kind string
			n          int64
			wrong      bool
		}{
			{"accepted", "", d.Accepted, false},
			{"delivered once for each recipient", "once", d.Once, false},
			{"missing: accepted and not delivered to all", "missing", d.Missing, true},
			{"duplicated", "duplicated", d.Duplicated, true},
			{"refused and delivered", "refused_delivered", d.RefusedDelivered, true},
			{"never sent whole and delivered", "unsent_delivered", d.UnsentDelivered, true},
			{"of unknown outcome: failed after the end of data", "unknown", d.Unknown, false},
			{"of unknown outcome and delivered", "unknown_delivered", d.UnknownDelivered, false},
			{"files expected, one a recipient", "", d.Expected, false},
			{"unrelated files, not of this run", "unrelated", d.Unrelated, false},
		} {
			ids := d.Examples[r.kind]
			line := loadRow{Cells: []string{r.name, fmt.Sprint(r.n), strings.Join(ids[:min(len(ids), 10)], ", ")}}
			if r.wrong && r.n > 0 {
				line.Class = "fail"
			}
			t.Rows = append(t.Rows, line)
		}
		s.Tables = append(s.Tables, t)
	}
	return s
}
