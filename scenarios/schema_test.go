package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/scenarios/requirements"
	"github.com/smtpspec/smtpspec/scenarios/strictyaml"
	"github.com/smtpspec/smtpspec/scenarios/target"
)

// Forms of the model that the decoder reads by hand.
type (
	authMapping     Auth
	fragmentMapping struct {
		Params Vars    `yaml:"params"`
		Play   RawPlay `yaml:"play"`
	}
	skipMapping struct {
		Code   Outcomes  `yaml:"code"`
		Unless []Pattern `yaml:"unless"`
	}
	commandMapping struct {
		Command *Template          `yaml:"command"`
		Text    []Pattern          `yaml:"text"`
		NotText []Pattern          `yaml:"not_text"`
		Capture Captures           `yaml:"capture"`
		Within  *Duration          `yaml:"within"`
		Level   requirements.Level `yaml:"level"`
		End     Outcomes           `yaml:"end"`
	}
)

type js = jsonschema.Schema

func anyOf(of ...*js) *js  { return &js{AnyOf: of} }
func ref(name string) *js  { return &js{Ref: "#/$defs/" + name} }
func pattern(p string) *js { return &js{Type: "string", Pattern: p} }
func mapOf(value *js) *js  { return &js{Type: "object", AdditionalProperties: value} }
func orList(one *js) *js   { return anyOf(one, &js{Type: "array", Items: one}) }
func word() *js            { return anyOf(&js{Type: "string"}, &js{Type: "integer"}) }
func variable() *js        { return pattern(`\$\{`) }
func enum(words ...string) *js {
	s := &js{Type: "string"}
	for _, w := range words {
		s.Enum = append(s.Enum, w)
	}
	return s
}

// forms says how each type of the model that has more than one form is written.
func forms(t reflect.Type) *js {
	const outcome = `[2-5]([0-9][0-9z]|yz)|[a-z][a-z0-9-]*` // a code, an ending or a name of outcomes
	outcomes := anyOf(&js{Type: "integer", Minimum: "200", Maximum: "599"}, pattern(`^ *(`+outcome+`) *(\| *(`+outcome+`) *)*$`), variable())
	count := anyOf(&js{Type: "integer", Minimum: "0"}, pattern(`^[0-9]+(\.\.[0-9]*)?$`), variable())
	cells := &js{Type: "array", MinItems: new(uint64(1)), Items: anyOf(word(), &js{Type: "object", Required: []string{"id"}})}
	switch t {
	case reflect.TypeFor[strictyaml.Strings](), reflect.TypeFor[Segments](), reflect.TypeFor[[]Pattern](), reflect.TypeFor[[]Template]():
		return orList(word())
	case reflect.TypeFor[Vars]():
		return &js{Type: "object", PropertyNames: pattern(nameForm.String()), AdditionalProperties: word()}
	case reflect.TypeFor[Template](), reflect.TypeFor[Pattern]():
		return word()
	case reflect.TypeFor[requirements.Level]():
		s := enum()
		for _, l := range requirements.Levels() {
			s.Enum = append(s.Enum, string(l))
		}
		return anyOf(s, variable())
	case reflect.TypeFor[Subject]():
		return enum("server", "client", "relay")
	case reflect.TypeFor[RawPlay]():
		return &js{Type: "array", Items: ref("Step")}
	case reflect.TypeFor[Steps]():
		return anyOf(&js{Type: "string"}, ref("Step"), &js{Type: "array", MinItems: new(uint64(1)), Items: anyOf(&js{Type: "string"}, ref("Step"))})
	case reflect.TypeFor[Connection]():
		return anyOf(&js{Type: "string"}, mapOf(&js{Type: "array", Items: ref("Step")}))
	case reflect.TypeFor[Axes]():
		return mapOf(cells)
	case reflect.TypeFor[Matrix]():
		return mapOf(anyOf(pattern(wordForm.String()), cells))
	case reflect.TypeFor[OutcomeSets]():
		return mapOf(outcomes)
	case reflect.TypeFor[Fragments]():
		return mapOf(anyOf(&js{Type: "array", Items: ref("Step")}, ref("fragmentMapping")))
	case reflect.TypeFor[Skip]():
		return anyOf(outcomes, ref("skipMapping"))
	case reflect.TypeFor[Grammar]():
		return enum(Grammars()...)
	case reflect.TypeFor[Lines]():
		one := anyOf(word(), ref("Expect"), ref("commandMapping"))
		return anyOf(one, &js{Type: "array", MinItems: new(uint64(1)), Items: one})
	case reflect.TypeFor[Outcomes]():
		return outcomes
	case reflect.TypeFor[Range]():
		return count
	case reflect.TypeFor[Duration]():
		return pattern(`[0-9]|idle_timeout|\$\{`)
	case reflect.TypeFor[Cut]():
		return anyOf(enum("octet"), orList(anyOf(&js{Type: "integer", Minimum: "1"}, pattern("^[1-9][0-9]*$"))), variable())
	case reflect.TypeFor[Captures](), reflect.TypeFor[[]FieldPattern]():
		return mapOf(word())
	case reflect.TypeFor[[]ReplyTally](), reflect.TypeFor[[]FieldCount]():
		return mapOf(count)
	case reflect.TypeFor[Auth]():
		return anyOf(enum(AuthMechanisms()...), variable(), ref("authMapping"))
	}
	return nil
}

// makeSchema makes the JSON Schema of a scenario file out of the model.
func makeSchema(t *testing.T) []byte {
	t.Helper()
	r := &jsonschema.Reflector{FieldNameTag: "yaml", RequiredFromJSONSchemaTags: true, Anonymous: true, Mapper: forms}
	root := r.Reflect(&File{})
	for _, more := range []any{&Step{}, &Expect{}, &authMapping{}, &fragmentMapping{}, &commandMapping{}, &skipMapping{}} {
		for name, s := range r.Reflect(more).Definitions {
			root.Definitions[name] = s
		}
	}
	for name, keys := range map[string][]string{
		"Scenario": {"id", "title"}, "Collect": {"count"}, "fragmentMapping": {"play"}, "authMapping": {"mechanism"},
	} {
		root.Definitions[name].Required = keys
	}
	root.Definitions["Expect"].AnyOf = []*js{{Required: []string{"code"}}, {Required: []string{"grammar"}}}
	root.Title = "A scenario file of smtpspec"
	for name, s := range root.Definitions {
		for p := s.Properties.Oldest(); p != nil; p = p.Next() {
			text := describeKey(name, p.Key)
			if text == "" {
				t.Errorf("no description of %s.%s", name, p.Key)
			}
			if narrow := narrowed(name + "." + p.Key); narrow != nil {
				p.Value = narrow
			}
			// A description beside $ref is not seen by every editor.
			if p.Value.Ref != "" {
				p.Value = &js{AllOf: []*js{{Ref: p.Value.Ref}}}
			} else if p.Value.Type == "boolean" && name == "Step" {
				p.Value = anyOf(&js{Type: "boolean"}, variable())
			}
			copied := *p.Value
			copied.Description = text
			p.Value = &copied
		}
	}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// narrowed says more of keys whose Go type is a plain string.
func narrowed(key string) *js {
	switch key {
	case "Step.close":
		return anyOf(enum("fin", "rst", "half"), variable())
	case "Delivered.skip":
		return mapOf(mapOf(word()))
	case "Connect.port", "ExpectOpen.port":
		return anyOf(enum(append(target.PortNames(), "")...), variable())
	case "authMapping.initial":
		return anyOf(&js{Type: "boolean"}, variable())
	case "authMapping.mechanism":
		return anyOf(enum(AuthMechanisms()...), variable())
	case "Scenario.id":
		return pattern(idForm.String())
	case "Scenario.policy":
		return pattern(requirements.PolicyForm.String())
	case "Scenario.watch":
		return orList(enum(WatchKinds()...))
	case "Scenario.profiles", "File.profiles":
		return orList(enum(target.ProfileNames()...))
	}
	return nil
}

// describeKey gives the description of a key.
func describeKey(of, key string) string {
	if text, ok := keyTexts[of+"."+key]; ok {
		return text
	}
	return keyTexts[key]
}

// TestSchema_current holds schema.json against the model; -update writes it.
func TestSchema_current(t *testing.T) { golden(t, "schema.json", string(makeSchema(t))) }

// compiled returns the schema, ready to validate documents.
func compiled(t *testing.T) *validator.Schema {
	t.Helper()
	doc, err := validator.UnmarshalJSON(bytes.NewReader(makeSchema(t)))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// document reads YAML as JSON has it.
func document(text []byte) (any, bool) {
	var v any
	if err := yaml.Unmarshal(text, &v); err != nil {
		return nil, false
	}
	b, err := json.Marshal(withTextKeys(v))
	if err != nil {
		return nil, false
	}
	err = json.Unmarshal(b, &v)
	return v, err == nil
}

// withTextKeys makes keys such as 250 texts, which YAML does not need.
func withTextKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, value := range v {
			v[key] = withTextKeys(value)
		}
	case map[any]any:
		m := map[string]any{}
		for key, value := range v {
			m[fmt.Sprint(key)] = withTextKeys(value)
		}
		return m
	case []any:
		for i := range v {
			v[i] = withTextKeys(v[i])
		}
	}
	return v
}

func TestSchema_acceptsCatalogue(t *testing.T) {
	schema := compiled(t)
	files := []string{"testdata/hardest.yaml"}
	if err := filepath.WalkDir("catalogue", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(path, ".yaml") {
			files = append(files, path)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, ok := document(text)
		if !ok {
			t.Errorf("%s: invalid YAML", file)
			continue
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s:\n%v", file, err)
		}
	}
}

// TestSchema_rejectsBadFiles lists in a golden file which of the bad files the
// schema refuses, which are invalid YAML, and which only the loader can see.
func TestSchema_rejectsBadFiles(t *testing.T) {
	schema := compiled(t)
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	var b strings.Builder
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		verdict := "no YAML"
		if doc, ok := document(text); ok {
			verdict = "refused"
			if schema.Validate(doc) == nil {
				verdict = "only the loader sees it"
			}
		}
		b.WriteString(strings.TrimSuffix(filepath.Base(file), ".yaml") + ": " + verdict + "\n")
	}
	golden(t, "testdata/schema_bad.golden", b.String())
}
