package strictyaml

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile bounds a scenario file, in octets.
const maxFile = 4 << 20

// Document reads the one YAML document of a file.
func (d *Decoder) Document(text []byte) (*yaml.Node, bool) {
	if len(text) > maxFile {
		d.Fail(&yaml.Node{Line: 1, Column: 1}, "", "file too large: %d octets, at most %d are read", len(text), maxFile)
		return nil, false
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			d.Fail(&yaml.Node{Line: 1, Column: 1}, "", "the file is empty")
		} else {
			d.syntax(err)
		}
		return nil, false
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case err == nil:
		d.Fail(&second, "move each document to a file of its own", "more than one YAML document in a file")
		return nil, false
	case !errors.Is(err, io.EOF):
		d.syntax(err)
		return nil, false
	}
	if len(doc.Content) != 1 {
		d.Fail(&doc, "", "the file is empty")
		return nil, false
	}
	d.check(doc.Content[0])
	return doc.Content[0], len(d.Problems) == 0
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// syntax gives an error of the YAML reader a position and the usual fix.
func (d *Decoder) syntax(err error) {
	n, message := &yaml.Node{Line: 1, Column: 1}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		n.Line, _ = strconv.Atoi(m[1])
		message = m[2]
	}
	line := ""
	if n.Line >= 1 && n.Line <= len(d.Src.Lines) {
		line = d.Src.Lines[n.Line-1]
		n.Column = 1 + len(line) - len(strings.TrimLeft(line, " \t"))
	}
	hint := ""
	switch {
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		hint = "indent with spaces; YAML does not allow tabs"
	case strings.Contains(message, "mapping values"):
		if at := strings.LastIndex(line, ": "); at >= 0 {
			n.Column = 1 + utf8.RuneCountInString(line[:at])
		}
		hint = `put text with a colon and a space in double quotes: C: "MAIL FROM: <a@example.com>"`
	case strings.Contains(message, "found character that cannot start"), strings.Contains(message, "did not find expected"):
		hint = `put text that begins with @, %, * or a bracket, and ${…} inside [ ] or { }, in double quotes`
	case strings.Contains(message, "unknown escape"):
		hint = `a backslash begins an escape inside double quotes; use single quotes for a literal backslash`
	}
	d.Fail(n, hint, "%s", message)
}
