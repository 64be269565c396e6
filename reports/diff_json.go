package reports

import (
	"encoding/json"
	"io"
	"reflect"
)

// maxDiffJSONText bounds one string of the file, in octets.
const maxDiffJSONText = 64 << 10

// WriteDiffJSON writes a comparison as smtpspec.diff/2: the fields of Diff.
func WriteDiffJSON(w io.Writer, d *Diff) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(CleanDiff(d, maxDiffJSONText))
}

// CleanDiff returns a deep copy of a comparison in which every string is safe for one
// line of any document, and of at most limit octets. Every writer starts with it.
func CleanDiff(d *Diff, limit int) *Diff {
	c := cleanValue(reflect.ValueOf(*d), limit).Interface().(Diff)
	c.Format = DiffFormat
	return &c
}
