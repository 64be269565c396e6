package tap

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func sample(t *testing.T) (*reports.Run, *reports.Load) {
	t.Helper()
	r, _, err := reports.ReadResult(reporttest.Open(t, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	_, l, err := reports.ReadResult(reporttest.Open(t, "load.json"))
	if err != nil {
		t.Fatal(err)
	}
	return r, l
}

// parsed is what Perl's TAP::Parser makes of a document.
type parsed struct {
	Points                []parsedPoint
	Plan, Bail            string
	Errors, Unknown       []string
	Failed, Todo, Skipped []int
	Problems              bool
}

type parsedPoint struct {
	OK                                  bool
	Number                              int
	Description, Directive, Explanation string
	YAML                                map[string]any
}

func parse(t *testing.T, text []byte) parsed {
	t.Helper()
	c := exec.Command(reporttest.Tool(t, "perl", "perl"), "testdata/parse.pl")
	var errs bytes.Buffer
	c.Stdin, c.Stderr = bytes.NewReader(text), &errs
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	var p parsed
	if err := json.Unmarshal(out, &p); err != nil {
		t.Fatal(err)
	}
	if len(p.Errors) > 0 || len(p.Unknown) > 0 {
		t.Fatalf("errors %q, unknown lines %.500q", p.Errors, p.Unknown)
	}
	for i := range p.Points {
		q := &p.Points[i]
		q.Description = strings.TrimPrefix(unescaped.Replace(q.Description), "- ")
		q.Explanation = unescaped.Replace(q.Explanation)
	}
	return p
}

// unescaped is what a harness that knows TAP 14 does to a description.
var unescaped = strings.NewReplacer(`\\`, `\`, `\#`, `#`)

// blocks are the YAML documents as a second parser reads them.
func blocks(t *testing.T, text []byte) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, m := range regexp.MustCompile(`(?s)\n  ---\n(.*?)\n  \.\.\.\n`).FindAllSubmatch(text, -1) {
		var v map[string]any
		if err := yaml.Unmarshal(m[1], &v); err != nil {
			t.Fatalf("%v\n%.2000s", err, m[1])
		}
		out = append(out, v)
	}
	return out
}

func run(t *testing.T, r *reports.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRun(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func load(t *testing.T, l *reports.Load) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLoad(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRun(t *testing.T) {
	r, _ := sample(t)
	text := run(t, r)
	reporttest.Golden(t, "testdata/run.tap", text)
	p := parse(t, text)
	if p.Plan != "1..9" || !slices.Equal(p.Failed, []int{2, 8}) || !slices.Equal(p.Todo, []int{9}) || !slices.Equal(p.Skipped, []int{5, 6, 7}) || p.Bail != "" {
		t.Errorf("%+v", p)
	}
	for i, c := range r.Cases {
		if q := p.Points[i]; q.Description != c.ID+": "+c.Title || q.Number != i+1 {
			t.Errorf("%+v", q)
		}
	}
	if got := p.Points[8]; got.OK || got.Directive != "TODO" || got.Explanation != "waived until 2027-01-01: ticket 12 (waivers.yaml:2)" {
		t.Errorf("%+v", got)
	}
	all := blocks(t, text)
	for key, want := range map[string]string{"sent": `body\n.\r\n`, "expected": "silence", "got": `250 2.0.0 queued\r\n`, "severity": "fail"} {
		if got, perl := all[0][key], p.Points[1].YAML[key]; got != want || perl != want {
			t.Errorf("%s is %q, and %q to Perl, want %q", key, got, perl, want)
		}
	}
	if lines := strings.Split(all[0]["transcript"].(string), "\n"); len(lines) != 10 || lines[3] != `0.9 ms a S: 250-mx.example.com\r\n` {
		t.Errorf("%q", lines)
	}
}

func TestRunWithoutVerdictBailsOut(t *testing.T) {
	r, _ := sample(t)
	for name, c := range map[string]struct {
		cases       []reports.Case
		interrupted bool
		bail        string
	}{
		"nothing":     {nil, false, "no verdict: no scenario was run"},
		"unknown":     {append(r.Cases[:1:1], r.Cases[5]), false, "no verdict: 1 case of level MUST could not be observed"},
		"interrupted": {r.Cases[:1], true, "no verdict: the run was interrupted"},
		"passed":      {r.Cases[:1], false, ""},
	} {
		r.Cases, r.Interrupted = c.cases, c.interrupted
		reports.Conclude(r, false)
		if p := parse(t, run(t, r)); !strings.HasPrefix(p.Bail, c.bail) || p.Problems && c.bail == "" || len(p.Failed) > 0 {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestStrictFailsAWarning(t *testing.T) {
	r, _ := sample(t)
	reports.Conclude(r, true)
	if p := parse(t, run(t, r)); !slices.Equal(p.Failed, []int{2, 3, 8}) {
		t.Errorf("failed %v", p.Failed)
	}
}

func TestLoad(t *testing.T) {
	_, l := sample(t)
	text := load(t, l)
	reporttest.Golden(t, "testdata/load.tap", text)
	blocks(t, text)
	if p := parse(t, text); p.Plan != "1..4" || !slices.Equal(p.Failed, []int{3}) || p.Bail != "" {
		t.Errorf("%+v", p)
	}
	l.Delivery = &reports.LoadDelivery{Missing: 2}
	if p := parse(t, load(t, l)); !slices.Equal(p.Failed, []int{3, 5}) {
		t.Errorf("%+v", p)
	}
	l.Thresholds, l.Delivery = nil, nil
	if p := parse(t, load(t, l)); !slices.Equal(p.Failed, []int{1}) {
		t.Errorf("a miss that no threshold says: %+v", p)
	}
	l.Verdict, l.Interrupted = reports.Met, true
	if p := parse(t, load(t, l)); p.Bail == "" {
		t.Errorf("%+v", p)
	}
}

func TestHostile(t *testing.T) {
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			r := &reports.Run{}
			reporttest.Fill(r, s)
			f := &r.Cases[0].Findings[0]
			f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = reports.WantBody, reports.SawReply, reports.SawReply
			one := r.Cases[0]
			if r.Cases = nil; len(s) > 1<<16 {
				one.Policy, one.Reason, one.Waivers, one.Findings[0].Detail = "", nil, nil, "" // enough stays, and Perl needs a second for each
			}
			for _, v := range append(reports.Verdicts(), reports.Verdict(s)) {
				one.Verdict = v
				r.Cases = append(r.Cases, one)
			}
			text := run(t, r)
			reporttest.CheckLines(t, "tap", text)
			if n := len(text); n > 1<<20 {
				t.Errorf("%d octets", n)
			}
			blocks(t, text)
			p := parse(t, text)
			want := []int{7, 8, 9} // error, fail, and what is no verdict
			if len(p.Points) != 9 || !slices.Equal(p.Failed, want) || !slices.Equal(p.Todo, []int{4}) || !slices.Equal(p.Skipped, []int{3, 5}) {
				t.Errorf("%d points, failed %v, todo %v, skipped %v", len(p.Points), p.Failed, p.Todo, p.Skipped)
			}
			clean := reports.CleanRun(r, maxText)
			if got, want := p.Points[7].Description, strings.TrimSpace(clean.Cases[7].ID+": "+clean.Cases[7].Title); got != want {
				t.Errorf("got  %.200q\nwant %.200q", got, want)
			}
			if got, want := p.Points[7].YAML["got"], clean.Cases[7].Findings[0].Came(); got != want && want != "" {
				t.Errorf("got  %.200q\nwant %.200q", got, want)
			}
			l := &reports.Load{}
			reporttest.Fill(l, s)
			text = load(t, l)
			reporttest.CheckLines(t, "load", text)
			blocks(t, text)
			if p := parse(t, text); len(p.Points) != 3 || p.Bail == "" && s != "" {
				t.Errorf("%+v", p)
			}
		})
	}
}

func TestErrorsOfTheWriter(t *testing.T) {
	r, l := sample(t)
	if err := WriteRun(reporttest.Broken{}, r); !errors.Is(err, reporttest.ErrBroken) {
		t.Error(err)
	}
	if err := WriteLoad(reporttest.Broken{}, l); !errors.Is(err, reporttest.ErrBroken) {
		t.Error(err)
	}
}
