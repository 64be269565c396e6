package junit

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
	"github.com/smtpspec/smtpspec/reports/reporttest/sample"
)

func junit(t *testing.T, r *reports.Run) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteRun(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// element says what testdata/junit.xsd allows in an element. It is written
// apart from the types that the writer marshals.
type element struct {
	attrs    map[string]string // name: pattern; a trailing ? in the name makes it optional
	children []string          // in their order; * any number, ? at most one
	text     bool
}

const (
	anyText = `(?s).*`
	nonzero = `(?s).+`
	number  = `[0-9]+`
	decimal = `[0-9]+\.[0-9]{3}`
)

var junitSchema = map[string]element{
	"testsuites": {
		attrs:    map[string]string{"name": nonzero, "tests": number, "failures": number, "errors": number, "time": decimal},
		children: []string{"testsuite*"},
	},
	"testsuite": {
		attrs: map[string]string{
			"name": nonzero, "tests": number, "failures": number, "errors": number, "skipped": number, "time": decimal,
			"timestamp": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`, "hostname?": nonzero,
		},
		children: []string{"properties", "testcase*", "system-err?"},
	},
	"properties": {children: []string{"property*"}},
	"property":   {attrs: map[string]string{"name": nonzero, "value": anyText}},
	"testcase": {
		attrs:    map[string]string{"name": nonzero, "classname": nonzero, "time": decimal},
		children: []string{"failure?", "error?", "skipped?", "system-out?"},
	},
	"failure":    {attrs: map[string]string{"message": anyText, "type?": nonzero}, text: true},
	"error":      {attrs: map[string]string{"message": anyText, "type?": nonzero}, text: true},
	"skipped":    {attrs: map[string]string{"message": anyText, "type?": nonzero}, text: true},
	"system-out": {text: true},
	"system-err": {text: true},
}

// node is an element as a consumer sees it.
type node struct {
	name     string
	attrs    map[string]string
	children []*node
	text     string
}

func parseXML(t *testing.T, text []byte) *node {
	t.Helper()
	dec := xml.NewDecoder(bytes.NewReader(text))
	root := &node{}
	open := []*node{root}
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%.2000s", err, text)
		}
		top := open[len(open)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &node{name: tok.Name.Local, attrs: map[string]string{}}
			for _, a := range tok.Attr {
				n.attrs[a.Name.Local] = a.Value
			}
			top.children = append(top.children, n)
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.text += string(tok)
		}
	}
	if len(root.children) != 1 || root.children[0].name != "testsuites" {
		t.Fatal("the root is not testsuites")
	}
	return root.children[0]
}

func (n *node) all(name string) []*node {
	var out []*node
	for _, c := range n.children {
		if c.name == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// check reports what the schema does not allow.
func (n *node) check() []string {
	e, ok := junitSchema[n.name]
	if !ok {
		return []string{"unknown element " + n.name}
	}
	var bad []string
	for name, value := range n.attrs {
		pattern, ok := e.attrs[name]
		if !ok {
			pattern, ok = e.attrs[name+"?"]
		}
		if !ok || !regexp.MustCompile("^(?:"+pattern+")$").MatchString(value) {
			bad = append(bad, fmt.Sprintf("%s: attribute %s=%.100q", n.name, name, value))
		}
	}
	for name := range e.attrs {
		if _, ok := n.attrs[name]; !ok && !strings.HasSuffix(name, "?") {
			bad = append(bad, n.name+": no attribute "+name)
		}
	}
	if !e.text && strings.TrimSpace(n.text) != "" {
		bad = append(bad, n.name+": text")
	}
	rest := n.children
	for _, want := range e.children {
		name := strings.TrimRight(want, "*?")
		count := 0
		for len(rest) > 0 && rest[0].name == name {
			bad = append(bad, rest[0].check()...)
			rest = rest[1:]
			count++
		}
		if count == 0 && name == want || count > 1 && !strings.HasSuffix(want, "*") {
			bad = append(bad, fmt.Sprintf("%s: %d times %s", n.name, count, name))
		}
	}
	if len(rest) > 0 {
		bad = append(bad, n.name+": out of place: "+rest[0].name)
	}
	return bad
}

// checkJUnit checks a file with the schema, and its sums with the run.
func checkJUnit(t *testing.T, text []byte, want reports.Counts) {
	t.Helper()
	root := parseXML(t, text)
	if bad := root.check(); len(bad) > 0 {
		t.Fatalf("not valid: %s", strings.Join(bad, "\n"))
	}
	if cases := root.all("testcase"); len(cases) != want.Total() {
		t.Errorf("%d test cases, want %d", len(cases), want.Total())
	}
	sums := map[string]int{
		"tests": want.Total(), "failures": want.Fail, "errors": want.Error, "skipped": want.Skip + want.Unknown + want.Waived,
	}
	for _, n := range append(root.all("testsuite"), root) {
		for name, sum := range sums {
			if got, ok := n.attrs[name]; ok && got != strconv.Itoa(sum) {
				t.Errorf("%s %s=%s, want %d", n.name, name, got, sum)
			}
		}
	}
	for name, sum := range map[string]int{"failure": want.Fail, "error": want.Error, "skipped": sums["skipped"], "system-out": want.Warn + want.Info} {
		if got := len(root.all(name)); got != sum {
			t.Errorf("%d elements %s, want %d", got, name, sum)
		}
	}
}

// lint asks a validator that is not of this project.
func lint(t *testing.T, text []byte) {
	t.Helper()
	t.Run("xmllint", func(t *testing.T) {
		xmllint := reporttest.Tool(t, "xmllint", "libxml2-utils")
		path := filepath.Join(t.TempDir(), "junit.xml")
		if err := os.WriteFile(path, text, 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(xmllint, "--huge", "--noout", "--schema", "testdata/junit.xsd", path).CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

func TestWriteRun_golden(t *testing.T) {
	text := junit(t, sample.Run())
	reporttest.Golden(t, "testdata/run.xml", text)
	checkJUnit(t, text, sample.Run().Counts)
	lint(t, text)
}

func TestWriteRun_counts(t *testing.T) {
	empty := &reports.Run{}
	reports.Conclude(empty, false)
	strict := sample.Run()
	reports.Conclude(strict, true)
	odd := &reports.Run{Cases: []reports.Case{{ID: "a", Verdict: "passed", ElapsedMS: -5}, {ID: "a", Verdict: reports.Warn}}}
	reports.Conclude(odd, false)
	for name, r := range map[string]*reports.Run{"certified": sample.Certified(), "empty": empty, "strict": strict, "odd": odd} {
		t.Run(name, func(t *testing.T) {
			text := junit(t, r)
			checkJUnit(t, text, r.Counts)
			lint(t, text)
		})
	}
}

func TestWriteRun_text(t *testing.T) {
	r := sample.Run()
	r.Cases[1].Findings[1].Got = sample.Received(`250 ]]> <failure> & "quoted" 'text' &#0;\r\n`)
	root := parseXML(t, junit(t, r))
	if got := root.all("failure")[0].text; !strings.Contains(got, r.Cases[1].Findings[1].Came()) {
		t.Errorf("the reply is not in the text: %s", got)
	}
	reasons := []string{}
	for _, n := range root.all("skipped") {
		reasons = append(reasons, n.attrs["message"])
	}
	unknown := "unknown: target.yaml does not give delivery.dir"
	if want := []string{"skip: CHUNKING is not offered", unknown, unknown, "waived: waived until 2027-01-01: ticket 12 (waivers.yaml:2)"}; !slices.Equal(reasons, want) {
		t.Errorf("got %q", reasons)
	}
}

func TestClassName(t *testing.T) {
	for _, tt := range []struct {
		req  reports.Requirement
		id   string
		want string
	}{
		{reports.Requirement{RFC: "5321", Section: "4.5.2"}, "a.b", "RFC5321.section_4_5_2"},
		{reports.Requirement{RFC: "5321bis", Section: "D.1"}, "a.b", "RFC5321bis.D_1"},
		{reports.Requirement{RFC: "security", Section: "smuggling"}, "a.b", "security.smuggling"},
		{reports.Requirement{}, "transparency.dot", "smtpspec.transparency"},
		{reports.Requirement{}, "sanity", "smtpspec.sanity"},
	} {
		r := &reports.Run{Requirements: map[string]reports.Requirement{"R": tt.req}}
		if got := className(r, &reports.Case{ID: tt.id, Requirements: []string{"R"}}); got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.req, got, tt.want)
		}
	}
}

func TestWriteRun_brokenWriter(t *testing.T) {
	if err := WriteRun(reporttest.Broken{}, sample.Run()); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
