package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/smtpspec/smtpspec/reports/text"
)

// maxResultFile bounds a result file, in octets.
const maxResultFile = 1 << 30

// ReadRun reads a result of format smtpspec.run/2, or of the one before, and checks
// it: no unknown key, no unknown verdict, counts that add up. The strings are returned
// as they are in the file.
func ReadRun(in io.Reader) (*Run, error) {
	data, err := readText(in)
	if err != nil {
		return nil, err
	}
	format, err := checkFormat(data)
	if err != nil {
		return nil, err
	}
	var r *Run
	if format == runFormat1 {
		r, err = decode(data, (*run1).upgrade)
	} else {
		r, err = decode(data, same[Run])
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
func decode[T, U any](data []byte, upgrade func(*T) *U) (*U, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return nil, explainJSON(data, err)
	}
	return upgrade(&v), nil
}

func same[T any](v *T) *T { return v }

func readText(in io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxResultFile+1))
	if err == nil && len(data) > maxResultFile {
		err = fmt.Errorf("the result is larger than %d MB", maxResultFile>>20)
	}
	return data, err
}

// checkFormat looks at the format before anything else, because the keys of
// another format would only give a confusing message.
func checkFormat(data []byte) (string, error) {
	var head struct {
		Format *string `json:"format"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return "", explainJSON(data, err)
	}
	if head.Format == nil {
		return "", fmt.Errorf(`not a result of smtpspec: the key "format" is missing (want %q)`, RunFormat)
	}
	name, _, _ := strings.Cut(RunFormat, "/")
	switch got := text.Clean(*head.Format, 80); {
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
func explainJSON(data []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return errors.New("not a result of smtpspec: the file is empty")
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: not JSON: %s", position(data, syntax.Offset), text.Clean(syntax.Error(), 200))
	case errors.As(err, &kind):
		return fmt.Errorf("%s: %s must not be a JSON %s", position(data, kind.Offset), field(kind.Field), text.Clean(kind.Value, 80))
	default:
		return errors.New(text.Clean(strings.TrimPrefix(err.Error(), "json: "), 200))
	}
}

func field(name string) string {
	if name == "" {
		return "a result"
	}
	return text.Clean(name, 200)
}

// position gives line:column, both from 1, of the octet before offset.
func position(data []byte, offset int64) string {
	before := data[:min(max(offset-1, 0), int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}
