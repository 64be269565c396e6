package annotations

import (
	"io"

	"github.com/smtpspec/smtpspec/reports"
)

// WriteLoad writes the thresholds that are missed or could not be measured, what
// is wrong with the delivery, and that the source was the bottleneck.
func WriteLoad(w io.Writer, l *reports.Load) error {
	l = reports.CleanLoad(l, maxText)
	var all []annotation
	add := func(k kind, title, text string) {
		all = append(all, annotation{kind: k, title: title, text: text})
	}
	if l.Verdict != reports.Met {
		add(kindError, "smtpspec load: "+l.Verdict, or(l.Reason, l.Summary()))
	}
	for _, t := range l.Thresholds {
		if !t.Met {
			add(kindError, "threshold "+t.Expression, "measured: "+t.Measured)
		}
	}
	if d := l.Delivery; d != nil {
		if wrong := or(d.Wrongs(), d.Error); wrong != "" {
			add(kindError, "delivery", wrong)
		}
	}
	if l.Source.Saturated {
		add(kindWarning, "smtpspec load: saturated", "the source may have been the bottleneck: "+l.Source.Why)
	}
	return write(w, all, map[kind]string{kindError: "missed thresholds", kindWarning: "warnings"})
}
