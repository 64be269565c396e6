package reports_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
	"github.com/smtpspec/smtpspec/scenarios/requirements"
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
	case reflect.TypeFor[reports.Verdict]():
		return words(reports.Verdicts()...)
	case reflect.TypeFor[reports.ObservationKind]():
		return words(reports.ObservationKinds()...)
	case reflect.TypeFor[reports.ExpectationKind]():
		return words(reports.ExpectationKinds()...)
	case reflect.TypeFor[reports.ReasonKind]():
		return words(reports.ReasonKinds()...)
	case reflect.TypeFor[reports.Side]():
		return words(reports.ByClient, reports.ByServer)
	case reflect.TypeFor[reports.TLSFailure]():
		return words(reports.TLSAlert, reports.TLSProtocol, reports.TLSCertificate, reports.TLSEnded, reports.TLSTimeout)
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

// TestSchemas_golden compares the schemas with the model; -update writes them.
func TestSchemas_golden(t *testing.T) {
	reporttest.Golden(t, "schema_run.json", makeSchema(t, &reports.Run{}, reports.RunFormat, "A conformance result of smtpspec", reports.Conformant, reports.NonConformant, reports.NoVerdict))
	reporttest.Golden(t, "schema_load.json", makeSchema(t, &reports.Load{}, reports.LoadFormat, "A load result of smtpspec", reports.Met, reports.Missed, reports.NoVerdict))
}

// TestSchemas_results validates results as they are written, those that were read in
// the format before among them, and refuses others.
func TestSchemas_results(t *testing.T) {
	runs, loads := reporttest.Validator(t, reports.RunSchema()), reporttest.Validator(t, reports.LoadSchema())
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
		r, l, err := reports.ReadResult(bytes.NewReader(text))
		if err != nil {
			continue // a comparison
		}
		checked++
		var out bytes.Buffer
		if r != nil {
			err = runs(toJSON(t, r))
		} else if err = reports.WriteLoadJSON(&out, l); err == nil {
			err = loads(out.Bytes())
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if checked < 4 {
		t.Errorf("%d results were checked", checked)
	}
	good := string(toJSON(t, sample.Run()))
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
