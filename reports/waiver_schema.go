package reports

import _ "embed"

// waiversSchema is made from the model by TestSchema_golden -update.
//
//go:embed schema_waivers.json
var waiversSchema []byte

// WaiversSchema returns the JSON Schema of a file of waivers, for editors.
func WaiversSchema() []byte { return waiversSchema }
