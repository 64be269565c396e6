package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxResultFile bounds a result file, in octets.
const maxResultFile = 1 << 30

// ReadRun reads a result of format smtpspec.run/2, or of the one before, and checks
// it: no unknown key, no unknown verdict, counts that add up. The strings are returned
// as they are in the file.
func ReadRun(in io.Reader) (*Run, error) {
	text, err := readText(in)
	if err != nil {
		return nil, err
	}
	format, err := checkFormat(text)
	if err != nil {
		return nil, err
	}
	var r *Run
	if format == runFormat1 {
		r, err = decode(text, (*run1).upgrade)
	} else {
		r, err = decode(text, same[Run])
	}
	if err != nil {
		return nil, err
	}
	if err := validate(r); err != nil {
		return nil, err
	}
	return r, nil
}

// decode reads JSON without unknown keys, and makes of it what is wanted.
func decode[T, U any](text []byte, upgrade func(*T) *U) (*U, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return nil, explainJSON(text, err)
	}
	return upgrade(&v), nil
}

func same[T any](v *T) *T { return v }

func readText(in io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(in, maxResultFile+1))
	if err == nil && len(text) > maxResultFile {
		err = fmt.Errorf("the result is larger than %d MB", maxResultFile>>20)
	}
	return text, err
}

// checkFormat looks at the format before anything else, because the keys of
// another format would only give a confusing message.
func checkFormat(text []byte) (string, error) {
	var head struct {
		Format *string `json:"format"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return "", explainJSON(text, err)
	}
	if head.Format == nil {
		return "", fmt.Errorf(`not a result of smtpspec: the key "format" is missing (want %q)`, RunFormat)
	}
	name, _, _ := strings.Cut(RunFormat, "/")
	switch got := CleanText(*head.Format, 80); {
	case got == RunFormat, got == runFormat1:
		return got, nil
	case strings.HasPrefix(got, "smtpspec.load/"):
		return "", fmt.Errorf("this is the result of a load run (%s); a conformance run is needed (%s)", got, RunFormat)
	case strings.HasPrefix(got, name+"/"):
		return "", fmt.Errorf("format %s is of another version of smtpspec; this one reads %s and %s", got, RunFormat, runFormat1)
	default:
		return "", fmt.Errorf("unknown format %q; this version reads %s", got, RunFormat)
	}
}

// explainJSON adds line and column to an error of the JSON decoder.
func explainJSON(text []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return errors.New("not a result of smtpspec: the file is empty")
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: not JSON: %s", position(text, syntax.Offset), CleanText(syntax.Error(), 200))
	case errors.As(err, &kind):
		return fmt.Errorf("%s: %s must not be a JSON %s", position(text, kind.Offset), field(kind.Field), CleanText(kind.Value, 80))
	default:
		return errors.New(CleanText(strings.TrimPrefix(err.Error(), "json: "), 200))
	}
}

func field(name string) string {
	if name == "" {
		return "a result"
	}
	return CleanText(name, 200)
}

// position gives line:column, both from 1, of the octet before offset.
func position(text []byte, offset int64) string {
	before := text[:min(max(offset-1, 0), int64(len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}
