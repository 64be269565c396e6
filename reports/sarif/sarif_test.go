package sarif

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

func sample(t *testing.T) *reports.Run {
	t.Helper()
	r, err := reports.ReadRun(reporttest.Open(t, "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// official is the schema that GitHub and editors check against, see testdata/README.md.
func official(t *testing.T) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open("testdata/sarif-2.1.0-rtm.5.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	// The published schema holds two patterns with a bracket too many, of a language
	// that is never written.
	c.UseRegexpEngine(func(s string) (jsonschema.Regexp, error) {
		return regexp.Compile(strings.Replace(s, "^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}-[a-zA-Z]{2}$", 1))
	})
	if err := c.AddResource(schema, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(schema)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func write(t *testing.T, r *reports.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteRun(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read checks a document against the schema, and what that does not say, and
// returns its run.
func read(t *testing.T, s *jsonschema.Schema, text []byte) *run {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Fatalf("%v\n%.3000s", err, text)
	}
	var l log
	if err := json.Unmarshal(text, &l); err != nil || len(l.Runs) != 1 {
		t.Fatal(err)
	}
	r := &l.Runs[0]
	prints := map[string]bool{}
	for _, q := range r.Tool.Driver.Rules {
		checkMessage(t, q.ShortDescription, q.FullDescription, q.Help)
	}
	for _, n := range r.Invocations[0].Notifications {
		checkMessage(t, n.Message)
		checkLocations(t, n.Locations)
	}
	for _, res := range r.Results {
		if res.RuleIndex >= len(r.Tool.Driver.Rules) || r.Tool.Driver.Rules[res.RuleIndex].ID != res.RuleID {
			t.Errorf("rule %d is not %s", res.RuleIndex, res.RuleID)
		}
		if res.Level != "error" && res.Level != "warning" && res.Level != "note" {
			t.Errorf("level %q", res.Level)
		}
		hash := res.PartialFingerprints["primaryLocationLineHash"]
		if prints[hash] || !regexp.MustCompile(`^[0-9a-f]{16}:[0-9]+$`).MatchString(hash) {
			t.Errorf("fingerprint %q", hash)
		}
		prints[hash] = true
		checkMessage(t, res.Message)
		checkLocations(t, res.Locations)
	}
	return r
}

// checkMessage finds links and placeholders as §3.11 has them.
func checkMessage(t *testing.T, messages ...message) {
	t.Helper()
	for _, m := range messages {
		if m.Text == "" || strings.Contains(m.Text, "](") {
			t.Errorf("message %.200q", m.Text)
		}
		if rest := strings.NewReplacer("{{", "", "}}", "").Replace(m.Text); strings.ContainsAny(rest, "{}") {
			t.Errorf("placeholder in %.200q", m.Text)
		}
	}
}

func checkLocations(t *testing.T, all []location) {
	t.Helper()
	for _, l := range all {
		if l.Physical == nil {
			continue
		}
		a := l.Physical.Artifact
		u, err := url.Parse(a.URI)
		if err != nil || a.URI == "" || strings.ContainsAny(a.URI, " \\<>\"") {
			t.Fatalf("URI %.200q: %v", a.URI, err)
		}
		if based := a.URIBaseID == baseOfUser || a.URIBaseID == baseOfCatalogue; u.IsAbs() == based || u.Host != "" || u.IsAbs() && u.Scheme != "file" {
			t.Errorf("URI %.200q, base %q", a.URI, a.URIBaseID)
		}
	}
}

func TestRun(t *testing.T) {
	s, r := official(t), sample(t)
	text := write(t, r)
	reporttest.Golden(t, "testdata/run.sarif", text)
	got := read(t, s, text)
	if len(got.Results) != 4 || len(got.Invocations[0].Notifications) != 3 || !got.Invocations[0].ExecutionSuccessful {
		t.Fatalf("%d results, %d notifications", len(got.Results), len(got.Invocations[0].Notifications))
	}
	var levels []string
	for _, res := range got.Results {
		levels = append(levels, res.Level)
	}
	if strings.Join(levels, " ") != "note error warning error" {
		t.Errorf("levels %v", levels)
	}
	fail := got.Results[1]
	if at := fail.Locations[0].Physical; at.Artifact.URI != "security/smuggling.yaml" || at.Region.StartLine != 38 || fail.Properties["got"] != `250 2.0.0 queued\r\n` {
		t.Errorf("%+v", fail)
	}
	if waived := got.Results[3]; len(waived.Suppressions) != 1 || waived.Suppressions[0].Justification != "waived until 2027-01-01: ticket 12 (waivers.yaml:2)" || fail.Suppressions != nil {
		t.Errorf("%+v", waived)
	}
	if q := got.Tool.Driver.Rules[fail.RuleIndex]; q.ID != "SEC-smuggling-lf" || q.HelpURI != "" || q.DefaultConfiguration.Level != "error" {
		t.Errorf("%+v", q)
	}
	if q := got.Tool.Driver.Rules[got.Results[2].RuleIndex]; q.HelpURI != "https://www.rfc-editor.org/rfc/rfc5321#section-4.2" || q.DefaultConfiguration.Level != "warning" {
		t.Errorf("%+v", q)
	}
}

// The same finding has the same fingerprint when lines, times and what the
// server calls the message have changed.
func TestFingerprintsLast(t *testing.T) {
	s, r := official(t), sample(t)
	before := read(t, s, write(t, r))
	for i := range r.Cases {
		c := &r.Cases[i]
		c.Line, c.ElapsedMS = c.Line+10, c.ElapsedMS+1
		for j := range c.Findings {
			f := &c.Findings[j]
			f.Line, f.Expected.BoundMS, f.Got.Octets, f.Detail = 99, 1500, "250 as 4711", "as 4711"
		}
	}
	for i, res := range read(t, s, write(t, r)).Results {
		if want := before.Results[i].PartialFingerprints; fmt.Sprint(res.PartialFingerprints) != fmt.Sprint(want) {
			t.Errorf("%v, want %v", res.PartialFingerprints, want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	s := official(t)
	got := read(t, s, write(t, &reports.Run{}))
	if got.Invocations[0].ExecutionSuccessful || got.Results == nil || len(got.Results) > 0 || got.Invocations[0].Notifications[0].Message.Text != "no verdict: no scenario was run" {
		t.Errorf("%+v", got)
	}
	r := sample(t)
	reports.Conclude(r, true)
	if got := read(t, s, write(t, r)); got.Results[2].Level != "error" {
		t.Errorf("strict: %s", got.Results[2].Level)
	}
	c := r.Cases[1]
	c.Findings, c.Requirements = nil, nil
	r.Cases = nil
	for i := range maxResults + 10 {
		c.ID = fmt.Sprintf("case.%d", i)
		r.Cases = append(r.Cases, c)
	}
	got = read(t, s, write(t, r))
	if n := got.Invocations[0].Notifications; len(got.Results) != maxResults || n[0].Message.Text != "10 further results are left out" {
		t.Errorf("%d results, %v", len(got.Results), n)
	}
	if got.Results[0].RuleID != "case.0" || got.Tool.Driver.Rules[0].FullDescription.Text != c.Title {
		t.Errorf("%+v", got.Results[0])
	}
}

func TestPaths(t *testing.T) {
	for file, want := range map[string]artifactLocation{
		"sanity.yaml":        {URI: "scenarios/catalogue/sanity.yaml", URIBaseID: baseOfCatalogue},
		"mine/own.yaml":      {URI: "mine/own.yaml", URIBaseID: baseOfUser},
		"./a b%#?.yaml":      {URI: "a%20b%25%23%3F.yaml", URIBaseID: baseOfUser},
		"http://x/y.yaml":    {URI: "http%3A/x/y.yaml", URIBaseID: baseOfUser},
		"/home/../tmp/é.yml": {URI: "file:///tmp/%C3%A9.yml"},
		"//host/x.yaml":      {URI: "file:///host/x.yaml"},
	} {
		if got := artifact(file); got != want {
			t.Errorf("%s: %+v", file, got)
		}
	}
}

func TestDocuments(t *testing.T) {
	for want, q := range map[string]reports.Requirement{
		"https://www.rfc-editor.org/rfc/rfc821#section-3.4": {RFC: "0821", Section: "3.4"},
		"https://www.rfc-editor.org/rfc/rfc5321":            {RFC: "5321", Section: "D.1"},
		"":                                                  {RFC: "draft-murchison-sasl-login-00", Section: "2"},
	} {
		if got := documentURI(q); got != want {
			t.Errorf("%+v: %s", q, got)
		}
	}
}

func TestHostile(t *testing.T) {
	schema := official(t)
	for name, s := range reporttest.Hostile() {
		t.Run(name, func(t *testing.T) {
			for _, v := range append(reports.Verdicts(), reports.Verdict(s)) {
				r := &reports.Run{}
				reporttest.Fill(r, s)
				f := &r.Cases[0].Findings[0]
				f.Expected.Kind, f.Got.Kind, r.Cases[0].Transcript[0].Kind = reports.WantBody, reports.SawReply, reports.SawReply
				r.Cases[0].Verdict = v
				r.Cases[0].Findings[0].Line = 7
				text := write(t, r)
				reporttest.CheckLines(t, "sarif", text)
				got := read(t, schema, text)
				if len(text) > 256<<10 {
					t.Errorf("%d octets", len(text))
				}
				if v == reports.Fail && len(got.Results) != 1 {
					t.Errorf("%d results", len(got.Results))
				}
				clean := reports.CleanRun(r, maxText).Cases[0].Findings[0].Came()
				for _, res := range got.Results {
					if res.Properties["got"] != clean && clean != "" {
						t.Errorf("got %.200q, want %.200q", res.Properties["got"], clean)
					}
				}
			}
		})
	}
}

func TestErrorsOfTheWriter(t *testing.T) {
	if err := WriteRun(reporttest.Broken{}, sample(t)); !errors.Is(err, reporttest.ErrBroken) {
		t.Error(err)
	}
}
