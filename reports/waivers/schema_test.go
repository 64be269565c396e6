package waivers

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/invopop/jsonschema"
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// makeWaiversSchema makes the JSON Schema of a file of waivers. What is missing or
// contradicts itself is for the reader to say, but for what came, which is given once.
func makeWaiversSchema(t *testing.T) []byte {
	t.Helper()
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, Mapper: func(t reflect.Type) *jsonschema.Schema {
		switch t {
		case reflect.TypeFor[strictyaml.Located]():
			return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, {Type: "number"}}}
		case reflect.TypeFor[strictyaml.Day]():
			return &jsonschema.Schema{Type: "string", Pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
		}
		return nil
	}}
	root := r.Reflect(&waiverFile{})
	root.Title = "A file of waivers of smtpspec"
	root.Definitions["Waiver"].Required = []string{"case", "finding", "reason", "expires"}
	root.Definitions["Finding"].OneOf = []*jsonschema.Schema{{Required: []string{"got"}}, {Required: []string{"matches"}}}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func TestSchema_golden(t *testing.T) {
	reporttest.Golden(t, "schema_waivers.json", makeWaiversSchema(t))
}

// TestSchema checks files with the schema and the reader.
func TestSchema(t *testing.T) {
	check := reporttest.Validator(t, Schema())
	for finding, good := range map[string]bool{
		`got: 250 Ok`: true, `matches: "250 .*", requirement: R, expected: "550"`: true,
		`got: 250 Ok, matches: "250"`: false, `requirement: R`: false, `gott: 250 Ok`: false,
	} {
		text := waiver(finding, "2027-01-31")
		var doc any
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		if days, ok := doc.(map[string]any); ok { // a day is a time to YAML, and a text to JSON
			first := days["waivers"].([]any)[0].(map[string]any)
			first["expires"] = "2027-01-31"
		}
		asJSON, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		_, read := Read("waivers.yaml", []byte(text))
		if err := check(asJSON); (err == nil) != good || (read == nil) != good {
			t.Errorf("%s: schema %v, reader %v", finding, err, read)
		}
	}
}
