package annotations

import (
	"fmt"
	"io"

	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/text"
)

// WriteDiff writes what regressed between two results.
func WriteDiff(w io.Writer, d *diff.Diff) error {
	if d.Verdict != diff.Regressed {
		return nil
	}
	var all []annotation
	add := func(what, message string) {
		all = append(all, annotation{kind: kindError, title: "regression: " + text.Clean(what, maxText), text: text.Clean(message, maxText)})
	}
	for i := range d.Cases {
		c := &d.Cases[i]
		if !c.Regression {
			continue
		}
		message := fmt.Sprintf("%s, %s is now %s", c.Title, or(string(c.Old), "nothing"), or(string(c.New), "nothing"))
		if len(c.Replies) > 0 {
			was, now := c.Replies[0].Texts()
			message += fmt.Sprintf("; the reply was %s, now %s", was, now)
		}
		add(c.ID, message)
	}
	for i := range d.Figures {
		if f := &d.Figures[i]; f.Outcome == diff.FigureRegression {
			add(f.Name, fmt.Sprintf("%.3g times what it was, with a bound of %g %%", f.Ratio, 100*d.MaxRegression))
		}
	}
	if len(all) == 0 { // another capability, for instance
		add(or(d.Kind, "result"), or(d.Reason, "the comparison says what differs"))
	}
	return write(w, all, map[kind]string{kindError: "regressions"})
}
