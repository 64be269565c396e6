package markdown

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func writeDiff(t *testing.T, d *diff.Diff) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDiff(&b, d, 0); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriteDiff_golden(t *testing.T) {
	for _, name := range []string{"run", "load"} {
		data, err := os.ReadFile("../diff/testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var d diff.Diff
		if err := json.Unmarshal(data, &d); err != nil {
			t.Fatal(err)
		}
		reporttest.Golden(t, "testdata/diff-"+name+".md", writeDiff(t, &d))
	}
}

func TestWriteDiff_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []string{"run", "load"} {
				d := &diff.Diff{}
				reporttest.Fill(d, s)
				d.Kind = kind
				for _, change := range []string{diff.ChangeRegressed, diff.ChangeReply} {
					d.Cases[0].Change = change
					text := string(writeDiff(t, d))
					reporttest.CheckLines(t, "markdown", []byte(text))
					if doc := parse(t, text); len(doc.active)+len(doc.other) > 0 {
						t.Errorf("%s, %s: got %+v, want no active element\n%.3000s", kind, change, doc, text)
					}
					if len(text) > 1<<20 {
						t.Errorf("got %d octets, want no more than %d", len(text), 1<<20)
					}
				}
			}
		})
	}
}

func TestWriteDiff_brokenWriter(t *testing.T) {
	if err := WriteDiff(reporttest.Broken{}, &diff.Diff{}, 0); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}
