package waivers

import _ "embed"

// schema is made from the model by TestSchema_golden -update.
//
//go:embed schema_waivers.json
var schema []byte

// Schema returns the JSON Schema of a file of waivers, for editors.
func Schema() []byte { return schema }
