package htmlreport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/smtpspec/smtpspec/reports"
)

// about two requirements, a and b, of which a is the main one.
func judged(v reports.Verdict, findings ...reports.Finding) reports.Case {
	return reports.Case{Requirements: []string{"a", "b"}, Verdict: v, Findings: findings}
}

func TestCoverage(t *testing.T) {
	broke := func(v reports.Verdict, id string) reports.Finding {
		return reports.Finding{Verdict: v, Requirement: id}
	}
	for name, tt := range map[string]struct {
		cases []reports.Case
		want  string // of a, b and c
	}{
		"passed":                      {[]reports.Case{judged(reports.Pass)}, "pass pass "},
		"skipped":                     {[]reports.Case{judged(reports.Skip)}, "skip skip "},
		"passed and skipped":          {[]reports.Case{judged(reports.Skip), judged(reports.Pass), judged(reports.Skip)}, "pass pass "},
		"passed and looked":           {[]reports.Case{judged(reports.Pass), judged(reports.Info)}, "pass pass "},
		"an unknown is no pass":       {[]reports.Case{judged(reports.Pass), judged(reports.Unknown)}, "unknown unknown "},
		"failed without a finding":    {[]reports.Case{judged(reports.Fail)}, "fail unknown "},
		"failed by one that names it": {[]reports.Case{judged(reports.Fail, broke(reports.Fail, "b"))}, "unknown fail "},
		"failed by one without name":  {[]reports.Case{judged(reports.Fail, broke(reports.Fail, ""))}, "fail unknown "},
		"failed for another":          {[]reports.Case{judged(reports.Fail, broke(reports.Fail, "c"))}, "unknown unknown fail"},
		"warned in a failure":         {[]reports.Case{judged(reports.Fail, broke(reports.Warn, "a"), broke(reports.Fail, "b"))}, "warn fail "},
		"waived":                      {[]reports.Case{judged(reports.Waived, broke(reports.Fail, "b")), judged(reports.Pass)}, "unknown waived "},
		"waived as a whole":           {[]reports.Case{judged(reports.Waived)}, "waived unknown "},
		"an error":                    {[]reports.Case{judged(reports.Pass), judged(reports.Error)}, "error unknown "},
		"passed, then broken":         {[]reports.Case{judged(reports.Pass), judged(reports.Fail, broke(reports.Fail, "a"))}, "fail unknown "},
		"an info says nothing worse":  {[]reports.Case{judged(reports.Pass, broke(reports.Info, "a"))}, "pass pass "},
	} {
		t.Run(name, func(t *testing.T) {
			r := &reports.Run{}
			for i, c := range tt.cases {
				c.ID = fmt.Sprint(i)
				r.Cases = append(r.Cases, c)
			}
			got := map[string]string{}
			for _, d := range compare([]*reports.Run{r}).cover().Documents {
				for _, q := range d.Requirements {
					got[q.ID] = string(q.Verdicts[0])
				}
			}
			if all := strings.Join([]string{got["a"], got["b"], got["c"]}, " "); all != tt.want {
				t.Errorf("got %q, want %q", all, tt.want)
			}
		})
	}
}

func TestCoverageByLevel(t *testing.T) {
	c := compare([]*reports.Run{sample(t)}).cover()
	if n := c.Servers[0].Rows[0].Counts; n != (reports.Counts{Fail: 1, Unknown: 1}) {
		t.Errorf("MUST: %+v", n)
	}
	if row := c.Servers[0].Rows[1]; row.Counts != (reports.Counts{Warn: 1}) || row.Broken() != 1 {
		t.Errorf("SHOULD: %+v", row)
	}
}

func TestKept(t *testing.T) {
	event := func(size int) reports.Event {
		return reports.Event{Observation: reports.Observation{Kind: reports.SawReply, Octets: strings.Repeat("x", size)}}
	}
	many := make([]reports.Event, 5000)
	large := make([]reports.Event, 40)
	for i := range large {
		large[i] = event(16 << 10)
	}
	for name, tt := range map[string]struct {
		events     []reports.Event
		head, tail int
	}{
		"none":  {nil, 0, 0},
		"few":   {many[:1000], 500, 500},
		"many":  {many, 500, 4500},
		"large": {large, 8, 32},
	} {
		if head, tail := kept(tt.events, maxTranscript); head != tt.head || tail != tt.tail {
			t.Errorf("%s: %d to %d, want %d to %d", name, head, tail, tt.head, tt.tail)
		}
	}
}

// However much was sent, the page stays one that can be opened, and shows the failures whole.
func TestMegabytesInEveryCase(t *testing.T) {
	r := &reports.Run{}
	for i := range 200 {
		c := reports.Case{ID: fmt.Sprint(i), Verdict: reports.Pass}
		if i >= 190 {
			c.Verdict = reports.Fail
		}
		for e := range 20 {
			c.Transcript = append(c.Transcript, reports.Event{Observation: reports.Observation{Kind: reports.SawReply, Octets: fmt.Sprintf("%d-%d %s", i, e, strings.Repeat("x", 16_000))}})
		}
		r.Cases = append(r.Cases, c)
	}
	if text := render(t, r); len(text) > 40<<20 {
		t.Errorf("%d octets", len(text))
	}
	cases := compare([]*reports.Run{r}).details().Cases
	if n := cases[199][0].More; n != 4 {
		t.Errorf("%d events of a failure are left out", n)
	}
	if n := cases[189][0].More; n != 20 {
		t.Errorf("%d events of the last case are left out", n)
	}
}

func TestViolations(t *testing.T) {
	list, more := compare([]*reports.Run{sample(t), improved(t)}).violations()
	var got []string
	for _, v := range list {
		got = append(got, fmt.Sprintf("%s %s %d", v.Verdict, v.ID, v.Cases))
	}
	if all := strings.Join(got, ", "); all != "fail SEC-smuggling-lf 1, error  2, warn RFC5321-4.2-text 2" || more != 0 {
		t.Errorf("got %s and %d more", all, more)
	}
	if i := list[0].Instances[0]; i.Sent != `body\n.\r\n` || i.Got != `250 2.0.0 queued\r\n` || i.Step != "security/smuggling.yaml:38" || i.Message != "" {
		t.Errorf("got %+v", i)
	}
	if n := list[0].Servers; n[0].Cases != 1 || n[1].Cases != 0 {
		t.Errorf("servers %+v", n)
	}
}
