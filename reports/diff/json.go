package diff

import (
	"encoding/json"
	"io"
	"reflect"

	"github.com/smtpspec/smtpspec/reports/text"
)

// maxJSONText bounds one string of the file, in octets.
const maxJSONText = 64 << 10

// WriteJSON writes a comparison as smtpspec.diff/2: the fields of Diff.
func WriteJSON(w io.Writer, d *Diff) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(Clean(d, maxJSONText))
}

// Clean returns a deep copy of a comparison in which every string is safe for one
// line of any document, and of at most limit octets. Every writer starts with it.
func Clean(d *Diff, limit int) *Diff {
	c := text.CleanValue(reflect.ValueOf(*d), limit).Interface().(Diff)
	c.Format = Format
	return &c
}
