package scenarios

import _ "embed"

// schema is made from the model by TestSchema_current -update.
//
//go:embed schema.json
var schema []byte

// Schema returns the JSON Schema of a scenario file, for editors.
func Schema() []byte { return schema }
