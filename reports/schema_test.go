package reports

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	santhosh "github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
)

// words is the schema of a type of which there are only some values.
func words[T ~string](values ...T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// closed says which types of the model have only some values.
func closed(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[Verdict]():
		return words(Verdicts()...)
	case reflect.TypeFor[ObservationKind]():
		return words(ObservationKinds()...)
	case reflect.TypeFor[ExpectationKind]():
		return words(ExpectationKinds()...)
	case reflect.TypeFor[ReasonKind]():
		return words(ReasonKinds()...)
	case reflect.TypeFor[Side]():
		return words(ByClient, ByServer)
	case reflect.TypeFor[TLSFailure]():
		return words(TLSAlert, TLSProtocol, TLSCertificate, TLSEnded, TLSTimeout)
	}
	return nil
}

// makeSchema makes the JSON Schema of a result out of its type.
func makeSchema(t *testing.T, model any, format, title string, verdicts ...string) []byte {
	t.Helper()
	r := &jsonschema.Reflector{Anonymous: true, Mapper: closed}
	root := r.Reflect(model)
	root.Title = title
	result := root.Definitions[reflect.TypeOf(model).Elem().Name()]
	result.Properties.Set("format", &jsonschema.Schema{Const: format})
	result.Properties.Set("verdict", words(verdicts...))
	if c, ok := root.Definitions["Case"]; ok {
		levels := words(requirements.Levels()...)
		levels.Enum = append(levels.Enum, "")
		c.Properties.Set("level", levels)
	}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// TestSchemas holds the schemas against the model; -update writes them.
func TestSchemas(t *testing.T) {
	reporttest.Golden(t, "schema_run.json", makeSchema(t, &Run{}, RunFormat, "A conformance result of smtpspec", Conformant, NonConformant, NoVerdict))
	reporttest.Golden(t, "schema_load.json", makeSchema(t, &Load{}, LoadFormat, "A load result of smtpspec", Met, Missed, NoVerdict))
	reporttest.Golden(t, "schema_waivers.json", makeWaiversSchema(t))
}

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
	root.Definitions["WaivedFinding"].OneOf = []*jsonschema.Schema{{Required: []string{"got"}}, {Required: []string{"matches"}}}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// TestWaiversSchema holds a file against its schema and the reader.
func TestWaiversSchema(t *testing.T) {
	check := validator(t, WaiversSchema())
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
		_, read := ReadWaivers("waivers.yaml", []byte(text))
		if err := check(asJSON); (err == nil) != good || (read == nil) != good {
			t.Errorf("%s: schema %v, reader %v", finding, err, read)
		}
	}
}

// validator checks documents against a schema.
func validator(t *testing.T, schema []byte) func(text []byte) error {
	t.Helper()
	doc, err := santhosh.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := santhosh.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) error {
		v, err := santhosh.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(v)
	}
}

// TestSchemas_results validates results as they are written, those that were read in
// the format before among them, and refuses others.
func TestSchemas_results(t *testing.T) {
	runs, loads := validator(t, RunSchema()), validator(t, LoadSchema())
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		r, l, err := ReadResult(bytes.NewReader(text))
		if err != nil {
			continue // a comparison
		}
		checked++
		var out bytes.Buffer
		if r != nil {
			err = runs(toJSON(t, r))
		} else if err = WriteLoadJSON(&out, l); err == nil {
			err = loads(out.Bytes())
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if checked < 4 {
		t.Errorf("%d results were checked", checked)
	}
	good := string(toJSON(t, sample()))
	for _, change := range [][2]string{
		{`"kind": "reply"`, `"kind": "answer"`},
		{`"verdict": "pass"`, `"verdict": "passed"`},
		{`"format": "smtpspec.run/2"`, `"format": "smtpspec.run/1"`},
		{`"at_ms"`, `"at"`},
		{`"level": "MAY"`, `"level": "may"`},
		{`"line": 4`, `"line": "4"`},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good || runs([]byte(bad)) == nil {
			t.Errorf("%s is taken", change[1])
		}
	}
}
