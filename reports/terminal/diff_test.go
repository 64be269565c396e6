package terminal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/diff"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// comparison reads a comparison of the tests of package diff.
func comparison(t *testing.T, name string) *diff.Diff {
	t.Helper()
	data, err := os.ReadFile("../diff/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var d diff.Diff
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return &d
}

func diffText(t *testing.T, d *diff.Diff, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDiff(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWriteDiff_golden(t *testing.T) {
	for _, name := range []string{"run", "load"} {
		d := comparison(t, name+".json")
		reporttest.Golden(t, "testdata/diff-"+name+".txt", diffText(t, d, Options{Width: 100}))
		reporttest.Golden(t, "testdata/diff-"+name+"-quiet.txt", diffText(t, d, Options{Quiet: true}))
	}
}

func TestWriteDiff_colorAddsNoText(t *testing.T) {
	for _, name := range []string{"run.json", "load.json"} {
		d := comparison(t, name)
		colored, plain := diffText(t, d, Options{Color: true}), diffText(t, d, Options{})
		if bytes.Equal(colored, plain) {
			t.Errorf("%s: got no colour", name)
		}
		if got := escapes.ReplaceAll(colored, nil); !bytes.Equal(got, plain) {
			t.Errorf("%s without colour: got\n%s\nwant\n%s", name, got, plain)
		}
	}
}

// TestWriteDiff_hostileStrings: what a server sends changes nothing but its own text.
func TestWriteDiff_hostileStrings(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, kind := range []string{"run", "load"} {
				d := &diff.Diff{}
				reporttest.Fill(d, s)
				d.Kind = kind
				for _, change := range []string{diff.ChangeRegressed, diff.ChangeReply, diff.ChangeIncomparable} {
					d.Cases[0].Change = change
					out := diffText(t, d, Options{Width: 80})
					reporttest.CheckLines(t, "terminal", out)
					if len(out) > 1<<20 {
						t.Errorf("got %d octets, want no more than %d", len(out), 1<<20)
					}
				}
			}
		})
	}
}

func TestWriteDiff_brokenWriter(t *testing.T) {
	if err := WriteDiff(reporttest.Broken{}, comparison(t, "run.json"), Options{}); !errors.Is(err, reporttest.ErrBroken) {
		t.Errorf("got %v, want %v", err, reporttest.ErrBroken)
	}
}

// TestWriteDiff_manyCases: a server that says everything differently takes few lines.
func TestWriteDiff_manyCases(t *testing.T) {
	for _, change := range []string{diff.ChangeRegressed, diff.ChangeReply, diff.ChangeText, diff.ChangeRemoved, diff.ChangeAdded, diff.ChangeFixed, diff.ChangeIncomparable} {
		d := &diff.Diff{Kind: "run", Verdict: diff.Regressed}
		for i := range 2000 {
			d.Cases = append(d.Cases, diff.Case{ID: fmt.Sprintf("case.%d", i), Change: change, Old: reports.Pass, New: reports.Unknown, Reason: "the target died"})
		}
		got := string(diffText(t, d, Options{}))
		if n := strings.Count(got, "\n"); n > 250 || !strings.Contains(got, "more") {
			t.Errorf("%s: got %d lines, want fewer, and how many more there are:\n%.2000s", change, n, got)
		}
	}
}
