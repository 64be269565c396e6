package htmlreport

import (
	"fmt"
	"strings"
	"time"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/text"
)

// verdict is what a result says as a whole.
func (v *loadView) verdict() loadVerdict {
	out := loadVerdict{Name: v.Name, Verdict: v.Verdict, Class: "unknown", Reason: v.Reason, Facts: v.facts()}
	switch v.Verdict {
	case reports.Met:
		out.Class = "pass"
		if len(v.Thresholds) == 0 && v.Answer == nil && v.Delivery == nil {
			out.Reason = "no threshold was given: messages were accepted, and nothing more is said"
		}
	case reports.Missed:
		out.Class = "fail"
	}
	if v.Answer != nil {
		out.Notes = append(out.Notes, "Highest rate: "+v.Answer.String()+".")
	}
	if v.Source.Saturated {
		out.Notes = append(out.Notes, "The generator was saturated: what was measured may be its own limit, not that of the server. "+v.Source.Why)
	}
	if v.Interrupted {
		out.Notes = append(out.Notes, "Interrupted: the figures are those until then.")
	}
	if v.Dead != "" && v.Dead != v.Reason {
		out.Notes = append(out.Notes, "The target could no longer be measured: "+v.Dead)
	}
	if v.Source.Delayed > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d messages of the open loop found no free connection in time, and the wait is in their latency. More connections would tell whether the server can do more.", v.Source.Delayed))
	}
	if len(v.Thresholds) > 0 {
		t := &loadTable{Caption: v.named("Thresholds"), Head: []string{"threshold", "measured", ""}, Words: 3}
		for _, b := range v.Thresholds {
			r := loadRow{Cells: []string{b.Expression, b.Measured, "missed"}, Class: "fail"}
			switch {
			case b.Unmeasured:
				r.Cells[2], r.Class = "no verdict", "unknown"
			case b.Met:
				r.Cells[2], r.Class = "met", "pass"
			}
			t.Rows = append(t.Rows, r)
		}
		out.Bounds = t
	}
	return out
}

// facts say what was measured, when, and by what.
func (v *loadView) facts() string {
	target := v.Target.Address
	if v.Name != "" && v.Target.Name != "" {
		target = v.Target.Name + " at " + target
	}
	parts := []string{target, v.Started.Format(time.DateTime) + " UTC", strings.TrimSpace(v.Tool.Name + " " + v.Tool.Version)}
	parts = append(parts, fmt.Sprintf("%d messages in %s", v.Counts.Attempted, text.Duration(v.ElapsedMS)), v.Plan.String())
	kept := parts[:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}

// tiles are the highlighted figures.
func tiles(v *loadView) []tile {
	d, n := v.LatencyUS["transaction"], v.Counts
	latency := func(us float64) string {
		if d.Count == 0 {
			return "-"
		}
		return text.Micros(us)
	}
	return []tile{
		{"Accepted a second", strings.TrimSuffix(text.PerSecond(v.Throughput.MessagesPerS), " messages/s"), fmt.Sprintf("%.2f MB/s", v.Throughput.BytesPerS/1e6)},
		{"p50", latency(d.P50), "of the transaction"},
		{"p99", latency(d.P99), "of the transaction"},
		{"Attempted", fmt.Sprint(n.Attempted), "= accepted + rejected + failed"},
		{"Accepted", fmt.Sprint(n.Accepted), percent(float64(n.Accepted), float64(n.Attempted))},
		{"Rejected", fmt.Sprint(n.Rejected), percent(float64(n.Rejected), float64(n.Attempted))},
		{"Failed", fmt.Sprint(n.Failed), percent(float64(n.Failed), float64(n.Attempted))},
	}
}

// sideBySide sets two results side by side.
func sideBySide(views []*loadView) *loadTable {
	t := &loadTable{Caption: "Side by side; a latency is that of the transaction", Head: loadHead("", "", views), Words: 1}
	for _, r := range []struct {
		name  string
		value func(*loadView) float64
		show  func(float64) string
	}{
		{"accepted messages/s", func(v *loadView) float64 { return v.Throughput.MessagesPerS }, tenth},
		{"MB/s", func(v *loadView) float64 { return v.Throughput.BytesPerS / 1e6 }, func(f float64) string { return fmt.Sprintf("%.2f", f) }},
		{"attempted", func(v *loadView) float64 { return float64(v.Counts.Attempted) }, whole},
		{"accepted", func(v *loadView) float64 { return float64(v.Counts.Accepted) }, whole},
		{"rejected", func(v *loadView) float64 { return float64(v.Counts.Rejected) }, whole},
		{"failed", func(v *loadView) float64 { return float64(v.Counts.Failed) }, whole},
		{"not accepted", func(v *loadView) float64 {
			return float64(v.Counts.Rejected+v.Counts.Failed) / max(float64(v.Counts.Attempted), 1)
		}, func(f float64) string { return percent(f, 1) }},
		{"generator CPU a message", func(v *loadView) float64 { return v.Source.CPUPerMessageUS }, text.Micros},
	} {
		t.compare(r.name, each(views, r.value), r.show)
	}
	for _, p := range percentiles {
		t.compare("latency, "+p.name, each(views, func(v *loadView) float64 {
			return p.of(v.LatencyUS["transaction"], v.Curves["transaction"])
		}), shownUS)
	}
	return t
}
