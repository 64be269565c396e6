package reports

import (
	"encoding/json"
	"fmt"
	"io"
)

// maxJSONText bounds one string of the result file, in octets. It is above what
// a transcript keeps of one event.
const maxJSONText = 64 << 10

// WriteJSON writes a run as smtpspec.run/2. A run that ReadRun would refuse is
// an error, and nothing is written.
func WriteJSON(w io.Writer, r *Run) error {
	c := CleanRun(r, maxJSONText)
	if err := validate(c); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // <paths> stay readable
	enc.SetIndent("", "  ")
	return enc.Encode(c)
}

// maxHistogram bounds the whole of one histogram line, in octets.
const maxHistogram = 1 << 20

// WriteLoadJSON writes a load result as smtpspec.load/2. One whose sums do not
// add up is an error, and nothing is written.
func WriteLoadJSON(w io.Writer, l *Load) error {
	if err := CheckLoad(l); err != nil {
		return fmt.Errorf("the result is not complete: %w", err)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false) // thresholds stay readable
	enc.SetIndent("", "  ")
	return enc.Encode(CleanLoad(l, maxHistogram))
}
