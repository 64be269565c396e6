package htmlreport

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
	"github.com/smtpspec/smtpspec/reports/reporttest"
)

// sample is the run that the tests of reports use as well: a case of each verdict.
func sample(t testing.TB) *reports.Run {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", "run.json"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := reports.ReadRun(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// improved is the sample by another server, which keeps what the first one broke, and was asked
// for one case less and one more.
func improved(t testing.TB) *reports.Run {
	t.Helper()
	r := sample(t)
	r.Target.Name, r.Target.Address, r.Started = "Other MTA 3", "127.0.0.1:2526", r.Started.AddDate(0, 0, 1)
	r.Cases[1].Verdict, r.Cases[1].Reason, r.Cases[1].Findings = reports.Pass, nil, nil
	r.Cases[3].ID = "help.other"
	reports.Conclude(r, false)
	return r
}

// large is a run of n cases, with as many sections and requirements for them as the catalogue
// has, and as long transcripts: about twenty events, of which many occur in other cases too.
func large(n int) *reports.Run {
	r := &reports.Run{
		Tool: reports.Tool{Name: "smtpspec", Version: "1"}, Target: reports.Target{Name: "large", Address: "127.0.0.1:25"},
		Requirements: map[string]reports.Requirement{}, ElapsedMS: 1000,
	}
	verdicts := []reports.Verdict{reports.Pass, reports.Pass, reports.Pass, reports.Skip, reports.Warn, reports.Pass, reports.Fail, reports.Info}
	for i := range n {
		rfc, section := fmt.Sprint(5000+i%30), fmt.Sprintf("%d.%d", 1+i/30%6, 1+i/180%3)
		id := fmt.Sprintf("RFC%s-%s-rule-%d", rfc, section, i/540%3)
		r.Requirements[id] = reports.Requirement{RFC: rfc, Section: section, Level: "MUST", Text: "A server keeps this rule."}
		c := reports.Case{
			ID: fmt.Sprintf("group%d.case/%d", i%50, i), Title: "A case that asks for something of the server, as long as most", Requirements: []string{id},
			Level: "MUST", Labels: []string{fmt.Sprintf("label%d", i%20)}, Verdict: verdicts[i%len(verdicts)], File: "rfc5321/4.yaml", Line: i + 1, ElapsedMS: float64(i % 500),
		}
		if c.Verdict == reports.Fail {
			c.Findings = []reports.Finding{{Verdict: reports.Fail, Kind: "expectation", Requirement: id, Sent: `DATA\r\n`, Expected: reports.Expectation{Kind: reports.WantOutcomes, Outcomes: []string{"5yz"}}, Got: reports.Observation{Kind: reports.SawReply, Octets: `250 2.0.0 queued\r\n`}, File: c.File, Line: 9}}
		}
		for e := range 20 {
			seen := reports.Observation{Kind: reports.SawReply, Octets: fmt.Sprintf(`250-EXTENSION%d with a text of some length after it\r\n`, e)}
			if e%2 == 0 {
				seen = reports.Observation{Kind: reports.SawSent, Octets: fmt.Sprintf(`RCPT TO:<user%d-%d@example.com>\r\n`, i, e)}
			}
			c.Transcript = append(c.Transcript, reports.Event{AtMS: float64(e), On: "a", Observation: seen})
		}
		r.Cases = append(r.Cases, c)
	}
	reports.Conclude(r, false)
	return r
}

// render writes the page of some runs.
func render(t testing.TB, runs ...*reports.Run) string {
	t.Helper()
	var out bytes.Buffer
	if err := WriteRun(&out, runs...); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// golden compares a page with a file of testdata. Styles and scripts are left out, for they
// are files themselves.
func golden(t *testing.T, name, text string) {
	t.Helper()
	text = regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(text, "<style></style>")
	text = regexp.MustCompile(`(?s)<script>.*?</script>`).ReplaceAllString(text, "<script></script>")
	text = regexp.MustCompile(`sha256-[^ ]*?=&#39;`).ReplaceAllString(text, "sha256-HASH&#39;")
	path := filepath.Join("testdata", name)
	reporttest.Update(t, path, []byte(text))
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, lines := strings.Split(text, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(lines)) {
		if i >= len(got) || i >= len(lines) || got[i] != lines[i] {
			t.Fatalf("%s:%d differs (run with -update to accept)\n--- got\n%s", path, i+1, strings.Join(got[min(i, len(got)):min(i+3, len(got))], "\n"))
		}
	}
}
