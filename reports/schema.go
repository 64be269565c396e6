package reports

import _ "embed"

// The schemas are made from the model by TestSchemas_golden -update.
var (
	//go:embed schema_run.json
	runSchema []byte
	//go:embed schema_load.json
	loadSchema []byte
)

// RunSchema returns the JSON Schema of a conformance result.
func RunSchema() []byte { return runSchema }

// LoadSchema returns the JSON Schema of a load result.
func LoadSchema() []byte { return loadSchema }
