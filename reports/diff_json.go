package reports

import (
	"encoding/json"
	"io"
)

// WriteDiffJSON writes a comparison as smtpspec.diff/2: the fields of Diff.
func WriteDiffJSON(w io.Writer, d *Diff) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(cleanedDiff(d, maxJSONText))
}
